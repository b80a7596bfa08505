#pragma once

#include "core/base/eventloop.h"
#include "core/base/result.h"

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>
#include <QPointer>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>
#include <vector>

namespace dumbo {

/// Numbers a job within its session; 0 is none.
using JobId = quint64;

/// Whether something is finished, behind a mutex of our own: what the finishing thread wrote before is visible to whoever
/// learns of it here.
class DUMBO_CORE_EXPORT Completion {
public:
    /// Once. Calls the functions that wait, in this thread.
    void finish();
    /// Any number. In the finishing thread, or at once where it is finished already.
    void whenFinished(std::function<void()> function);
    [[nodiscard]] bool isFinished() const;
    void wait() const;
    /// False when it took longer than timeout.
    [[nodiscard]] bool waitFor(std::chrono::milliseconds timeout) const;

private:
    mutable std::mutex m_mutex;
    mutable std::condition_variable m_condition;
    std::vector<std::function<void()>> m_functions;
    bool m_finished = false;
};

/// The answer to a job: a QFuture that always gets exactly one Result and is never cancelled. Continue with onFinished(),
/// which may be used several times.
template <typename T>
class Reply : public QFuture<Result<T>> {
public:
    Reply() = default;
    Reply(const QFuture<Result<T>> &future, std::shared_ptr<Completion> completion, JobId job = 0)
        : QFuture<Result<T>>(future)
        , m_completion(std::move(completion))
        , m_job(job)
    {
    }

    /// For Session::cancel(JobId).
    [[nodiscard]] JobId job() const { return m_job; }
    [[nodiscard]] bool isFinished() const { return m_completion && m_completion->isFinished(); }

    /// Blocks: not in the window's thread.
    void waitForFinished() const { m_completion->wait(); }
    [[nodiscard]] bool waitFor(std::chrono::milliseconds timeout) const { return m_completion->waitFor(timeout); }
    /// A copy. Blocks until it is there.
    [[nodiscard]] Result<T> result() const
    {
        m_completion->wait();
        return QFuture<Result<T>>::result();
    }
    /// For a T that can only be moved; once. Blocks until it is there.
    [[nodiscard]] Result<T> takeResult()
    {
        m_completion->wait();
        return QFuture<Result<T>>::takeResult();
    }

    [[nodiscard]] const std::shared_ptr<Completion> &completion() const { return m_completion; }
    [[nodiscard]] bool isValid() const { return m_completion != nullptr; }

private:
    std::shared_ptr<Completion> m_completion;
    JobId m_job = 0;
};

/// Calls function(Result<T>) once the reply is there: in the calling thread, always from its event loop, never inside this
/// call, even where the reply is finished already. Not at all once context is destroyed. The context belongs to the calling
/// thread.
template <typename T, typename F>
void onFinished(const Reply<T> &reply, QObject *context, F function)
{
    struct Continuation {
        Reply<T> reply;
        QPointer<QObject> context;
        F function;
        std::shared_ptr<EventLoop> loop;
    };
    auto continuation = std::shared_ptr<Continuation>(
        new Continuation { reply, QPointer<QObject>(context), std::move(function), EventLoop::ofThisThread() });
    reply.completion()->whenFinished([continuation = std::move(continuation)]() mutable {
        auto &loop = *continuation->loop;
        loop.post([continuation = std::move(continuation)] {
            if (!continuation->context)
                return;
            if constexpr (std::is_copy_constructible_v<Result<T>>)
                continuation->function(continuation->reply.result());
            else
                continuation->function(continuation->reply.takeResult());
        });
    });
}

/// The same for any QFuture, e.g. of QtConcurrent. A future that was cancelled without a result calls nothing.
template <typename T, typename F>
void onFinished(const QFuture<T> &future, QObject *context, F function)
{
    auto *watcher = new QFutureWatcher<T>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context, [watcher, function = std::move(function)]() mutable {
        watcher->deleteLater();
        if (watcher->future().resultCount() > 0)
            function(watcher->result());
    });
    watcher->setFuture(future);
}

} // namespace dumbo
