#pragma once

#include "app/cli/opener.h"
#include "core/connection/connectionexecutor.h"
#include "core/sdk/catalogobject.h"

#include <optional>
#include <vector>

namespace cli {

/// A connection that outlives what runs on it: each job can be cancelled by Ctrl+C by itself, an open transaction stays. One thread.
class LiveConnection {
public:
    /// Connects; the error says why not.
    [[nodiscard]] static dumbo::Result<std::unique_ptr<LiveConnection>> open(
        dumbo::DriverRegistry &registry, const ConnectionArguments &arguments, Interrupt &interrupt);
    ~LiveConnection();
    LiveConnection(const LiveConnection &) = delete;
    LiveConnection &operator=(const LiveConnection &) = delete;

    [[nodiscard]] dumbo::Connection &connection() { return **m_connection; }
    [[nodiscard]] const dumbo::Dialect &dialect() const { return m_dialect; }
    [[nodiscard]] const NamedTarget &target() const { return m_target; }
    [[nodiscard]] dumbo::DriverRegistry &registry() const { return m_registry; }
    /// Short, for a prompt: the saved name, or that of the database.
    [[nodiscard]] QString name() const;

    /// Calls function(Executor &) → Result<T> and returns its answer. What the person cancels meanwhile answers Cancelled.
    template <typename F>
    auto run(F function)
    {
        Job job(*this);
        return function(static_cast<dumbo::Executor &>(job.executor));
    }

    /// What the database holds, with columns; read when it is first asked for. Empty where that fails.
    [[nodiscard]] const std::vector<dumbo::CatalogObject> &objects();
    /// They may have changed.
    void forgetObjects() { m_objects.reset(); }

private:
    class Job {
    public:
        explicit Job(LiveConnection &owner);
        ~Job();
        Job(const Job &) = delete;
        Job &operator=(const Job &) = delete;
        dumbo::ConnectionExecutor executor;

    private:
        LiveConnection &m_owner;
    };

    LiveConnection(dumbo::DriverRegistry &registry, NamedTarget target, Interrupt &interrupt);

    dumbo::DriverRegistry &m_registry;
    NamedTarget m_target;
    Interrupt &m_interrupt;
    NoticePrinter m_observer;
    std::optional<OpenedConnection> m_connection;
    dumbo::Dialect m_dialect;
    std::shared_ptr<dumbo::CancelGate> m_gate;
    dumbo::JobId m_job = 0;
    std::optional<std::vector<dumbo::CatalogObject>> m_objects;
};

} // namespace cli
