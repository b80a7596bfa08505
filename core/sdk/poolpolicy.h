#pragma once

#include <QtTypes>

namespace dumbo {

/// Which pool fits a database.
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
    friend bool operator==(const PoolPolicy &, const PoolPolicy &) = default;
};

} // namespace dumbo
