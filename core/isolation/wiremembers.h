#pragma once

#include "core/isolation/wire.h"

#include <cstddef>
#include <utility>

namespace dumbo {

namespace detail {

struct Anything {
    template <typename T>
    operator T &() const &;
    template <typename T>
    operator T &&() const &&;
};

template <typename T, std::size_t... I>
constexpr bool takesMembers(std::index_sequence<I...>)
{
    return requires { T { (void(I), Anything())... }; };
}

template <typename T, std::size_t N = 0>
constexpr std::size_t memberCount()
{
    if constexpr (takesMembers<T>(std::make_index_sequence<N + 1>()))
        return memberCount<T, N + 1>();
    else
        return N;
}

} // namespace detail

/// All members of an aggregate, in the order of its declaration. Forgetting one does not compile.
template <typename Wire, typename T, typename... Members>
void wireMembers(Wire &wire, T & /*value*/, Members &...members)
{
    static_assert(detail::memberCount<T>() == sizeof...(Members), "each member travels");
    wire(members...);
}

} // namespace dumbo
