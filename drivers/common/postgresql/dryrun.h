#pragma once

#include "core/sdk/connection.h"
#include "core/sdk/extensions/migrations.h"
#include "drivers/common/postgresql/dryrunescapes.h"
#include "drivers/common/postgresql/dryrunguard.h"
#include "drivers/common/postgresql/relationwatch.h"

namespace dumbo::postgresql {

/// Tries statements one at a time: in a guarded transaction that ends in ROLLBACK, or in a scratch database, where a transaction stays open
/// until a statement comes that the server refuses in one.
///
/// Each statement is parsed by the server's extended protocol first, which takes one statement only, whatever the server thinks a
/// statement is.
class DryRun
{
public:
    /// The connection is not owned.
    explicit DryRun(Connection &connection);

    [[nodiscard]] Result<QStringList> limits();
    [[nodiscard]] Result<void> begin(const DryRunOptions &options);
    [[nodiscard]] Result<StatementMeasurement> measure(const StatementText &text);
    [[nodiscard]] bool isOver() const { return m_state != State::Open; }
    [[nodiscard]] Result<QStringList> check();
    [[nodiscard]] Result<void> end();

private:
    enum class State { None, Open, Over };

    [[nodiscard]] Result<void> run(const QByteArray &sql);
    [[nodiscard]] Result<std::vector<explain::TextRow>> rows(const QByteArray &sql);
    [[nodiscard]] Result<void> beginTransaction();
    [[nodiscard]] Result<void> prepareMeasuring();
    /// Insists, because a cancel may be repeated for some time.
    [[nodiscard]] Result<void> rollBack();
    [[nodiscard]] Result<void> refuseHiddenActions(const StatementText &text);
    [[nodiscard]] Result<void> runPrepared(const StatementText &text, StatementMeasurement &measurement);
    [[nodiscard]] Result<void> runPlain(const StatementText &text, StatementMeasurement &measurement);
    [[nodiscard]] Result<StatementMeasurement> measureInside(const StatementText &text);
    [[nodiscard]] Result<StatementMeasurement> measureAlone(const StatementText &text);
    [[nodiscard]] Result<void> keepTransaction();
    /// Keeps what was done on a scratch database, and begins anew.
    [[nodiscard]] Result<void> restart();
    /// Rolls back, and nothing more is run.
    [[nodiscard]] Error stopped(const QString &reason, const std::optional<Error> &cause = {});

    Connection &m_connection;
    DryRunGuard m_guard;
    RelationWatch m_watch;
    DryRunOptions m_options;
    State m_state = State::None;
};

} // namespace dumbo::postgresql
