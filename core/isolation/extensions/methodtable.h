#pragma once

#include "core/isolation/extensiontransport.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace dumbo {

namespace detail {

/// What a travelling argument is held in.
template <typename T>
struct Held {
    using Type = T;
};
template <typename T>
struct Held<std::span<const T>> {
    using Type = std::vector<T>;
};

template <typename T>
struct AnswerOf {
    using Type = T;
};
template <typename T>
struct AnswerOf<Result<T>> {
    using Type = T;
};

template <typename Method>
struct Signature;
template <typename Owner, typename Return, typename... Arguments>
struct Signature<Return (Owner::*)(Arguments...)> {
    using Answer = typename AnswerOf<Return>::Type;
    using Tuple = std::tuple<typename Held<std::remove_cvref_t<Arguments>>::Type...>;
    static constexpr bool canFail = !std::is_same_v<Return, Answer>;
};
template <typename Owner, typename Return, typename... Arguments>
struct Signature<Return (Owner::*)(Arguments...) const> : Signature<Return (Owner::*)(Arguments...)> { };

template <auto Left, auto Right>
inline constexpr bool isSameMethod = std::is_same_v<std::integral_constant<decltype(Left), Left>,
    std::integral_constant<decltype(Right), Right>>;

template <typename Interface, auto Method>
Result<void> serve(Interface &extension, WireReader &wire, WireWriter &answer)
{
    using Call = Signature<decltype(Method)>;
    typename Call::Tuple arguments;
    std::apply([&](auto &...each) { wire(each...); }, arguments);
    if (!wire.isFinished())
        return {};
    const auto run = [&] { return std::apply([&](const auto &...each) { return (extension.*Method)(each...); }, arguments); };
    if constexpr (!Call::canFail) {
        answer(run());
    } else {
        const auto result = run();
        if (!result)
            return fail(result.error());
        if constexpr (!std::is_void_v<typename Call::Answer>)
            answer(*result);
    }
    return {};
}

} // namespace detail

/// The methods of an extension, once for both sides. Their places are their numbers on the wire, so new ones come last.
template <typename Interface, auto... Methods>
struct MethodTable {
    template <auto Method>
    static constexpr quint32 numberOf()
    {
        constexpr std::array matches { detail::isSameMethod<Method, Methods>... };
        constexpr auto found = std::ranges::find(matches, true) - matches.begin();
        static_assert(found < std::ssize(matches), "the table has the method");
        return quint32(found);
    }

    static Result<void> serve(Extension &extension, quint32 method, WireReader &arguments, WireWriter &answer)
    {
        using Serve = Result<void> (*)(Interface &, WireReader &, WireWriter &);
        static constexpr std::array<Serve, sizeof...(Methods)> all { &detail::serve<Interface, Methods>... };
        if (method < all.size())
            return all[method](static_cast<Interface &>(extension), arguments, answer);
        arguments.refuse("a method is unknown");
        return {};
    }
};

/// Base of the proxy of an extension: each of its methods is one call of these.
template <typename Interface, typename Table>
class RemoteExtension : public Interface {
public:
    explicit RemoteExtension(ExtensionCaller &caller)
        : m_caller(caller)
    {
    }

protected:
    template <auto Method, typename... Arguments>
    auto call(const Arguments &...arguments) const -> Result<typename detail::Signature<decltype(Method)>::Answer>
    {
        using Call = detail::Signature<decltype(Method)>;
        const typename Call::Tuple tuple { held(arguments)... };
        return std::apply(
            [this](const auto &...each) {
                return m_caller.template ask<typename Call::Answer>(Table::template numberOf<Method>(), each...);
            },
            tuple);
    }

    /// Of a method that can't fail; otherwise is what holds where the driver is gone.
    template <auto Method, typename T>
    T value(T otherwise) const
    {
        return call<Method>().value_or(std::move(otherwise));
    }

private:
    template <typename T>
    static const T &held(const T &argument)
    {
        return argument;
    }
    template <typename T>
    static std::vector<T> held(const std::span<const T> &argument)
    {
        return { argument.begin(), argument.end() };
    }

    ExtensionCaller &m_caller;
};

template <typename Remote, typename Table>
ExtensionTransport transportOf()
{
    return { Remote::extensionId(),
        [](ExtensionCaller &caller) -> std::unique_ptr<Extension> { return std::make_unique<Remote>(caller); }, &Table::serve };
}

} // namespace dumbo
