#include "drivers/common/outline/findings.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo::outline {

std::vector<MigrationAdviceExtension::Rule> rulesOf(std::span<const RuleText> table, const char *context)
{
    std::vector<MigrationAdviceExtension::Rule> rules;
    rules.reserve(table.size());
    for (const auto &rule : table) {
        rules.push_back({ QString::fromLatin1(rule.code), QString::fromLatin1(rule.name), rule.severity,
            QCoreApplication::translate(context, rule.description) });
    }
    return rules;
}

Finding &FindingWriter::add(const char *code, const TextSpan &span, const QString &message, const QString &detail)
{
    const auto rule = std::ranges::find_if(
        m_table, [&](const RuleText &candidate) { return QLatin1StringView(candidate.code) == QLatin1StringView(code); });
    Q_ASSERT(rule != m_table.end());
    Finding finding;
    finding.code = QString::fromLatin1(rule->code);
    finding.name = QString::fromLatin1(rule->name);
    finding.severity = rule->severity;
    finding.message = message;
    finding.detail = detail;
    finding.span = span;
    m_advice.findings.push_back(std::move(finding));
    return m_advice.findings.back();
}

} // namespace dumbo::outline
