#pragma once

#include "core/migrations/advisor.h"

namespace dumbo {

/// Puts the findings' questions to the data, with a deadline for each and for all.
class DataProbes {
public:
    explicit DataProbes(const AdviceContext &context);

    /// Errors: Cancelled only.
    [[nodiscard]] Result<ProbeAnswer> ask(const DataProbe &probe);
    [[nodiscard]] bool asked() const { return m_asked; }

private:
    [[nodiscard]] Result<ProbeAnswer> count(ProbeAnswer answer);
    [[nodiscard]] Result<void> addSample(ProbeAnswer &answer);
    [[nodiscard]] std::chrono::milliseconds timeLeft() const;

    const AdviceContext &m_context;
    std::chrono::milliseconds m_used { 0 };
    bool m_asked = false;
};

/// An answer without asking.
[[nodiscard]] ProbeAnswer notAsked(const DataProbe &probe, const QString &reason);

/// How busy the existing objects among these are, once each. What could not be had is a sentence in notes.
[[nodiscard]] Result<std::vector<ObjectActivity>> readActivity(
    const std::vector<ObjectPath> &objects, const AdviceContext &context, QStringList &notes);

/// Raises or lowers what a finding of this statement weighs, by counts and by how busy its object is.
void weigh(AdvisedFinding &finding, const StatementAdvice &statement, const MigrationAdvice &advice);

/// Findings that only a live database has: who would keep the statement waiting, and a lock on a table that is used a lot.
[[nodiscard]] std::vector<Finding> activityFindings(
    const StatementAdvice &statement, const QByteArray &text, const MigrationAdvice &advice);

} // namespace dumbo
