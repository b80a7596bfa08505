#pragma once

#include <QtTypes>

#include <chrono>

namespace dumbo {

/// How migrations run on a database type unless told otherwise.
struct MigratorDefaults {
    bool inOneTransaction = true; ///< ROLLBACK undoes DDL too
    bool advisoryLock = false; ///< a lock besides the transaction keeps two runners apart
    std::chrono::milliseconds lockTimeout { 10000 };
    friend bool operator==(const MigratorDefaults &, const MigratorDefaults &) = default;
};

} // namespace dumbo
