#include "tests/fakedriver/fakescriptstate.h"

#include "core/sdk/batchbuilder.h"

#include <unistd.h>

namespace dumbo::fake {

namespace {

Column column(const QString &name, LogicalKind kind, const QString &typeName)
{
    Column made;
    made.name = name;
    made.kind = kind;
    made.typeName = typeName;
    return made;
}

} // namespace

void FakeLink::wake() const
{
    const char byte = 0;
    [[maybe_unused]] const auto written = ::write(wakeUp[1], &byte, 1);
}

void FakeLink::drain() const
{
    char bytes[64];
    while (::read(wakeUp[0], bytes, sizeof bytes) > 0) { }
}

Batch numberedRows(qint64 first, qint64 count)
{
    BatchBuilder builder(2, { count + 1, std::numeric_limits<qint64>::max(), 1024 });
    for (qint64 i = first; i < first + count; ++i) {
        builder.column(0).appendInt64(i + 1);
        builder.column(1).appendText("name " + std::to_string(i + 1));
        builder.endRow();
    }
    auto batch = builder.finish();
    Q_ASSERT(batch);
    return std::move(*batch);
}

FakeResult FakeResult::numbered(qint64 rowCount)
{
    FakeResult result;
    result.columns = { column(QStringLiteral("id"), LogicalKind::Integer, QStringLiteral("integer")),
        column(QStringLiteral("name"), LogicalKind::Text, QStringLiteral("text")) };
    result.rowCount = rowCount;
    result.outcome.tag = "SELECT";
    return result;
}

FakeResult FakeResult::command(const QByteArray &tag, std::optional<qint64> affectedRows)
{
    FakeResult result;
    result.outcome.tag = tag;
    result.outcome.affectedRows = affectedRows;
    return result;
}

FakeResult FakeResult::text(const QByteArray &value)
{
    FakeResult result;
    result.columns = { column(QStringLiteral("value"), LogicalKind::Text, QStringLiteral("text")) };
    result.rowCount = 1;
    result.rows = [value](qint64, qint64 count, const BatchLimit &limit) {
        BatchBuilder builder(1, limit);
        for (qint64 i = 0; i < count; ++i) {
            builder.column(0).appendText({ value.constData(), std::size_t(value.size()) });
            builder.endRow();
        }
        auto batch = builder.finish();
        Q_ASSERT(batch);
        return std::move(*batch);
    };
    result.outcome.tag = "SELECT";
    return result;
}

FakeScript::FakeScript()
    : d(std::make_unique<Private>())
{
}

FakeScript::~FakeScript() = default;

void FakeScript::on(const QByteArray &statement, FakeResponse response)
{
    const std::scoped_lock lock(d->mutex);
    d->responses.insert_or_assign(statement, std::move(response));
}

void FakeScript::on(const QByteArray &statement, FakeResult result)
{
    FakeResponse response;
    response.results.push_back(std::move(result));
    on(statement, std::move(response));
}

void FakeScript::failNextConnect(const Error &error)
{
    const std::scoped_lock lock(d->mutex);
    d->connectErrors.push_back(error);
}

void FakeScript::blockConnects(bool blocks) { d->write(&Private::blocksConnects, blocks); }
void FakeScript::throwOnConnect(bool throws) { d->write(&Private::throwsOnConnect, throws); }
void FakeScript::requireSecrets(const QMap<QString, QString> &secrets) { d->write(&Private::secrets, secrets); }
void FakeScript::setCapabilities(Capabilities capabilities) { d->write(&Private::capabilities, capabilities); }
Capabilities FakeScript::capabilities() const { return d->read(&Private::capabilities); }
void FakeScript::setPoolPolicy(const PoolPolicy &policy) { d->write(&Private::poolPolicy, policy); }
PoolPolicy FakeScript::poolPolicy() const { return d->read(&Private::poolPolicy); }
void FakeScript::failTransactionsOnError(bool fails) { d->write(&Private::failsTransactions, fails); }
bool FakeScript::failsTransactionsOnError() const { return d->read(&Private::failsTransactions); }

void FakeScript::breakConnections()
{
    const std::scoped_lock lock(d->mutex);
    for (auto *link : d->links) {
        link->isBroken = true;
        link->wake();
    }
    d->changed.notify_all();
}

void FakeScript::notify(const QString &channel, const QString &payload)
{
    const std::scoped_lock lock(d->mutex);
    for (auto *link : d->links) {
        link->notifications.emplace_back(channel, payload);
        link->wake();
    }
}

void FakeScript::release() { d->write(&Private::isReleased, true); }
void FakeScript::hold() { d->write(&Private::isReleased, false); }

bool FakeScript::waitUntilBlocked(int calls, std::chrono::milliseconds timeout) const
{
    std::unique_lock lock(d->mutex);
    return d->changed.wait_for(lock, timeout, [&] { return d->blocked >= calls; });
}

int FakeScript::connectAttempts() const { return d->read(&Private::connectAttempts); }
int FakeScript::liveExecutions() const { return d->read(&Private::executions); }
int FakeScript::livePrepared() const { return d->read(&Private::prepared); }
int FakeScript::cancels() const { return d->read(&Private::cancels); }
int FakeScript::resets() const { return d->read(&Private::resets); }
int FakeScript::cancelledStatements() const { return d->read(&Private::cancelledStatements); }
QList<QByteArray> FakeScript::statements() const { return d->read(&Private::statements); }
int FakeScript::wrongThreadCalls() const { return d->read(&Private::wrongThreadCalls); }
int FakeScript::overlappingExecutions() const { return d->read(&Private::overlappingExecutions); }

int FakeScript::liveConnections() const
{
    const std::scoped_lock lock(d->mutex);
    return int(d->links.size());
}

} // namespace dumbo::fake
