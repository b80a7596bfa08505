#pragma once

#include "core/base/result.h"
#include "core/plugins/probe/missingparts.h"

#include <QJsonObject>
#include <QList>
#include <QString>

#include <chrono>

namespace dumbo {

enum class ProbeOutcome {
    Fits, ///< it loads and kept every promise that was tried
    Refused, ///< it can't be loaded here, and says so without harm
    Broke, ///< it loads, but broke a promise of the contract
    Crashed, ///< it ended the process that tried it
    Hung, ///< it did not come back
};

/// One promise of the contract as it was tried with one connector.
struct ProbedPromise {
    enum class Verdict { Kept, Broken, Skipped };
    QString connector; ///< "DuckDB:capi"
    QString name; ///< as in docs/conformance.md
    Verdict verdict = Verdict::Kept;
    QString reason; ///< empty where it was kept
    friend bool operator==(const ProbedPromise &, const ProbedPromise &) = default;
};

/// What became of a driver that was tried in a process of its own.
struct DUMBO_CORE_EXPORT ProbeReport {
    ProbeOutcome outcome = ProbeOutcome::Fits;
    QString sentence; ///< for people: what happened
    QString hint; ///< what to do; may be empty
    MissingParts missing;
    QList<ProbedPromise> promises;
    QStringList untried; ///< connectors that were only loaded, a sentence each with the reason
    std::chrono::milliseconds duration { 0 };
    QString words; ///< what the process wrote to standard error, its last part

    [[nodiscard]] int count(ProbedPromise::Verdict verdict) const;

    [[nodiscard]] QJsonObject toJson() const;
    /// Data where a key is missing or has the wrong type.
    [[nodiscard]] static Result<ProbeReport> fromJson(const QJsonObject &json);
};

/// "fits", "refused", "broke", "crashed", "hung": for machines, not translated.
[[nodiscard]] DUMBO_CORE_EXPORT QString probeOutcomeName(ProbeOutcome outcome);
/// "kept", "broken", "skipped".
[[nodiscard]] DUMBO_CORE_EXPORT QString promiseVerdictName(ProbedPromise::Verdict verdict);
[[nodiscard]] DUMBO_CORE_EXPORT std::optional<ProbedPromise::Verdict> promiseVerdictFromName(QStringView name);

/// "aCancelEndsTheStatement" as people write it: "a cancel ends the statement".
[[nodiscard]] DUMBO_CORE_EXPORT QString promiseSentence(const QString &name);

} // namespace dumbo
