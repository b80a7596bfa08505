#include "drivers/common/sqlite/advice/advice.h"

#include "drivers/common/sqlite/advice/context.h"
#include "drivers/common/sqlite/dialect.h"

#include <QVersionNumber>

#include <algorithm>
#include <utility>

namespace dumbo::sqlite {

namespace advice {

namespace {

bool changesSchema(const StatementOutline &statement)
{
    switch (statement.verb) {
    case Verb::CreateTable:
    case Verb::CreateVirtualTable:
    case Verb::CreateIndex:
    case Verb::CreateView:
    case Verb::CreateTrigger:
    case Verb::CreateOther:
    case Verb::AlterTable:
    case Verb::DropTable:
    case Verb::DropIndex:
    case Verb::DropView:
    case Verb::DropTrigger:
    case Verb::DropOther:
        return true;
    default:
        return false;
    }
}

bool changesData(const StatementOutline &statement)
{
    return statement.verb == Verb::Insert || statement.verb == Verb::Replace || statement.verb == Verb::Update
        || statement.verb == Verb::Delete || (statement.verb == Verb::CreateTable && statement.isQuery);
}

void addPaths(std::vector<ObjectPath> &paths, const std::vector<NamedObject> &objects)
{
    std::ranges::transform(objects, std::back_inserter(paths), &NamedObject::path);
}

void describe(const StatementOutline &statement, StatementAdvice &advice)
{
    advice.tag = statement.tag;
    advice.changesSchema = changesSchema(statement);
    advice.changesData = changesData(statement);
    switch (statement.verb) {
    case Verb::CreateTable:
        addPaths(advice.creates, statement.objects);
        break;
    case Verb::CreateView:
    case Verb::CreateVirtualTable:
        advice.creates.push_back(statement.name.path);
        break;
    case Verb::CreateIndex:
    case Verb::CreateTrigger:
        advice.creates.push_back(statement.name.path);
        addPaths(advice.touches, statement.objects);
        break;
    case Verb::DropTable:
    case Verb::DropView:
        addPaths(advice.drops, statement.objects);
        break;
    case Verb::DropIndex:
    case Verb::DropTrigger:
        advice.drops.push_back(statement.name.path);
        break;
    default:
        addPaths(advice.touches, statement.objects); // what it reads stays as it is
        break;
    }
    for (const auto &action : statement.actions) {
        if (action.kind != AlterAction::Kind::RenameTable)
            continue;
        advice.creates.push_back(action.newTable.path);
        advice.drops.push_back(statement.objects.front().path);
    }
}

class Extension final : public MigrationAdviceExtension
{
public:
    explicit Extension(SyntaxCheck check)
        : m_check(std::move(check))
    {
    }

    std::vector<Rule> rules() const override { return outline::rulesOf(advice::rules(), "SqliteAdvice"); }

    Result<std::vector<StatementAdvice>> advise(const AdviceRequest &request) const override
    {
        std::vector<StatementOutline> outlines;
        outlines.reserve(request.statements.size());
        for (const auto &text : request.statements)
            outlines.push_back(outline::readStatement({ text.data(), std::size_t(text.size()) }, dialect()));
        KnownCatalog known(request, QStringLiteral("main"), Qt::CaseInsensitive);
        std::vector<StatementAdvice> all(outlines.size());
        for (std::size_t i = 0; i < outlines.size(); ++i) {
            FindingWriter writer(advice::rules(), all[i]);
            const Judged judged { request, outlines, i, known, writer };
            describe(outlines[i], all[i]);
            if (isReadable(judged))
                judge(judged);
            std::ranges::stable_sort(all[i].findings, {}, [](const Finding &finding) { return finding.span.begin; });
            known.apply(outlines[i]);
        }
        return all;
    }

private:
    bool isReadable(const Judged &judged) const
    {
        const auto &statement = judged.statement();
        const auto unreadable = [&](qint64 position, const QString &words) {
            judged.write.add("LITE001", { position, std::max(position, statement.span.end) }, tr("SQLite does not read this: %1.").arg(words));
            judged.write.advice().tag.clear();
            return false;
        };
        if (statement.verb == Verb::Unknown)
            return unreadable(statement.span.begin, tr("it begins with no word of SQL"));
        if (!statement.isComplete)
            return unreadable(statement.span.begin, tr("a parenthesis or a quote is not closed"));
        // What ALTER can't do is a syntax error to the engine, but has a finding with a way out. Some PRAGMAs run while they are read.
        if (!m_check || statement.verb == Verb::AlterTable || statement.verb == Verb::Pragma)
            return true;
        const auto error = m_check(judged.text());
        return !error || unreadable(error->position, error->message);
    }

    static void judge(const Judged &judged)
    {
        judgeTransaction(judged);
        judgeSettings(judged);
        judgeExistence(judged);
        judgeNewTable(judged);
        judgeAlter(judged);
        judgeIndex(judged);
        judgeDrop(judged);
        judgeData(judged);
        judgeDoubleQuotes(judged);
    }

    SyntaxCheck m_check;
};

} // namespace

int Judged::version() const
{
    const auto parsed = QVersionNumber::fromString(request.serverVersion);
    return parsed.isNull() ? 999'999'999 : parsed.majorVersion() * 1'000'000 + parsed.minorVersion() * 1000 + parsed.microVersion();
}

QByteArray quotedPath(const ObjectPath &path)
{
    const auto quoted = [](const QString &name) { return '"' + name.toUtf8().replace('"', "\"\"") + '"'; };
    return path.schema.isEmpty() ? quoted(path.name) : quoted(path.schema) + '.' + quoted(path.name);
}

QByteArray countRows(const ObjectPath &path, const QByteArray &where)
{
    return "SELECT count(*) FROM " + quotedPath(path) + (where.isEmpty() ? QByteArray() : " WHERE " + where);
}

QByteArray sampleRows(const ObjectPath &path, const QByteArray &where, const QByteArray &columns)
{
    return "SELECT " + columns + " FROM " + quotedPath(path) + (where.isEmpty() ? QByteArray() : " WHERE " + where) + " LIMIT 5";
}

DataProbe duplicates(const ObjectPath &path, const QByteArrayList &entries, const QByteArray &where)
{
    // Rows with a NULL among the entries are never equal.
    auto condition = "(" + entries.join(") IS NOT NULL AND (") + ") IS NOT NULL";
    if (!where.isEmpty())
        condition += " AND (" + where + ')';
    const auto list = entries.join(", ");
    const auto groups = "SELECT " + list + ", count(*) AS \"rows\" FROM " + quotedPath(path) + " WHERE " + condition + " GROUP BY " + list
        + " HAVING count(*) > 1";
    DataProbe probe;
    probe.sentence = tr("%1 values stand in more than one row.");
    probe.countSql = "SELECT count(*) FROM (" + groups + ')';
    probe.sampleSql = groups + " LIMIT 5";
    probe.isFatal = true;
    return probe;
}

} // namespace advice

std::unique_ptr<MigrationAdviceExtension> makeAdviceExtension(SyntaxCheck check)
{
    return std::make_unique<advice::Extension>(std::move(check));
}

} // namespace dumbo::sqlite
