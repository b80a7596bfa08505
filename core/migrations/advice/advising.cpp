#include "core/migrations/advice/advising.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <tuple>
#include <utility>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Advisor", text);
}

Result<QByteArray> readFromDisk(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::System, tr("%1 can't be read: %2").arg(path, file.errorString()));
    return file.readAll();
}

/// Objects whose size and users matter: existing ones that are locked, read or written whole, or lose something.
void addWatched(std::vector<ObjectPath> &paths, const StatementAdvice &statement)
{
    for (const auto *list : { &statement.rewrites, &statement.scans, &statement.losesData })
        paths.insert(paths.end(), list->begin(), list->end());
    for (const auto &lock : statement.locks) {
        if (!lock.isNew)
            paths.push_back(lock.object);
    }
}

} // namespace

Advising::Advising(Judge judge, const AdviceContext &context)
    : m_judge(std::move(judge))
    , m_context(context)
    , m_pending(context.catalog)
    , m_probes(context)
{
}

Result<MigrationAdvice> Advising::run(std::span<const Migration> migrations)
{
    m_advice.databaseType = m_judge.dialect.databaseType;
    m_advice.knowsCatalog = m_context.catalog != nullptr;
    m_advice.migrations.reserve(migrations.size());
    std::vector<Work> works;
    for (const auto &migration : migrations) {
        works.push_back({ .migration = &migration, .file = readFile(migration), .findings = {} });
        if (auto read = readStatements(works.back()); !read)
            return fail(read.error());
    }
    if (auto read = readActivity(); !read)
        return fail(read.error());
    for (std::size_t i = 0; i < works.size(); ++i) {
        if (auto judged = judge(works[i], m_advice.migrations[i]); !judged)
            return fail(judged.error());
    }
    m_advice.askedData = m_probes.asked();
    return std::move(m_advice);
}

FileText Advising::readFile(const Migration &migration)
{
    if (migration.path.isEmpty())
        return FileText();
    auto bytes = m_context.readFile ? m_context.readFile(migration.path) : readFromDisk(migration.path);
    if (!bytes)
        m_advice.notes.append(tr("Positions and comments of %1 are not known: %2").arg(migration.name, bytes.error().message()));
    return FileText(bytes ? std::move(*bytes) : QByteArray());
}

Result<void> Advising::readStatements(Work &work)
{
    if (m_context.cancellation.isCancelled())
        return fail(ErrorKind::Cancelled, tr("Cancelled."));
    const auto &migration = *work.migration;
    AdviceRequest request;
    for (const auto &statement : migration.up)
        request.statements.push_back(statement.text);
    request.inTransaction = m_judge.inTransaction && migration.inTransaction;
    request.catalog = m_pending.catalog();
    request.changedBefore = m_pending.changed();
    request.searchPath = m_context.searchPath;
    request.serverVersion = m_context.serverVersion;
    auto answers = m_judge.extension.advise(request);
    if (!answers)
        return fail(answers.error());
    request.catalog.reset();
    if (answers->size() != migration.up.size())
        return fail(ErrorKind::Plugin, tr("The driver judged %1 statements of %2.").arg(answers->size()).arg(migration.up.size()));

    auto &advised = m_advice.migrations.emplace_back();
    advised.name = migration.name;
    advised.path = migration.path;
    advised.inTransaction = request.inTransaction;
    for (std::size_t i = 0; i < answers->size(); ++i) {
        const auto &source = migration.up[i];
        auto &answer = (*answers)[i];
        m_pending.apply(answer);
        work.findings.push_back(std::exchange(answer.findings, {}));
        AdvisedStatement statement { std::move(answer), source.text, {}, source.line, 1 };
        if (const auto begin = work.file.find(source)) {
            statement.fileSpan = { *begin, *begin + source.text.size() };
            const auto place = work.file.place(*begin);
            std::tie(statement.line, statement.column) = std::tie(place.line, place.column);
        }
        advised.statements.push_back(std::move(statement));
    }
    return {};
}

