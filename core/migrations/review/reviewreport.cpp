#include "core/migrations/review/reviewreport.h"

#include "core/migrations/review/reportwriter.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace dumbo {

namespace {

using Verdict = ReviewVerdict::Kind;
using State = ReviewStatus::State;

QString tr(const char *text)
{
    return QCoreApplication::translate("ReviewReport", text);
}

QString names(const std::vector<ObjectPath> &objects)
{
    QStringList all;
    for (const auto &object : objects)
        all.append(objectName(object));
    return all.join(QStringLiteral(", "));
}

QString effectsText(const ForecastLock &lock)
{
    QStringList effects;
    if (lock.effects & int(LockEffect::BlocksReads))
        effects.append(tr("reads"));
    if (lock.effects & int(LockEffect::BlocksWrites))
        effects.append(tr("writes"));
    if (effects.isEmpty() && (lock.effects & int(LockEffect::BlocksSchemaChanges)))
        effects.append(tr("schema changes"));
    return effects.isEmpty() ? QString() : tr(" (blocks %1)").arg(effects.join(QStringLiteral(", ")));
}

QString kindText(Verdict kind)
{
    switch (kind) {
    case Verdict::Approved:
        return tr("Approved");
    case Verdict::Rejected:
        return tr("Rejected");
    case Verdict::Comment:
        return tr("Comment");
    }
    Q_UNREACHABLE_RETURN({});
}

QString statusText(const ReviewStatus &status)
{
    const auto by = status.verdict ? tr(" by %1").arg(status.verdict->author) : QString();
    switch (status.state) {
    case State::Open:
        return tr("open");
    case State::Approved:
        return tr("approved") + by;
    case State::Rejected:
        return tr("rejected") + by;
    case State::FallenOff:
        return (status.verdict && status.verdict->kind == Verdict::Rejected ? tr("rejected") : tr("approved")) + by
            + tr(", no longer valid: ") + status.reason;
    }
    Q_UNREACHABLE_RETURN({});
}

/// One report in one format.
class Author {
public:
    Author(const ReviewReport &report, ReportWriter &writer)
        : m_report(report)
        , m_writer(writer)
    {
    }

    [[nodiscard]] QByteArray write()
    {
        m_writer.heading(1, tr("Migrations of %1").arg(m_report.title));
        if (!m_report.database.isEmpty())
            m_writer.paragraph(tr("Compared with %1.").arg(m_report.database));
        writeProblems();
        std::vector<const PlannedMigration *> shown;
        for (const auto &planned : m_report.plan.migrations) {
            if (m_report.includesApplied || planned.state != MigrationState::Applied)
                shown.push_back(&planned);
        }
        writeSummary(shown);
        for (const auto *planned : shown)
            writeMigration(*planned);
        return m_writer.result();
    }

private:
    void writeProblems()
    {
        QStringList problems;
        for (const auto &problem : m_report.plan.problems)
            problems.append(problem.line > 0 ? QStringLiteral("%1:%2: %3").arg(problem.path).arg(problem.line).arg(problem.message)
                                             : QStringLiteral("%1: %2").arg(problem.path, problem.message));
        if (!problems.isEmpty())
            m_writer.list(problems);
    }

    void writeSummary(const std::vector<const PlannedMigration *> &shown)
    {
        if (shown.empty()) {
            m_writer.paragraph(tr("Everything is applied as it is written."));
            return;
        }
        std::vector<QStringList> rows;
        for (const auto *planned : shown)
            rows.push_back({ planned->name(), migrationStateName(planned->state), statusText(statusOf(planned->name())),
                findingCounts(planned->name()) });
        m_writer.table({ tr("Migration"), tr("State"), tr("Review"), tr("Findings") }, rows);
    }

    [[nodiscard]] ReviewStatus statusOf(const QString &migration) const
    {
        const auto found = m_report.statuses.find(migration);
        return found == m_report.statuses.end() ? ReviewStatus() : found->second;
    }

