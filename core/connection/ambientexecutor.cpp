#include "core/connection/ambientexecutor.h"

#include "core/connection/connectionexecutor.h"

#include <utility>

namespace dumbo {

namespace {

/// A base class, so that it is there before the executor and gone after it.
struct OwnedConnection {
    std::unique_ptr<ConnectionObserver> observer;
    std::unique_ptr<Connection> connection;
    std::shared_ptr<CancelGate> gate = CancelGate::create();
};

class AmbientExecutor final : private OwnedConnection, public ConnectionExecutor {
public:
    AmbientExecutor(std::unique_ptr<Connection> ours, std::unique_ptr<ConnectionObserver> listener)
        : OwnedConnection { std::move(listener), std::move(ours) }
        , ConnectionExecutor(*OwnedConnection::connection, gate)
    {
        gate->setConnection(OwnedConnection::connection.get());
        gate->beginJob(1); // the only one
    }
    ~AmbientExecutor() override
    {
        gate->endJob();
        gate->setConnection(nullptr);
    }
    using ConnectionExecutor::connection;
};

} // namespace

std::unique_ptr<Executor> makeAmbientExecutor(
    std::unique_ptr<Connection> connection, std::unique_ptr<ConnectionObserver> observer)
{
    return std::make_unique<AmbientExecutor>(std::move(connection), std::move(observer));
}

} // namespace dumbo
