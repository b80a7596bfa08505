#pragma once

#include "core/connection/reply.h"

#include <QCoreApplication>
#include <QPromise>

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace dumbo {

class Executor;

/// One piece of work for a connection's thread. It is run or refused, once, and then published: only then does its Reply
/// become finished. A job that is destroyed before answers "Cancelled".
class DUMBO_CORE_EXPORT Job {
public:
    Job();
    virtual ~Job();
    Job(const Job &) = delete;
    Job &operator=(const Job &) = delete;

    /// In the connection's thread. An exception becomes an error.
    virtual void run(Executor &executor) = 0;
    /// Answers error without running, or in place of what run() answered.
    virtual void refuse(const Error &error) = 0;
    /// Of what will be published.
    [[nodiscard]] virtual std::optional<Error> error() const = 0;
    virtual void publish() = 0;
};

/// The error of a job that was never run because its session or pool is gone.
[[nodiscard]] DUMBO_CORE_EXPORT Error closedError();
/// The error of a job whose function threw.
[[nodiscard]] DUMBO_CORE_EXPORT Error exceptionError(const char *what);

template <typename T>
inline constexpr bool isResult = false;
template <typename T>
inline constexpr bool isResult<Result<T>> = true;

template <typename F>
class FunctionJob final : public Job {
public:
    using R = std::invoke_result_t<F, Executor &>;
    static_assert(isResult<R>, "a job returns a Result");
    using T = typename R::value_type;

    explicit FunctionJob(F function)
        : m_function(std::move(function))
        , m_completion(std::make_shared<Completion>())
    {
        m_promise.emplace();
        m_promise->start();
    }
    ~FunctionJob() override
    {
        if (m_promise)
            publish();
    }

    [[nodiscard]] Reply<T> reply(JobId job) { return Reply<T>(m_promise->future(), m_completion, job); }

    void run(Executor &executor) override
    {
        try {
            m_result.emplace((*m_function)(executor));
        } catch (const std::exception &exception) {
            m_result.emplace(std::unexpect, exceptionError(exception.what()));
        } catch (...) {
            m_result.emplace(std::unexpect, exceptionError(nullptr));
        }
        m_function.reset();
    }
    void refuse(const Error &error) override
    {
        m_result.emplace(std::unexpect, error);
        m_function.reset();
    }
    std::optional<Error> error() const override
    {
        return m_result && !*m_result ? std::optional(m_result->error()) : std::nullopt;
    }
    void publish() override
    {
        if (!m_result)
            refuse(closedError());
        // The promise is gone before anybody hears of the result: from then on it belongs to the readers alone.
        m_promise->addResult(std::move(*m_result));
        m_promise->finish();
        m_promise.reset();
        m_result.reset();
        m_completion->finish();
    }

private:
    std::optional<F> m_function;
    std::optional<R> m_result;
    std::optional<QPromise<R>> m_promise;
    std::shared_ptr<Completion> m_completion;
};

} // namespace dumbo