    [[nodiscard]] const AdvisedMigration *adviceOf(const QString &migration) const
    {
        return m_report.advice ? m_report.advice->find(migration) : nullptr;
    }

    [[nodiscard]] QString findingCounts(const QString &migration) const
    {
        const auto *advised = adviceOf(migration);
        if (!advised)
            return {};
        QStringList counts;
        for (const auto severity : { FindingSeverity::Error, FindingSeverity::Warning, FindingSeverity::Info }) {
            const auto count = std::ranges::count_if(advised->findings,
                [&](const AdvisedFinding &finding) { return finding.severity == severity && !finding.silenced; });
            if (count > 0)
                counts.append(QStringLiteral("%1 × %2").arg(count).arg(severityName(severity)));
        }
        return counts.isEmpty() ? tr("none") : counts.join(QStringLiteral(", "));
    }

    void writeMigration(const PlannedMigration &planned)
    {
        m_writer.heading(2, planned.name());
        if (!planned.reason.isEmpty())
            m_writer.paragraph(planned.reason);
        const auto *advised = adviceOf(planned.name());
        writeVerdicts(planned.name(), {});
        if (advised)
            writeFindings(*advised, -1);
        if (!planned.migration)
            return;
        if (!planned.migration->inTransaction)
            m_writer.paragraph(tr("Runs outside of a transaction."));
        for (int statement = 0; statement < int(planned.migration->up.size()); ++statement)
            writeStatement(*planned.migration, statement, advised);
        writeChanges(planned.name());
        writeDown(*planned.migration);
    }

    void writeStatement(const Migration &migration, int place, const AdvisedMigration *advised)
    {
        const auto &statement = migration.up[std::size_t(place)];
        m_writer.heading(3, tr("Statement %1, line %2").arg(place + 1).arg(statement.line));
        m_writer.code(QString::fromUtf8(statement.text));
        QStringList facts;
        if (advised && std::size_t(place) < advised->statements.size()) {
            if (const auto forecast = forecastText(advised->statements[std::size_t(place)].advice); !forecast.isEmpty())
                facts.append(tr("Forecast: %1").arg(forecast));
        }
        if (const auto *measured = measurementOf(migration.name, place))
            facts.append(tr("Measured: %1").arg(measurementText(*measured)));
        if (!facts.isEmpty())
            m_writer.list(facts);
        if (advised)
            writeFindings(*advised, place);
        writeVerdicts(migration.name, place + 1);
    }

    [[nodiscard]] const StatementMeasurement *measurementOf(const QString &migration, int place) const
    {
        const auto found = m_report.measured.find(migration);
        if (found == m_report.measured.end() || std::size_t(place) >= found->second.size())
            return nullptr;
        const auto &measured = found->second[std::size_t(place)];
        return measured ? &*measured : nullptr;
    }

    void writeFindings(const AdvisedMigration &advised, int statement)
    {
        for (const auto &finding : advised.findings) {
            if (finding.statement != statement)
                continue;
            const auto head = QStringLiteral("%1 %2 (%3): %4").arg(severityName(finding.severity), finding.code, finding.name, finding.message);
            if (finding.silenced) {
                m_writer.list({ tr("%1 Silenced: %2").arg(head, finding.silencedBecause) });
                continue;
            }
            m_writer.list({ head });
            if (!finding.detail.isEmpty())
                m_writer.paragraph(finding.detail);
            for (const auto &probe : finding.probes)
                writeProbe(probe);
            for (const auto &form : finding.saferForms)
                writeSaferForm(form);
        }
    }

    void writeProbe(const ProbeAnswer &probe)
    {
        if (probe.state == ProbeAnswer::State::NotAsked)
            return;
        m_writer.paragraph(probe.reason.isEmpty() ? probe.sentence : probe.sentence + u' ' + probe.reason);
        if (probe.rows.empty())
            return;
        std::vector<QStringList> rows;
        for (const auto &row : probe.rows) {
            rows.emplace_back();
            for (const auto &cell : row)
                rows.back().append(cell.value_or(QStringLiteral("NULL")));
        }
        m_writer.table(probe.columns, rows);
    }

