#pragma once

#include "core/base/cancellation.h"
#include "core/base/mailbox.h"
#include "core/connection/reply.h"
#include "core/documents/documentengine.h"
#include "core/results/resultfetch.h"

#include <QObject>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace dumbo {
class Session;
}

namespace workbench {

/// What a find is given.
struct FindRequest {
    std::function<dumbo::Result<dumbo::DocumentEngine>()> engine; ///< called in the session's thread
    dumbo::ObjectPath table;
    QString column; ///< empty: the only one
    QByteArray filter;
    QByteArray sort;
    QByteArray projection;
    qint64 rowLimit = dumbo::FetchGate::unlimited; ///< until somebody asks for more
    std::shared_ptr<dumbo::MemoryBudget> budget;
};

/// A find whose documents begin to come.
struct FindResult {
    dumbo::DocumentQuery query;
    dumbo::DocumentPlan plan;
    dumbo::DocumentTraits traits;
    std::shared_ptr<dumbo::ResultStore> store;
    std::shared_ptr<dumbo::FetchGate> gate;
};

/// How a find ended.
struct FindSummary {
    /// What was wrong with the texts, where its error is Data with a position.
    enum class Part { None, Filter, Sort, Projection };
    std::optional<dumbo::Error> error; ///< also Cancelled
    Part part = Part::None;
    std::chrono::milliseconds elapsed {};
};

/// Reads documents in a session: the source from the catalog, the query from its texts, then the documents into a store. Starts
/// when it is made; destroying it cancels.
class DocumentsRun : public QObject {
    Q_OBJECT

public:
    DocumentsRun(std::shared_ptr<dumbo::Session> session, FindRequest request, QObject *parent = nullptr);
    ~DocumentsRun() override;

    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] const FindRequest &request() const { return m_request; }
    [[nodiscard]] std::chrono::milliseconds elapsed() const;
    void cancel();

Q_SIGNALS:
    void started(const workbench::FindResult &result);
    /// The last signal.
    void finished(const workbench::FindSummary &summary);

private:
    void onFinished(const dumbo::Result<FindSummary> &summary);

    std::shared_ptr<dumbo::Session> m_session;
    FindRequest m_request;
    dumbo::CancellationSource m_cancel;
    dumbo::Mailbox<FindResult> m_results;
    dumbo::JobId m_job = 0;
    bool m_running = true;
    std::chrono::steady_clock::time_point m_begun;
    std::chrono::milliseconds m_elapsed {};
};

} // namespace workbench
