#pragma once

#include "core/sdk/extensions/migrationadvice.h"

#include <span>

namespace dumbo::outline {

/// A rule as a table of a driver has it.
struct RuleText
{
    const char *code;
    const char *name;
    FindingSeverity severity;
    const char *description;
};

[[nodiscard]] std::vector<MigrationAdviceExtension::Rule> rulesOf(std::span<const RuleText> table, const char *context);

/// Adds findings of a table of rules to what is said of a statement.
class FindingWriter
{
public:
    FindingWriter(std::span<const RuleText> table, StatementAdvice &advice)
        : m_table(table)
        , m_advice(advice)
    {
    }

    /// The finding, with the severity of its rule, to be filled further before the next one is added.
    Finding &add(const char *code, const TextSpan &span, const QString &message, const QString &detail = {});
    [[nodiscard]] StatementAdvice &advice() { return m_advice; }

private:
    std::span<const RuleText> m_table;
    StatementAdvice &m_advice;
};

} // namespace dumbo::outline
