#pragma once

#include "core/conformance/context.h"

#include <chrono>
#include <functional>
#include <span>

namespace dumbo::conformance {

/// What a promise asks of the database beside capabilities; it is skipped where that is missing.
enum class Need {
    Tables = 1, ///< Quirks::definesTables()
    Values = 2, ///< Quirks::selectsValues()
    Parameters = 4, ///< Quirks::takesParameters()
};
Q_DECLARE_FLAGS(Needs, Need)
Q_DECLARE_OPERATORS_FOR_FLAGS(Needs)

/// One thing that core/sdk promises of every driver, as a sentence in camel case.
struct Promise
{
    const char *name;
    Capabilities needed; ///< skipped where the plugin lacks one of them
    void (*check)(Context &);
    Needs needs = {};
    bool isShort = false; ///< one of shortPromises()
};

[[nodiscard]] DUMBO_CONFORMANCE_EXPORT std::vector<Promise> allPromises();
/// Those that are tried before a driver is installed: what it needs to be of any use, in a few seconds.
[[nodiscard]] DUMBO_CONFORMANCE_EXPORT std::vector<Promise> shortPromises();

[[nodiscard]] std::span<const Promise> promisesOfResults();
[[nodiscard]] std::span<const Promise> promisesOfControl();
[[nodiscard]] std::span<const Promise> promisesOfTransactions();
[[nodiscard]] std::span<const Promise> promisesOfSessions();
[[nodiscard]] std::span<const Promise> promisesOfCatalogs();
[[nodiscard]] std::span<const Promise> promisesOfDocuments();

struct Verdict
{
    enum Kind { Kept, Broken, Skipped };
    Kind kind = Kept;
    QString reason; ///< of what is not kept; a sentence without its full stop
    friend bool operator==(const Verdict &, const Verdict &) = default;
};

/// "kept", "broken" or "skipped".
[[nodiscard]] DUMBO_CONFORMANCE_EXPORT QString verdictName(Verdict::Kind kind);

/// Renews the database and tries one promise. Never throws.
[[nodiscard]] DUMBO_CONFORMANCE_EXPORT Verdict judge(const Promise &promise, Quirks &quirks);

/// What became of one promise.
struct PromiseOutcome
{
    QByteArray promise;
    Verdict verdict;
    std::chrono::milliseconds duration { 0 };
};

/// Judges one promise after the other in the calling thread. each, where given, hears of every outcome and ends the run by false.
DUMBO_CONFORMANCE_EXPORT std::vector<PromiseOutcome> judgeAll(
    std::span<const Promise> promises, Quirks &quirks, const std::function<bool(const PromiseOutcome &)> &each = {});

} // namespace dumbo::conformance
