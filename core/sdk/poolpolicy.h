#pragma once

#include <QtTypes>

#include <chrono>

namespace dumbo {

/// Which pool fits a database, and how long it trusts a connection. A Singleton lives as long as its pool: the limits of
/// time do not apply to it, nor those of connections but waiting to AlwaysNew.
struct PoolPolicy {
    enum class Kind {
        Singleton, ///< one shared connection, e.g. SQLite's :memory:
        Bounded, ///< at most `connections`
        WriterAndReaders, ///< one writer plus at most `connections` readers (SQLite files)
        AlwaysNew,
    };
    Kind kind = Kind::Bounded;
    int connections = 10; ///< Bounded, WriterAndReaders
    int maxWaiting = 1000; ///< more are refused with InsufficientResources
    std::chrono::milliseconds maxWait { 60'000 }; ///< for a connection, then refused with InsufficientResources; 0: no limit
    /// A connection that nobody used for longer is pinged before the next job gets it, and replaced where it is dead. 0: each
    /// time.
    std::chrono::milliseconds trustedFor { 30'000 };
    std::chrono::milliseconds idleLimit { 600'000 }; ///< closed when nobody used it for so long; 0: no limit
    std::chrono::milliseconds lifeLimit { 3'600'000 }; ///< not lent again when it is older; 0: no limit
    int keptIdle = 0; ///< so many connections outlast idleLimit
    friend bool operator==(const PoolPolicy &, const PoolPolicy &) = default;
};

} // namespace dumbo
