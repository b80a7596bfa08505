#pragma once

#include "core/connection/session.h"
#include "tests/fakedriver/fakedriver.h"

#include <memory>

namespace dumbo::test {

/// A fake driver with its script, as Session::open() takes it.
struct FakeServer {
    std::shared_ptr<fake::FakeScript> script = std::make_shared<fake::FakeScript>();

    [[nodiscard]] PluginProvider provider() const
    {
        return [script = script]() -> Result<std::shared_ptr<StoragePlugin>> { return fake::makeFakePlugin(script); };
    }
    [[nodiscard]] static ConnectionTarget target(const QString &database = QStringLiteral("test"))
    {
        ConnectionTarget target;
        target.connector = fake::fakeConnector();
        target.options.set(QStringLiteral("database"), database);
        return target;
    }
    [[nodiscard]] std::unique_ptr<Session> open(const SessionEvents &events = {}, const SessionOptions &options = {}) const
    {
        return Session::open(provider(), target(), events, options);
    }
};

/// A job that runs one command.
inline auto command(const QByteArray &sql)
{
    return [sql](Executor &executor) { return executor.command(sql); };
}

inline auto query(const QByteArray &sql)
{
    return [sql](Executor &executor) { return executor.query(sql); };
}

} // namespace dumbo::test
