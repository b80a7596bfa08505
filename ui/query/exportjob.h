#pragma once

#include "core/base/cancellation.h"
#include "core/results/resultfetch.h"
#include "core/results/resultwriter.h"

#include <QObject>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>

namespace workbench {

/// What to write where.
struct ExportRequest {
    std::shared_ptr<dumbo::ResultStore> store;
    std::shared_ptr<const std::vector<qint64>> order; ///< null: as they came
    dumbo::ResultFormat format = dumbo::ResultFormat::Csv;
    dumbo::WriterOptions options;
    QString path;
    bool waitForAll = false; ///< rows that still come belong to it; else those that are there now
};

/// Writes a result to a file in a worker thread. The file appears when it is whole; after an error or a cancel what was
/// there before is untouched and nothing half written is left. Starts when it is made; destroying it cancels.
class ExportJob : public QObject {
    Q_OBJECT

public:
    explicit ExportJob(const ExportRequest &request, QObject *parent = nullptr);
    ~ExportJob() override;

    [[nodiscard]] qint64 rowsWritten() const;
    [[nodiscard]] QString path() const { return m_path; }
    void cancel();
    /// The store has more rows, or came to its end.
    void wake();

Q_SIGNALS:
    /// Rows written, or why not; ErrorKind::Cancelled after cancel().
    void finished(const dumbo::Result<qint64> &rows);

private:
    struct Shared;
    static dumbo::Result<qint64> write(const ExportRequest &request, Shared &shared);
    static dumbo::Result<void> writeRows(const ExportRequest &request, Shared &shared, dumbo::ResultWriter &writer);

    QString m_path;
    std::shared_ptr<Shared> m_shared;
};

} // namespace workbench
