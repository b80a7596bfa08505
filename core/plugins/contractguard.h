#pragma once

#include "core/plugins/guard.h"

#include <exception>
#include <type_traits>

namespace dumbo {

/// Calls into a driver for one connection and remembers whether one of the calls ended in an exception.
class ContractGuard {
public:
    explicit ContractGuard(const DriverIdentity &identity)
        : m_identity(identity)
    {
    }

    /// A call that returns a Result: an exception, or a null pointer called a success, becomes an error.
    template <typename Call>
    auto call(Call driverCall) -> std::invoke_result_t<Call>
    {
        try {
            auto result = driverCall();
            if constexpr (requires { result->get(); }) {
                if (result && !result->get())
                    return fail(fault(nothingInside()));
            }
            return result;
        } catch (const std::exception &exception) {
            return fail(thrown(&exception));
        } catch (...) {
            return fail(thrown(nullptr));
        }
    }

    /// A call that returns a plain value: fallback after an exception.
    template <typename Call, typename T>
    T value(Call driverCall, T fallback)
    {
        try {
            return driverCall();
        } catch (...) {
            m_hasThrown = true;
            return fallback;
        }
    }

    [[nodiscard]] bool hasThrown() const { return m_hasThrown; }
    [[nodiscard]] const DriverIdentity &identity() const { return m_identity; }
    [[nodiscard]] Error fault(const QString &what) const { return contractError(m_identity, what); }

private:
    [[nodiscard]] static QString nothingInside();
    [[nodiscard]] Error thrown(const std::exception *exception);

    DriverIdentity m_identity;
    bool m_hasThrown = false;
};

} // namespace dumbo
