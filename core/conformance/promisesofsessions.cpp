#include "core/conformance/promises.h"

#include <QDeadlineTimer>

#include <array>

#include <poll.h>

namespace dumbo::conformance {

namespace {

void noticesArrive(Context &context)
{
    const auto text = context.quirks.sayHello();
    if (text.isEmpty())
        throw Skipped { QStringLiteral("the database says nothing beside results") };
    const auto connection = context.connect();
    context.observer.notices.clear();
    Context::run(*connection, text);
    Context::expect(context.observer.notices.join(u'\n').contains(QStringLiteral("hello")),
        QStringLiteral("the notice did not come: ") + context.observer.notices.join(u'\n'));
}

/// Waits as an event loop does: until the descriptor has something to read, then pump().
void pumpUntil(Connection &connection, const std::function<bool()> &done)
{
    const QDeadlineTimer deadline(5000);
    Context::expect(connection.idleDescriptor() >= 0, QStringLiteral("there is no descriptor to wait for"));
    while (!done()) {
        pollfd waiting { connection.idleDescriptor(), POLLIN, 0 };
        Context::expect(::poll(&waiting, 1, int(deadline.remainingTime())) == 1, QStringLiteral("nothing came in 5 seconds"));
        connection.pump();
    }
}

void notificationsArriveWhileIdle(Context &context)
{
    const auto listener = context.connect();
    Context::run(*listener, context.quirks.listen());
    {
        const auto speaker = context.connect();
        Context::run(*speaker, context.quirks.notify());
    }
    const auto wanted = QStringLiteral("chan: hello");
    pumpUntil(*listener, [&] { return context.observer.notifications.contains(wanted); });
    context.expectItWorks(*listener, QStringLiteral("the listener is not usable"));
}

void resetForgetsTheSession(Context &context)
{
    const auto query = context.quirks.sessionState();
    if (query.isEmpty())
        throw Skipped { QStringLiteral("a session of this database has no settings") };
    const auto connection = context.connect();
    const auto fresh = Context::single(*connection, query);
    Context::run(*connection, context.quirks.changeSession());
    Context::expect(Context::single(*connection, query) != fresh, QStringLiteral("the session did not change at all"));
    if (Context::must(connection->reset(), QStringLiteral("reset")) == ResetOutcome::Unusable)
        return;
    Context::expect(Context::single(*connection, query) == fresh, QStringLiteral("the session is as it was before reset"));
}

void pingTellsLife(Context &context)
{
    const auto connection = context.connect();
    Context::must(connection->ping(), QStringLiteral("ping"));
    Context::expect(!connection->isBroken(), QStringLiteral("a fresh connection says that it is broken"));
    Context::expect(connection->transactionState() == TransactionState::Idle, QStringLiteral("ping began a transaction"));
    context.expectItWorks(*connection, QStringLiteral("the statement after ping failed"));
}

void connectionsComeAndGo(Context &context)
{
    for (int i = 0; i < 20; ++i)
        context.expectItWorks(*context.connect(), QStringLiteral("connection %1 does not work").arg(i));
}

void conflictsHaveTheirKinds(Context &context)
{
    const auto conflicts = context.quirks.conflicts();
    if (conflicts.empty())
        throw Skipped { QStringLiteral("no conflict of two connections is described") };
    for (const auto &conflict : conflicts) {
        context.quirks.renew();
        const auto first = context.connect();
        const auto second = context.connect();
        Context::runScript(*first, conflict.setUp);
        Context::must(first->begin({}), QStringLiteral("begin"));
        Context::run(*first, conflict.first);
        Context::must(second->begin({}), QStringLiteral("begin of the second"));
        const auto outcome = Context::query(*second, conflict.second);
        Context::expectError(outcome, conflict.kind, QString::fromUtf8(conflict.second));
        Context::expect(outcome.error().isRetryable() == conflict.retryable,
            QString::fromUtf8(conflict.second) + QStringLiteral(" is said to be worth a retry, or not, and that is wrong"));
        if (second->transactionState() != TransactionState::Idle)
            Context::must(second->rollback(), QStringLiteral("rollback of the second"));
        Context::must(first->commit(), QStringLiteral("commit of the first"));
    }
}

void aWrongPasswordIsSaid(Context &context)
{
    const auto request = context.quirks.wrongPassword();
    if (!request)
        throw Skipped { QStringLiteral("the database knows no passwords") };
    const auto outcome = context.quirks.plugin().connect(*request, context.observer);
    Context::expectError(outcome, ErrorKind::AuthenticationRequired, QStringLiteral("a wrong password"));
    Context::expect(!outcome.error().toText().contains(QStringLiteral("wr0ng-secret"))
            && !outcome.error().toJson().contains("wr0ng-secret"),
        QStringLiteral("the error tells the password"));
}

void whereNobodyAnswersIsSaid(Context &context)
{
    const auto request = context.quirks.unreachable();
    if (!request)
        throw Skipped { QStringLiteral("this database is always there") };
    const auto outcome = context.quirks.plugin().connect(*request, context.observer);
    Context::expect(!outcome.has_value(), QStringLiteral("a connection to nowhere was made"));
    constexpr std::array kinds { ErrorKind::Connection, ErrorKind::NotFound, ErrorKind::System };
    Context::expect(std::ranges::contains(kinds, outcome.error().kind()),
        QStringLiteral("a connection to nowhere gave ") + errorKindName(outcome.error().kind()));
    Context::expect(!outcome.error().message().isEmpty(), QStringLiteral("there is no word about it"));
}

constexpr std::array promises {
    Promise { "noticesArrive", {}, noticesArrive },
    Promise { "notificationsArriveWhileIdle", Capability::Notifications, notificationsArriveWhileIdle, {}, true },
    Promise { "resetForgetsTheSession", {}, resetForgetsTheSession },
    Promise { "pingTellsLife", {}, pingTellsLife, {}, true },
    Promise { "connectionsComeAndGo", {}, connectionsComeAndGo, {}, true },
    Promise { "conflictsHaveTheirKinds", { Capability::SeveralConnections, Capability::Transactions }, conflictsHaveTheirKinds, Need::Tables },
    Promise { "aWrongPasswordIsSaid", {}, aWrongPasswordIsSaid },
    Promise { "whereNobodyAnswersIsSaid", {}, whereNobodyAnswersIsSaid },
};

} // namespace

std::span<const Promise> promisesOfSessions()
{
    return promises;
}

} // namespace dumbo::conformance
