#include "tests/fakedriver/fakeplugin.h"

#include "tests/fakedriver/fakeconnection.h"

#include "fakemanifest.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <stdexcept>

namespace dumbo::fake {

namespace {

class FakePlugin final : public StoragePlugin {
public:
    explicit FakePlugin(std::shared_ptr<FakeScript> script)
        : m_script(std::move(script))
    {
    }

    Connector connector() const override { return fakeConnector(); }
    Dialect dialect() const override { return fakeDialect(); }
    Capabilities capabilities() const override { return m_script->capabilities(); }
    PoolPolicy poolPolicy(const ConnectionOptions &) const override { return m_script->poolPolicy(); }

    Result<std::unique_ptr<Connection>> connect(const ConnectRequest &request, ConnectionObserver &observer) override
    {
        if (const auto admitted = admit(request); !admitted)
            return fail(admitted.error());
        return std::make_unique<FakeConnection>(m_script, request, observer, database(request.options.text(u"database")));
    }

private:
    Result<void> admit(const ConnectRequest &request)
    {
        auto &state = m_script->state();
        const auto wakeUp = request.cancellation.onCancelled([&state] {
            const std::scoped_lock lock(state.mutex);
            state.changed.notify_all();
        });
        std::unique_lock lock(state.mutex);
        ++state.connectAttempts;
        const auto isCancelled = [&] { return request.cancellation.isCancelled(); };
        if (state.blocksConnects)
            state.block(lock, isCancelled);
        if (isCancelled()) {
            lock.unlock(); // wakeUp may just be waiting for it
            return fail(ErrorKind::Cancelled, QStringLiteral("Connecting was cancelled."));
        }
        const auto outcome = outcomeOf(request, state);
        lock.unlock();
        return outcome;
    }

    static Result<void> outcomeOf(const ConnectRequest &request, FakeScript::Private &state)
    {
        if (state.throwsOnConnect)
            throw std::runtime_error("the fake driver threw while connecting, as asked");
        if (!state.connectErrors.empty()) {
            const auto error = state.connectErrors.front();
            state.connectErrors.erase(state.connectErrors.begin());
            return fail(error);
        }
        QStringList missing;
        for (auto secret = state.secrets.cbegin(); secret != state.secrets.cend(); ++secret) {
            if (request.secrets.value(secret.key()) != secret.value())
                missing.append(secret.key());
        }
        if (!missing.isEmpty())
            return fail(Error(ErrorKind::AuthenticationRequired, QStringLiteral("The fake database wants to know who you are."))
                    .withDetail(authenticationDetail(missing)));
        if (request.readOnly && !state.capabilities.testFlag(Capability::ReadOnly))
            return fail(ErrorKind::NotImplemented, QStringLiteral("This fake database can't be opened read-only."));
        return {};
    }

    std::shared_ptr<FakeDatabase> database(const QString &name)
    {
        if (name.isEmpty() || name == QLatin1StringView(":fake:"))
            return std::make_shared<FakeDatabase>();
        auto &state = m_script->state();
        const std::scoped_lock lock(state.mutex);
        auto &shared = state.databases[name];
        if (!shared)
            shared = std::make_shared<FakeDatabase>();
        return shared;
    }

    std::shared_ptr<FakeScript> m_script;
};

} // namespace

QJsonObject fakeManifestJson()
{
    return QJsonDocument::fromJson(QByteArray::fromRawData(manifestJson, sizeof manifestJson - 1)).object();
}

Connector fakeConnector()
{
    return { QStringLiteral("Fake"), QStringLiteral("script") };
}

Dialect fakeDialect()
{
    static const auto dialect = [] {
        const auto connector = fakeManifestJson().value(QLatin1StringView("connectors")).toArray().first().toObject();
        return *Dialect::fromJson(connector.value(QLatin1StringView("dialect")).toObject());
    }();
    return dialect;
}

std::unique_ptr<StoragePlugin> makeFakePlugin(std::shared_ptr<FakeScript> script)
{
    return std::make_unique<FakePlugin>(std::move(script));
}

} // namespace dumbo::fake