Result<void> Advising::readActivity()
{
    std::vector<ObjectPath> watched;
    for (const auto &migration : m_advice.migrations) {
        for (const auto &statement : migration.statements)
            addWatched(watched, statement.advice);
    }
    std::ranges::sort(watched);
    watched.erase(std::ranges::unique(watched).begin(), watched.end());
    auto activity = dumbo::readActivity(watched, m_context, m_advice.notes);
    if (!activity)
        return fail(activity.error());
    m_advice.activity = std::move(*activity);
    return {};
}

Result<void> Advising::judge(Work &work, AdvisedMigration &migration)
{
    for (std::size_t i = 0; i < migration.statements.size(); ++i) {
        const auto &statement = migration.statements[i];
        auto findings = std::move(work.findings[i]);
        std::ranges::move(activityFindings(statement.advice, statement.text, m_advice), std::back_inserter(findings));
        for (const auto &finding : findings) {
            auto made = advised(finding, statement, work, int(i));
            if (!made)
                return fail(made.error());
            migration.findings.push_back(std::move(*made));
        }
        noteChanges(statement.advice);
    }
    Silencing(*work.migration, work.file, m_judge).apply(migration);
    std::ranges::stable_sort(migration.findings, {}, [](const AdvisedFinding &finding) {
        return std::tuple(finding.line, finding.column, -int(finding.severity));
    });
    return {};
}

Result<AdvisedFinding> Advising::advised(
    const Finding &finding, const AdvisedStatement &statement, const Work &work, int number)
{
    AdvisedFinding made;
    made.code = finding.code;
    made.name = finding.name;
    made.severity = made.usualSeverity = finding.severity;
    made.message = finding.message;
    made.detail = finding.detail;
    made.statement = number;
    made.span = { std::clamp(finding.span.begin, qint64(0), qint64(statement.text.size())),
        std::clamp(finding.span.end, qint64(0), qint64(statement.text.size())) };
    made.path = work.migration->path;
    made.object = finding.object;
    made.saferForms = finding.saferForms;
    locate(made, statement, work);
    for (const auto &probe : finding.probes) {
        auto answered = answer(probe, finding, statement.advice);
        if (!answered)
            return fail(answered.error());
        made.probes.push_back(std::move(*answered));
    }
    weigh(made, statement.advice, m_advice);
    return made;
}

void Advising::locate(AdvisedFinding &finding, const AdvisedStatement &statement, const Work &work) const
{
    const auto inFile = statement.fileSpan != TextSpan();
    LineAndColumn begin;
    LineAndColumn end;
    if (inFile) {
        finding.fileSpan = { statement.fileSpan.begin + finding.span.begin, statement.fileSpan.begin + finding.span.end };
        begin = work.file.place(finding.fileSpan.begin);
        end = work.file.place(finding.fileSpan.end);
    } else {
        const FileText text(statement.text);
        begin = text.place(finding.span.begin);
        end = text.place(finding.span.end);
        begin.line += statement.line - 1;
        end.line += statement.line - 1;
    }
    std::tie(finding.line, finding.column) = std::tie(begin.line, begin.column);
    std::tie(finding.endLine, finding.endColumn) = std::tie(end.line, end.column);
}

Result<ProbeAnswer> Advising::answer(const DataProbe &probe, const Finding &finding, const StatementAdvice &statement)
{
    if (!m_context.executor)
        return notAsked(probe, tr("There is no connection to ask."));
    if (m_context.cancellation.isCancelled())
        return fail(ErrorKind::Cancelled, tr("Cancelled."));
    const auto changes = [&](const ObjectPath &path) {
        return std::ranges::any_of(m_changed, [&](const ObjectPath &changed) { return PendingCatalog::mayBeSame(changed, path); });
    };
    const auto isChanged = finding.object ? changes(*finding.object) : std::ranges::any_of(statement.touches, changes);
    if (m_changedUnknown || isChanged)
        return notAsked(probe, tr("A statement before this one changes what would be asked."));
    return m_probes.ask(probe);
}

void Advising::noteChanges(const StatementAdvice &statement)
{
    if (!statement.tag.isEmpty() && !statement.changesData && !statement.changesSchema)
        return;
    for (const auto *paths : { &statement.touches, &statement.creates, &statement.drops })
        m_changed.insert(m_changed.end(), paths->begin(), paths->end());
    if (statement.touches.empty() && statement.creates.empty() && statement.drops.empty())
        m_changedUnknown = true;
}

} // namespace dumbo
