#pragma once

#include "core/sdk/connection.h"
#include "core/sdk/extensions/migrations.h"
#include "drivers/common/explain/statementrows.h"

#include <QHash>
#include <QMap>

namespace dumbo::sqlite {

/// Tries statements one at a time on a scratch file (ScratchFiles), never on anything else.
class DryRun
{
public:
    /// The connection is not owned.
    explicit DryRun(Connection &connection)
        : m_connection(connection)
    {
    }

    [[nodiscard]] static QStringList limits();
    [[nodiscard]] Result<void> begin(const DryRunOptions &options);
    [[nodiscard]] Result<StatementMeasurement> measure(const StatementText &text);
    [[nodiscard]] bool isOver() const { return m_state != State::Open; }
    /// PRAGMA integrity_check and foreign_key_check.
    [[nodiscard]] Result<QStringList> check();
    [[nodiscard]] Result<void> end();

private:
    enum class State { None, Open, Over };
    using RootPages = QMap<ObjectPath, qint64>;

    [[nodiscard]] Result<std::vector<explain::TextRow>> rows(const QByteArray &sql);
    [[nodiscard]] Result<void> run(const QByteArray &sql);
    [[nodiscard]] Result<void> mustBeScratch();
    /// What is not to be run, and why; nothing else is.
    [[nodiscard]] Result<void> refuse(const StatementText &text, const QByteArray &keyword) const;
    [[nodiscard]] Result<void> execute(const StatementText &text, StatementMeasurement &measurement);
    [[nodiscard]] Result<RootPages> readRootPages();
    [[nodiscard]] Result<qint64> totalChanges();
    [[nodiscard]] Result<void> compare(const StatementText &text, qint64 changesBefore, StatementMeasurement &measurement);
    [[nodiscard]] Result<QHash<QString, qint64>> brokenReferences();

    Connection &m_connection;
    DryRunOptions m_options;
    State m_state = State::None;
    RootPages m_rootPages; ///< 0 for what has none: views, triggers
    QHash<QString, qint64> m_brokenBefore; ///< rows that referred to nothing already, by sentence
    bool m_isWriter = false;
};

} // namespace dumbo::sqlite
