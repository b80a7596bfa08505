#pragma once

#include "core/sdk/connection.h"
#include "core/sdk/extensions/migrations.h"

#include <QMap>

namespace dumbo::mysql {

/// Tries statements one at a time in a scratch database (ScratchDatabases), never in anything else: the server commits by itself.
class DryRun
{
public:
    /// The connection is not owned.
    explicit DryRun(Connection &connection)
        : m_connection(connection)
    {
    }

    [[nodiscard]] Result<QStringList> limits();
    [[nodiscard]] Result<void> begin(const DryRunOptions &options);
    [[nodiscard]] Result<StatementMeasurement> measure(const StatementText &text);
    [[nodiscard]] bool isOver() const { return m_state != State::Open; }
    [[nodiscard]] Result<void> end();
    /// Tables before views and triggers, without the accounts that defined them and without events, which would run.
    [[nodiscard]] Result<std::vector<StatementText>> schema(const CatalogPart &schema);

private:
    enum class State { None, Open, Over };
    struct Thing
    {
        QByteArray id; ///< changes when it is written anew; empty where that can't be told
        friend bool operator==(const Thing &, const Thing &) = default;
    };
    using Things = QMap<ObjectPath, Thing>;

    [[nodiscard]] Result<QString> ask(const QByteArray &sql);
    [[nodiscard]] Result<void> run(const QByteArray &sql);
    [[nodiscard]] Result<QStringList> reachableDatabases();
    [[nodiscard]] Result<void> execute(const StatementText &text, StatementMeasurement &measurement);
    [[nodiscard]] Result<Things> readThings();
    [[nodiscard]] Result<void> compare(StatementMeasurement &measurement);

    Connection &m_connection;
    QString m_database;
    QStringList m_others; ///< what this account could change besides; empty: nothing
    Things m_things;
    State m_state = State::None;
};

} // namespace dumbo::mysql
