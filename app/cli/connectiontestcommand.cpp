#include "app/cli/connectionscommand.h"

#include "app/cli/errorreport.h"
#include "app/cli/secrets.h"
#include "app/cli/terminal.h"
#include "app/cli/textrows.h"
#include "core/connection/connectiontest.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <unistd.h>

namespace cli {

using namespace dumbo;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ConnectionTestCommand", text);
}

double milliseconds(std::chrono::microseconds time)
{
    return double(time.count()) / 1000;
}

/// Runs the test in an event loop, which answers credentials from where the person is.
Result<ConnectionReport> tested(
    DriverRegistry &registry, const ConnectionArguments &arguments, const NamedTarget &named, int timeoutSeconds, const Interrupt &interrupt)
{
    QEventLoop loop;
    std::optional<Result<ConnectionReport>> outcome;
    std::unique_ptr<ConnectionTest> test;
    Secrets secrets({ arguments.connection, arguments.passwordDescriptor, named.profile }, interrupt);
    SessionEvents events;
    int attempts = 0;
    events.credentialsRequired = [&](const CredentialsRequest &request) {
        constexpr int maxAttempts = 4;
        const auto answer = ++attempts > maxAttempts ? std::nullopt : secrets.answer(request);
        if (answer && !request.fields.isEmpty())
            test->answerCredentials(*answer);
        else
            test->refuseCredentials();
    };
    const auto done = [&](const Result<ConnectionReport> &report) {
        outcome = report;
        loop.quit();
    };
    test = ConnectionTest::start(registry, named.target, events, done, std::chrono::seconds(timeoutSeconds));
    const auto registration = interrupt.cancellation().onCancelled([&] {
        QMetaObject::invokeMethod(&loop, [&] { test->cancel(); }, Qt::QueuedConnection);
    });
    while (!outcome)
        loop.exec();
    if (*outcome)
        secrets.keep();
    return *outcome;
}

Result<void> printJson(const QJsonObject &object)
{
    return writeAll(STDOUT_FILENO, QJsonDocument(object).toJson());
}

Result<void> print(const ConnectionReport &report, bool json)
{
    const auto &server = report.server;
    if (json) {
        QJsonObject object { { QStringLiteral("ok"), true }, { QStringLiteral("connector"), report.connector.toText() },
            { QStringLiteral("product"), server.product }, { QStringLiteral("version"), server.version },
            { QStringLiteral("user"), server.user }, { QStringLiteral("database"), server.database },
            { QStringLiteral("encryption"), server.encryption }, { QStringLiteral("readOnly"), server.readOnly },
            { QStringLiteral("connectMilliseconds"), milliseconds(report.connecting) },
            { QStringLiteral("warnings"), QJsonArray::fromStringList(report.warnings) } };
        if (report.roundTrip)
            object.insert(QStringLiteral("roundTripMilliseconds"), milliseconds(*report.roundTrip));
        return printJson(object);
    }
    std::vector<std::vector<std::optional<QString>>> rows;
    const auto row = [&](const QString &name, const QString &value) {
        if (!value.isEmpty())
            rows.push_back({ name, value });
    };
    row(tr("server"), server.product + u' ' + server.version);
    row(tr("connector"), report.connector.toText());
    row(tr("user"), server.user);
    row(tr("database"), server.database);
    row(tr("encryption"), server.encryption);
    row(tr("read-only"), server.readOnly ? tr("yes") : tr("no"));
    row(tr("connected in"), tr("%1 ms").arg(milliseconds(report.connecting), 0, 'f', 1));
    if (report.roundTrip)
        row(tr("round trip"), tr("%1 ms").arg(milliseconds(*report.roundTrip), 0, 'f', 2));
    for (const auto &warning : report.warnings)
        printLine(tr("warning: ") + warning);
    return writeTextRows(ResultFormat::Table, { tr("what"), tr("value") }, rows);
}

void printFailure(const Error &error, const ConnectionTarget &target, bool json)
{
    const auto advice = ConnectionAdvice::of(error, target);
    if (json) {
        std::ignore = printJson({ { QStringLiteral("ok"), false }, { QStringLiteral("cause"), connectionCauseName(advice.cause) },
            { QStringLiteral("what"), advice.what }, { QStringLiteral("where"), advice.where },
            { QStringLiteral("toDo"), advice.toDo }, { QStringLiteral("error"), QJsonDocument::fromJson(error.toJson()).object() } });
        return;
    }
    printLine(QStringLiteral("dumbo: ") + advice.what);
    const auto said = error.serverMessage().isEmpty() ? error.message() : error.serverMessage();
    if (said != advice.what)
        printLine(QStringLiteral("  ") + said.trimmed());
    if (!advice.toDo.isEmpty())
        printLine(tr("  hint: ") + advice.toDo);
}

} // namespace

ExitCode testConnection(
    DriverRegistry &registry, const ConnectionArguments &arguments, bool json, int timeoutSeconds, const Interrupt &interrupt)
{
    const auto named = targetOf(registry, arguments);
    if (!named) {
        reportError(named.error());
        return NoConnection;
    }
    const auto report = tested(registry, arguments, *named, timeoutSeconds, interrupt);
    if (interrupt.isRequested())
        return Interrupted;
    if (!report) {
        printFailure(report.error(), named->target, json);
        return NoConnection;
    }
    if (const auto written = print(*report, json); !written) {
        reportError(written.error());
        return Refused;
    }
    return Done;
}

} // namespace cli
