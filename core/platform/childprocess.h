#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QList>

#include <optional>

namespace dumbo {

/// A program that runs beside this one, without a shell, a terminal or an event loop. It ends with the thread that started it,
/// however that ends: also where the whole program is killed (on Linux). Used by one thread.
class DUMBO_CORE_EXPORT ChildProcess {
public:
    struct Command {
        QByteArray program; ///< a path
        QList<QByteArray> arguments;
        QList<QByteArray> environment; ///< NAME=value, all of it
        int inherited = -1; ///< a descriptor that becomes number 3 there; no other is passed on
    };

    /// System where the system can't start it. Standard input is empty; in a session and process group of its own, so that the
    /// keyboard's signals do not reach it.
    [[nodiscard]] static Result<ChildProcess> start(const Command &command);

    ChildProcess(ChildProcess &&other) noexcept;
    ChildProcess &operator=(ChildProcess &&other) noexcept;
    /// Kills it, and what it started in its group, and waits for its end.
    ~ChildProcess();

    /// Non-blocking, closed with the object.
    [[nodiscard]] int outputDescriptor() const { return m_output; }
    [[nodiscard]] int errorDescriptor() const { return m_error; }
    /// Becomes readable at its end; -1 where the system has no such thing, so that one has to look from time to time.
    [[nodiscard]] int exitDescriptor() const { return m_exit; }

    /// Nothing while it runs; 128 + signal where one ended it.
    [[nodiscard]] std::optional<int> exitCode();
    /// Asks it, and what it started in its group, to end.
    void terminate();

private:
    ChildProcess() = default;
    void kill();
    int m_pid = -1;
    int m_output = -1;
    int m_error = -1;
    int m_exit = -1;
    std::optional<int> m_code;
};

} // namespace dumbo
