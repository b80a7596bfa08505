#pragma once

#include "core/base/export.h"

#include <functional>
#include <memory>

namespace dumbo {

class CancellationState;

/// Tells somebody who works that the work is no longer wanted.
/// A default-made Cancellation is never cancelled. Copies share one state; all members may be called from
/// any thread.
class DUMBO_SDK_EXPORT Cancellation {
public:
    /// Runs its function at most once, in the thread that cancels, or at once when it is already
    /// cancelled. Destroying the Registration takes the function out again and waits for it where
    /// another thread is just running it.
    class DUMBO_SDK_EXPORT Registration {
    public:
        Registration();
        Registration(Registration &&other) noexcept;
        Registration &operator=(Registration &&other) noexcept;
        ~Registration();

    private:
        friend class Cancellation;
        Registration(std::shared_ptr<CancellationState> state, quint64 id);
        void release();
        std::shared_ptr<CancellationState> m_state;
        quint64 m_id = 0;
    };

    Cancellation();
    ~Cancellation();
    Cancellation(const Cancellation &other);
    Cancellation(Cancellation &&other) noexcept;
    Cancellation &operator=(const Cancellation &other);
    Cancellation &operator=(Cancellation &&other) noexcept;

    [[nodiscard]] bool isCancelled() const;

    /// The function must not block, and must not destroy its own Registration.
    [[nodiscard]] Registration onCancelled(std::function<void()> function) const;

private:
    friend class CancellationSource;
    explicit Cancellation(std::shared_ptr<CancellationState> state);
    std::shared_ptr<CancellationState> m_state;
};

/// The end that asks. cancel() is idempotent and may be called from any thread.
class DUMBO_SDK_EXPORT CancellationSource {
public:
    CancellationSource();
    ~CancellationSource();
    CancellationSource(const CancellationSource &other);
    CancellationSource(CancellationSource &&other) noexcept;
    CancellationSource &operator=(const CancellationSource &other);
    CancellationSource &operator=(CancellationSource &&other) noexcept;

    [[nodiscard]] Cancellation token() const;
    [[nodiscard]] bool isCancelled() const;
    void cancel() const;

private:
    std::shared_ptr<CancellationState> m_state;
};

} // namespace dumbo
