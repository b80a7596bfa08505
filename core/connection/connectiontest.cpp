#include "core/connection/connectiontest.h"

#include "core/connection/session.h"

#include <QCoreApplication>
#include <QTimer>

#include <algorithm>
#include <array>
#include <utility>

namespace dumbo {

namespace {

using Clock = std::chrono::steady_clock;

QString tr(const char *text)
{
    return QCoreApplication::translate("ConnectionTest", text);
}

std::optional<std::chrono::microseconds> medianRoundTrip(Executor &executor)
{
    std::array<std::chrono::microseconds, 5> times {};
    // The first is slower than the rest: plans and caches.
    if (!executor.query("SELECT 1"))
        return std::nullopt;
    for (auto &time : times) {
        const auto begin = Clock::now();
        if (!executor.query("SELECT 1"))
            return std::nullopt;
        time = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin);
    }
    std::ranges::sort(times);
    return times[times.size() / 2];
}

/// The first host that lies on another machine; empty where the way does not leave this one, or goes through ssh.
QString otherMachine(const ConnectionTarget &target)
{
    if (target.tunnel)
        return {};
    auto hosts = target.options.text(u"hostaddr");
    if (hosts.isEmpty())
        hosts = target.options.text(u"host");
    for (const auto &host : hosts.split(u',', Qt::SkipEmptyParts)) {
        const auto isHere = host.startsWith(u'/') || host.startsWith(u'@') || host.compare(u"localhost", Qt::CaseInsensitive) == 0
            || host.startsWith(u"127.") || host == u"::1";
        if (!isHere)
            return host;
    }
    return {};
}

} // namespace

Result<ConnectionReport> ConnectionReport::of(Executor &executor, const ConnectionTarget &target)
{
    ConnectionReport report;
    report.connector = target.connector;
    report.readOnlyAsked = target.readOnly;
    report.roundTrip = medianRoundTrip(executor);
    if (executor.isCancelled())
        return fail(ErrorKind::Cancelled, tr("The test was cancelled."));
    report.server = executor.connection().server();
    if (const auto host = otherMachine(target); !host.isEmpty() && report.server.encryption.isEmpty())
        report.warnings.append(tr("Nothing is known to be encrypted on the way to %1.").arg(host));
    if (report.readOnlyAsked && !report.server.readOnly)
        report.warnings.append(tr("Read-only was asked for, and the server does not confirm it."));
    return report;
}

class ConnectionTest::Private {
public:
    void answer(const Result<ConnectionReport> &report)
    {
        timer.stop();
        session.reset();
        // What is called may destroy this object.
        if (const auto tell = std::exchange(done, nullptr))
            tell(report);
    }
    void watch(const SessionStatus &status)
    {
        // A person takes the time a person takes.
        if (status.phase == SessionPhase::NeedsCredentials && timer.isActive()) {
            left = timer.remainingTimeAsDuration();
            timer.stop();
        } else if (status.phase == SessionPhase::Connecting && !timer.isActive() && done) {
            timer.start(left);
        }
    }

    QTimer timer;
    QObject context;
    std::chrono::milliseconds left { 0 };
    std::unique_ptr<Session> session;
    Done done;
};

ConnectionTest::ConnectionTest(std::unique_ptr<Private> priv)
    : d(std::move(priv))
{
}

ConnectionTest::~ConnectionTest() = default;

std::unique_ptr<ConnectionTest> ConnectionTest::start(DriverRegistry &registry, const ConnectionTarget &target,
    const SessionEvents &events, Done done, std::chrono::milliseconds timeout)
{
    auto made = std::make_unique<Private>();
    auto *priv = made.get();
    priv->done = std::move(done);
    priv->left = timeout;
    auto watched = events;
    watched.statusChanged = [priv, changed = events.statusChanged](const SessionStatus &status) {
        if (changed)
            changed(status);
        priv->watch(status);
    };
    priv->timer.setSingleShot(true);
    QObject::connect(&priv->timer, &QTimer::timeout, &priv->context, [priv, timeout] {
        priv->answer(fail(ErrorKind::Timeout,
            tr("The connection was not made within %1 seconds.").arg(double(timeout.count()) / 1000)));
    });
    const auto begin = Clock::now();
    priv->session = Session::open(registry, target, watched, { .connectAtOnce = false });
    const auto reply = priv->session->submit([target, begin](Executor &executor) -> Result<ConnectionReport> {
        const auto connected = Clock::now();
        auto report = ConnectionReport::of(executor, target);
        if (report)
            report->connecting = std::chrono::duration_cast<std::chrono::microseconds>(connected - begin);
        return report;
    });
    onFinished(reply, &priv->context, [priv](const Result<ConnectionReport> &report) { priv->answer(report); });
    priv->timer.start(timeout);
    return std::unique_ptr<ConnectionTest>(new ConnectionTest(std::move(made)));
}

void ConnectionTest::cancel()
{
    // At once, even where the driver can't be cancelled: the session ends by itself.
    QTimer::singleShot(0, &d->context, [priv = d.get()] { priv->answer(fail(ErrorKind::Cancelled, tr("The test was cancelled."))); });
}

void ConnectionTest::answerCredentials(const QMap<QString, QString> &secrets)
{
    if (d->session)
        d->session->answerCredentials(secrets);
}

void ConnectionTest::refuseCredentials()
{
    if (d->session)
        d->session->refuseCredentials();
}

} // namespace dumbo
