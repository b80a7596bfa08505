#include "drivers/common/postgresql/advice/migrationadvice.h"

#include "drivers/common/postgresql/advice/statements.h"
#include "drivers/common/postgresql/advice/versions.h"
#include "drivers/common/postgresql/serverflavour.h"

#include <algorithm>

namespace dumbo::postgresql {

namespace {

using namespace advice;
using AdviceRule = advice::Rule;

constexpr int newestVersion = 170000;

StatementAdvice unreadable(StatementContext &context, const ParseError &error)
{
    auto *finding = context.remark(AdviceRule::Syntax, DUMBO_ADVICE("PostgreSQL does not understand it: %1.").arg(error.message));
    finding->span = context.source.tokenNear(error.position);
    return std::move(context.advice);
}

/// NOTICE that is shown to nobody: "identifier … will be truncated".
void adviseNames(StatementContext &context)
{
    for (const auto &span : context.source.names()) {
        if (span.end - span.begin > 63)
            context.reportAt(span, AdviceRule::NameTooLong, DUMBO_ADVICE("The name has %1 bytes; PostgreSQL keeps the first 63.").arg(span.end - span.begin));
    }
}

StatementAdvice adviseOne(StatementContext &context, const QByteArray &sql)
{
    const auto tree = ParseTree::of(sql);
    if (!tree)
        return unreadable(context, tree.error());
    adviseStatement(context, tree->statement());
    findNewEnumValues(context, tree->statement());
    adviseVersion(context, tree->statement());
    if (sql.size() > 63)
        adviseNames(context);
    adviseInTransaction(context);
    return std::move(context.advice);
}

/// Row security without a policy is known at the end only.
void adviseRowSecurityAtEnd(const MigrationProgress &progress, std::vector<StatementAdvice> &answers)
{
    for (auto [table, statement] : progress.rowSecurityStatement.asKeyValueRange()) {
        if (!progress.rowSecurity.contains(table))
            continue;
        const auto &facts = factsOf(AdviceRule::RowSecurityWithoutPolicy);
        Finding finding;
        finding.code = QString::fromLatin1(facts.code);
        finding.name = QString::fromLatin1(facts.name);
        finding.severity = facts.severity;
        finding.message = DUMBO_ADVICE("\"%1\" has row security and no policy: nobody but its owner sees a row.").arg(table->title());
        finding.detail = translated(facts.description);
        finding.object = table->path;
        finding.span = progress.rowSecuritySpan.value(table);
        answers[statement].findings.push_back(std::move(finding));
    }
}

} // namespace

std::vector<MigrationAdviceExtension::Rule> MigrationAdvice::rules() const
{
    std::vector<Rule> list;
    for (const auto &facts : allRules())
        list.push_back({ QString::fromLatin1(facts.code), QString::fromLatin1(facts.name), facts.severity, translated(facts.description) });
    std::ranges::sort(list, {}, &Rule::code);
    return list;
}

Result<std::vector<StatementAdvice>> MigrationAdvice::advise(const AdviceRequest &request) const
{
    const auto known = versionNumberOf(request.serverVersion);
    World world(request.catalog, request.searchPath, request.changedBefore.empty());
    MigrationProgress progress;
    std::vector<StatementAdvice> answers;
    answers.reserve(request.statements.size());
    for (const auto &sql : request.statements) {
        StatementContext context(request, known > 0 ? known : newestVersion, sql, world, progress);
        const auto before = progress.rowSecurity;
        answers.push_back(adviseOne(context, sql));
        for (const auto *table : std::as_const(progress.rowSecurity)) {
            if (!before.contains(table)) {
                progress.rowSecurityStatement.insert(table, answers.size() - 1);
                progress.rowSecuritySpan.insert(table, context.source.whole());
            }
        }
    }
    adviseRowSecurityAtEnd(progress, answers);
    for (auto &answer : answers)
        std::ranges::stable_sort(answer.findings, {}, [](const Finding &finding) { return finding.span.begin; });
    return answers;
}

} // namespace dumbo::postgresql
