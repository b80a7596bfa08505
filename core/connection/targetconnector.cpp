#include "core/connection/targetconnector.h"

#include "core/connection/connectionexecutor.h"
#include "core/connection/tunnels/opentunnel.h"
#include "core/sql/splitter.h"

#include <QCoreApplication>

namespace dumbo {

namespace {

constexpr std::chrono::milliseconds endingMoment { 500 };
constexpr qsizetype shownCharacters = 80;

QString tr(const char *text)
{
    return QCoreApplication::translate("TargetConnector", text);
}

Error cancelledError()
{
    return Error(ErrorKind::Cancelled, tr("The operation was cancelled."));
}

QString shortened(const QByteArray &sql)
{
    const auto text = QString::fromUtf8(sql).simplified();
    return text.size() <= shownCharacters ? text : text.first(shownCharacters - 1) + u'…';
}

/// Hands a cancel on to the connection until its statement has ended.
class StartupGate {
public:
    StartupGate(Connection &connection, const Cancellation &cancellation)
    {
        m_gate->setConnection(&connection);
        m_gate->beginJob(job);
        m_registration = cancellation.onCancelled([gate = m_gate] { gate->cancel(job); });
    }
    ~StartupGate()
    {
        m_registration = {};
        m_gate->endJob();
        m_gate->setConnection(nullptr);
    }
    StartupGate(const StartupGate &) = delete;
    StartupGate &operator=(const StartupGate &) = delete;
    [[nodiscard]] const std::shared_ptr<CancelGate> &gate() const { return m_gate; }

private:
    static constexpr JobId job = 1;
    std::shared_ptr<CancelGate> m_gate = CancelGate::create();
    Cancellation::Registration m_registration;
};

} // namespace

TargetConnector::TargetConnector(const ConnectionTarget &target)
    : m_target(target)
{
}

TargetConnector::~TargetConnector() = default;

Result<std::unique_ptr<Connection>> TargetConnector::connect(
    StoragePlugin &plugin, ConnectRequest request, ConnectionObserver &observer, const Ask &ask)
{
    request.options = m_target.options;
    request.readOnly = m_target.readOnly;
    if (m_target.tunnel) {
        if (const auto opened = openTunnel(request.cancellation, ask); !opened)
            return fail(opened.error());
        request.options = routedOptions(m_target, m_tunnel->localPorts());
    }
    const auto heard = m_tunnel ? m_tunnel->wordsHeard() : 0;
    auto connection = plugin.connect(request, observer);
    if (!connection)
        return fail(explained(connection.error(), heard));
    return connection;
}

Result<void> TargetConnector::openTunnel(const Cancellation &cancellation, const Ask &ask)
{
    if (m_tunnel && !m_tunnel->error())
        return {};
    m_tunnel.reset();
    const auto ends = tunnelEnds(m_target);
    if (!ends)
        return fail(ends.error());
    const auto askOne = [&](const TunnelQuestion &question) -> std::optional<QString> {
        if (!ask)
            return std::nullopt;
        const auto answer = ask({ { question.field }, question.attempt, question.text.trimmed() });
        return answer ? std::optional(answer->value(question.field)) : std::nullopt;
    };
    auto opened = OpenTunnel::open(*m_target.tunnel, *ends, cancellation, askOne);
    if (!opened)
        return fail(opened.error());
    m_tunnel = std::move(*opened);
    return {};
}

Error TargetConnector::explained(const Error &error, qint64 heard) const
{
    if (!m_tunnel || error.isCancelled() || error.kind() == ErrorKind::AuthenticationRequired)
        return error;
    // ssh knows why a connection was closed that the driver only saw closed.
    if (auto refused = m_tunnel->refusalSince(heard))
        return refused->withCause(error);
    if (auto ended = m_tunnel->error())
        return ended->withCause(error);
    return error;
}

Result<void> TargetConnector::runStartupSql(Connection &connection, const Cancellation &cancellation) const
{
    const auto script = m_target.startupSql.toUtf8();
    if (script.trimmed().isEmpty())
        return {};
    const StartupGate gate(connection, cancellation);
    ConnectionExecutor executor(connection, gate.gate());
    executor.setPurpose(Purpose::Internal);
    int number = 0;
    for (const auto &part : splitScript({ script.constData(), std::size_t(script.size()) }, connection.dialect())) {
        if (cancellation.isCancelled())
            return fail(cancelledError());
        const auto sql = script.mid(part.begin, part.end - part.begin);
        ++number;
        const auto done = part.kind == ScriptPart::Kind::Statement
            ? executor.command(sql)
            : fail(ErrorKind::NotImplemented, tr("This is a command of another client, not SQL."));
        if (done)
            continue;
        if (done.error().isCancelled() || cancellation.isCancelled())
            return fail(cancelledError());
        return fail(Error(done.error().kind() == ErrorKind::AuthenticationRequired ? ErrorKind::General : done.error().kind(),
            tr("Statement %1 of the SQL to run after connecting failed: %2").arg(number).arg(shortened(sql)))
                        .withServerMessage(done.error().serverMessage())
                        .withSqlState(done.error().sqlState())
                        .withHint(tr("Correct it in the settings of the connection."))
                        .withCause(done.error()));
    }
    return {};
}

std::optional<Error> TargetConnector::tunnelError(bool waits) const
{
    if (!m_tunnel)
        return std::nullopt;
    return waits ? m_tunnel->errorWithin(endingMoment) : m_tunnel->error();
}

Cancellation TargetConnector::tunnelEnded() const
{
    return m_tunnel ? m_tunnel->ended() : Cancellation();
}

} // namespace dumbo
