#include "drivers/common/postgresql/advice/context.h"

#include <algorithm>

namespace dumbo::postgresql::advice {

namespace {

constexpr qint64 fewRows = 1000;

void addOnce(std::vector<ObjectPath> &paths, const ObjectPath &path)
{
    if (std::ranges::find(paths, path) == paths.end())
        paths.push_back(path);
}

} // namespace

bool isTiny(const Relation &relation)
{
    return relation.object.rowEstimate && *relation.object.rowEstimate < fewRows;
}

StatementContext::StatementContext(
    const AdviceRequest &request, int serverVersion, const QByteArray &sql, World &knownWorld, MigrationProgress &soFar)
    : version(serverVersion)
    , world(knownWorld)
    , progress(soFar)
    , source(sql)
    , m_request(request)
{
}

ObjectPath StatementContext::pathOf(const RangeVar &name)
{
    return { {}, textOf(name.schemaname), textOf(name.relname) };
}

Relation &StatementContext::relation(const RangeVar &name)
{
    return world.relation(pathOf(name));
}

Relation &StatementContext::relation(NodeList name)
{
    const auto parts = stringsOf(name);
    const auto count = parts.size();
    return world.relation({ {}, count > 1 ? parts[count - 2] : QString(), count > 0 ? parts[count - 1] : QString() });
}

void StatementContext::touch(const Relation &relation)
{
    addOnce(advice.touches, relation.path);
}

void StatementContext::lockPath(const ObjectPath &path, LockMode mode, bool isNew)
{
    const auto known = std::ranges::find(advice.locks, path, &ForecastLock::object);
    if (known == advice.locks.end())
        advice.locks.push_back({ path, lockName(mode), lockEffects(mode), isNew });
    else if (mode > lockModeOf(known->mode))
        *known = { path, lockName(mode), lockEffects(mode), isNew };
}

void StatementContext::lock(const Relation &relation, LockMode mode)
{
    touch(relation);
    lockPath(relation.path, mode, relation.isNew);
    if (stopsOthers(mode) && !relation.isNew && std::ranges::find(stronglyLocked, &relation) == stronglyLocked.end())
        stronglyLocked.push_back(&relation);
}

void StatementContext::lockTree(const Relation &relation, LockMode mode, bool withChildren)
{
    lock(relation, mode);
    if (!withChildren)
        return;
    for (const auto *child : world.descendants(relation))
        lock(*child, mode);
}

void StatementContext::scans(const Relation &relation)
{
    if (!relation.isPartitioned())
        addOnce(advice.scans, relation.path);
    for (const auto *child : world.descendants(relation))
        addOnce(advice.scans, child->path);
}

void StatementContext::rewrites(const Relation &relation)
{
    if (!relation.isPartitioned())
        addOnce(advice.rewrites, relation.path);
    for (const auto *child : world.descendants(relation))
        addOnce(advice.rewrites, child->path);
}

void StatementContext::losesData(const Relation &relation)
{
    addOnce(advice.losesData, relation.path);
}

Finding *StatementContext::report(Rule rule, const QString &message, const Relation *about)
{
    return about && about->isNew ? nullptr : remark(rule, message, about);
}

Finding *StatementContext::reportAt(const TextSpan &span, Rule rule, const QString &message, const Relation *about)
{
    auto *finding = report(rule, message, about);
    if (finding)
        finding->span = span;
    return finding;
}

Finding *StatementContext::remark(Rule rule, const QString &message, const Relation *about)
{
    const auto &facts = factsOf(rule);
    auto &finding = advice.findings.emplace_back();
    finding.code = QString::fromLatin1(facts.code);
    finding.name = QString::fromLatin1(facts.name);
    finding.severity = facts.shrinks && about && isTiny(*about) ? FindingSeverity::Info : facts.severity;
    finding.message = message;
    finding.detail = translated(facts.description);
    finding.span = span();
    if (about)
        finding.object = about->path;
    return &finding;
}

} // namespace dumbo::postgresql::advice
