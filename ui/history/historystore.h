#pragma once

#include "core/base/result.h"
#include "core/sdk/connector.h"
#include "ui/query/queryservices.h"

#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace dumbo {
class DriverRegistry;
class Session;
}

namespace workbench {

/// An entry with its number in the store.
struct HistoryItem {
    qint64 id = 0;
    HistoryEntry entry;
};

/// What was run, in a database file of its own, read and written through one of the drivers in a thread. Without that driver there
/// is no history, and nothing else changes. Opened when it is first used; holds the newest entries only.
class HistoryStore : public QObject {
    Q_OBJECT

public:
    static constexpr int mostEntries = 20000;
    using Found = std::function<void(const dumbo::Result<std::vector<HistoryItem>> &)>;

    /// The connector must be one that opens a file.
    HistoryStore(dumbo::DriverRegistry &registry, const dumbo::Connector &connector, const QString &filePath,
        QObject *parent = nullptr);
    ~HistoryStore() override;

    /// There is a driver for it.
    [[nodiscard]] bool isAvailable() const;
    [[nodiscard]] QString filePath() const { return m_filePath; }

    void record(const HistoryEntry &entry);
    /// Calls function() with the newest entries whose text, connection or error contains all words; at most `most`.
    void search(const QString &words, int most, QObject *context, Found function);
    void remove(const std::vector<qint64> &ids);
    void clear();

Q_SIGNALS:
    /// Entries came or went.
    void changed();
    void failed(const dumbo::Error &error);

private:
    [[nodiscard]] dumbo::Session *session();
    template <typename F>
    void write(F function);

    dumbo::DriverRegistry &m_registry;
    const dumbo::Connector m_connector;
    QString m_filePath;
    std::unique_ptr<dumbo::Session> m_session;
    std::shared_ptr<bool> m_prepared; ///< session's thread: the table exists
};

} // namespace workbench