    void writeSaferForm(const SaferForm &form)
    {
        m_writer.paragraph(form.needsNoTransaction ? tr("Safer: %1 (outside of a transaction)").arg(form.title) : tr("Safer: %1").arg(form.title));
        QStringList statements;
        for (const auto &statement : form.statements)
            statements.append(QString::fromUtf8(statement) + u';');
        m_writer.code(statements.join(u'\n'));
    }

    void writeVerdicts(const QString &migration, std::optional<int> statement)
    {
        QStringList lines;
        for (const auto &verdict : m_report.verdicts) {
            if (verdict.migration != migration || verdict.statement != statement)
                continue;
            const auto head = tr("%1 by %2, %3").arg(kindText(verdict.kind), verdict.author, verdict.time);
            lines.append(verdict.text.isEmpty() ? head : head + QStringLiteral(": ") + verdict.text);
        }
        if (!lines.isEmpty())
            m_writer.list(lines);
    }

    void writeChanges(const QString &migration)
    {
        const auto found = m_report.changes.find(migration);
        if (found == m_report.changes.end() || found->second.isEmpty())
            return;
        m_writer.heading(3, tr("What is different afterwards"));
        m_writer.list(found->second);
    }

    void writeDown(const Migration &migration)
    {
        if (!migration.hasDown)
            return;
        m_writer.heading(3, tr("Down"));
        QStringList statements;
        for (const auto &statement : migration.down)
            statements.append(QString::fromUtf8(statement.text) + u';');
        m_writer.code(statements.join(u'\n'));
    }

    const ReviewReport &m_report;
    ReportWriter &m_writer;
};

} // namespace

QString forecastText(const StatementAdvice &advice)
{
    QStringList parts;
    for (const auto &lock : advice.locks) {
        if (!lock.isNew)
            parts.append(tr("%1 on %2%3").arg(lock.mode, objectName(lock.object), effectsText(lock)));
    }
    if (!advice.rewrites.empty())
        parts.append(tr("rewrites %1").arg(names(advice.rewrites)));
    if (!advice.scans.empty())
        parts.append(tr("reads all of %1").arg(names(advice.scans)));
    if (!advice.losesData.empty())
        parts.append(tr("loses data of %1").arg(names(advice.losesData)));
    if (advice.fit == TransactionFit::Alone)
        parts.append(tr("can't run in a transaction"));
    if (advice.fit == TransactionFit::Commits)
        parts.append(tr("commits by itself"));
    return parts.join(QStringLiteral("; "));
}

QString measurementText(const StatementMeasurement &measurement)
{
    const auto milliseconds = double(measurement.time.count()) / 1000;
    auto first = tr("%1 ms").arg(QLocale::c().toString(milliseconds, 'f', milliseconds < 10 ? 2 : 0));
    if (measurement.rows)
        first += *measurement.rows == 1 ? tr(", 1 row") : tr(", %1 rows").arg(*measurement.rows);
    QStringList parts { first };
    for (const auto &lock : measurement.locks)
        parts.append(tr("%1 on %2").arg(lock.mode, objectName(lock.object)));
    if (!measurement.rewritten.empty())
        parts.append(tr("rewrote %1").arg(names(measurement.rewritten)));
    parts += measurement.notices;
    return parts.join(QStringLiteral("; "));
}

QByteArray reviewMarkdown(const ReviewReport &report)
{
    const auto writer = makeMarkdownWriter();
    return Author(report, *writer).write();
}

QByteArray reviewHtml(const ReviewReport &report)
{
    const auto writer = makeHtmlWriter(tr("Migrations of %1").arg(report.title));
    return Author(report, *writer).write();
}

} // namespace dumbo
