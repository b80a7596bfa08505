#pragma once

#include "tests/conformance/context.h"

#include <span>

namespace dumbo::conformance {

/// One thing that core/sdk promises of every driver, as a sentence in camel case.
struct Promise
{
    const char *name;
    Capabilities needed; ///< skipped where the plugin lacks one of them
    void (*check)(Context &);
};

[[nodiscard]] std::vector<Promise> allPromises();

[[nodiscard]] std::span<const Promise> promisesOfResults();
[[nodiscard]] std::span<const Promise> promisesOfControl();
[[nodiscard]] std::span<const Promise> promisesOfTransactions();
[[nodiscard]] std::span<const Promise> promisesOfSessions();
[[nodiscard]] std::span<const Promise> promisesOfCatalogs();

struct Verdict
{
    enum Kind { Kept, Broken, Skipped };
    Kind kind = Kept;
    QString reason;
};

/// Renews the database and tries one promise. Never throws.
[[nodiscard]] Verdict judge(const Promise &promise, Quirks &quirks);

} // namespace dumbo::conformance
