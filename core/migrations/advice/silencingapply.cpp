#include "core/migrations/advice/advising.h"

#include <QCoreApplication>

#include <algorithm>
#include <numeric>
#include <utility>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Advisor", text);
}

bool isSame(const QString &left, const QString &right)
{
    return left.compare(right, Qt::CaseInsensitive) == 0;
}

} // namespace

Silencing::Silencing(const Migration &migration, const FileText &file, const Advising::Judge &judge)
    : m_file(file)
    , m_judge(judge)
    , m_upCount(migration.up.size())
{
    if (file.bytes().isEmpty())
        addFromStatements(migration);
    else
        addFromFile(migration);
}

void Silencing::addFromFile(const Migration &migration)
{
    auto comments = silencingComments(m_file.bytes(), m_judge.dialect);
    if (comments.empty())
        return;
    struct Place {
        TextSpan span;
        std::size_t number;
    };
    std::vector<Place> places;
    for (std::size_t i = 0; i < m_upCount; ++i)
        places.push_back({ { migration.up[i].begin, migration.up[i].end }, i });
    if (migration.downPath == migration.path) {
        for (const auto &statement : migration.down)
            places.push_back({ { statement.begin, statement.end }, m_upCount });
    }
    std::ranges::stable_sort(places, {}, [](const Place &place) { return place.span.begin; });
    std::vector<TextSpan> spans;
    std::ranges::transform(places, std::back_inserter(spans), &Place::span);
    for (auto &comment : comments) {
        const auto found = statementOf(comment.span, spans, m_file.bytes());
        add(std::move(comment), found ? std::optional(places[*found].number) : std::nullopt, m_file, 1);
    }
}

void Silencing::addFromStatements(const Migration &migration)
{
    for (std::size_t i = 0; i < m_upCount; ++i) {
        const auto &statement = migration.up[i];
        auto comments = silencingComments(statement.text, m_judge.dialect);
        if (comments.empty())
            continue;
        const FileText text(statement.text);
        for (auto &comment : comments)
            add(std::move(comment), i, text, statement.line);
    }
}

void Silencing::add(SilencingComment comment, std::optional<std::size_t> statement, const FileText &text, int firstLine)
{
    Entry entry;
    entry.begin = text.place(comment.span.begin);
    entry.end = text.place(comment.span.end);
    entry.begin.line += firstLine - 1;
    entry.end.line += firstLine - 1;
    if (&text == &m_file)
        entry.fileSpan = comment.span;
    entry.comment = std::move(comment);
    entry.statement = entry.comment.wholeFile ? std::nullopt : statement;
    m_entries.push_back(std::move(entry));
}

bool Silencing::silences(const Entry &entry, const QString &code, const AdvisedFinding &finding) const
{
    const auto isThere = entry.comment.wholeFile || (entry.statement && finding.statement == int(*entry.statement));
    return isThere && (isSame(code, finding.code) || isSame(code, finding.name));
}

void Silencing::apply(AdvisedMigration &advised)
{
    for (auto &finding : advised.findings) {
        for (auto &entry : m_entries) {
            for (const auto &code : std::as_const(entry.comment.codes)) {
                if (!silences(entry, code, finding))
                    continue;
                entry.used.insert(code);
                if (entry.comment.reason.isEmpty() || finding.silenced)
                    continue;
                finding.silenced = true;
                finding.silencedBecause = entry.comment.reason;
            }
        }
    }
    for (const auto &entry : m_entries)
        addFindings(entry, advised);
}

bool Silencing::isKnown(const QString &code) const
{
    return std::ranges::any_of(
        m_judge.rules, [&](const Advisor::Rule &rule) { return isSame(code, rule.code) || isSame(code, rule.name); });
}

void Silencing::addFindings(const Entry &entry, AdvisedMigration &advised) const
{
    const auto &comment = entry.comment;
    const auto add = [&](const char *code, const QString &message) {
        advised.findings.push_back(finding(code, entry, advised.path, message));
    };
    if (comment.codes.isEmpty())
        return add("DMB001", tr("The comment names no code, so it silences nothing."));
    if (comment.reason.isEmpty())
        add("DMB001", tr("The comment gives no reason, so it silences nothing."));
    const auto isOfDownScript = entry.statement && *entry.statement >= m_upCount;
    for (const auto &code : comment.codes) {
        if (!isKnown(code))
            add("DMB002", tr("No rule has the code \"%1\".").arg(code));
        else if (!entry.used.contains(code) && !isOfDownScript)
            add("DMB003", tr("%1 was not found here, so nothing is silenced.").arg(code));
    }
}

AdvisedFinding Silencing::finding(const char *code, const Entry &entry, const QString &path, const QString &message) const
{
    static const auto rules = Advisor::ownRules();
    const auto rule = std::ranges::find(rules, QLatin1StringView(code), &Advisor::Rule::code);
    AdvisedFinding made;
    made.code = rule->code;
    made.name = rule->name;
    made.severity = made.usualSeverity = rule->severity;
    made.message = message;
    made.statement = entry.statement && *entry.statement < m_upCount ? int(*entry.statement) : -1;
    made.path = path;
    made.fileSpan = entry.fileSpan;
    made.line = entry.begin.line;
    made.column = entry.begin.column;
    made.endLine = entry.end.line;
    made.endColumn = entry.end.column;
    return made;
}

} // namespace dumbo
