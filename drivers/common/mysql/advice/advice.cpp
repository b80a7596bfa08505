#include "drivers/common/mysql/advice/advice.h"

#include "drivers/common/mysql/advice/context.h"
#include "drivers/common/mysql/dialect.h"
#include "drivers/common/mysql/queryrows.h"

#include <QVersionNumber>

#include <algorithm>

namespace dumbo::mysql {

namespace advice {

namespace {

void addPaths(std::vector<ObjectPath> &paths, const std::vector<NamedObject> &objects)
{
    std::ranges::transform(objects, std::back_inserter(paths), &NamedObject::path);
}

bool changesData(const StatementOutline &statement)
{
    switch (statement.verb) {
    case Verb::Insert:
    case Verb::Replace:
    case Verb::Update:
    case Verb::Delete:
    case Verb::Truncate:
    case Verb::Load:
    case Verb::Call:
        return true;
    default:
        return statement.verb == Verb::CreateTable && statement.isQuery;
    }
}

bool changesSchema(const StatementOutline &statement)
{
    switch (statement.verb) {
    case Verb::CreateTable:
    case Verb::CreateIndex:
    case Verb::CreateView:
    case Verb::CreateTrigger:
    case Verb::CreateDatabase:
    case Verb::CreateOther:
    case Verb::AlterTable:
    case Verb::AlterOther:
    case Verb::DropTable:
    case Verb::DropIndex:
    case Verb::DropView:
    case Verb::DropTrigger:
    case Verb::DropDatabase:
    case Verb::DropOther:
    case Verb::RenameTable:
        return true;
    default:
        return false;
    }
}

void addLock(StatementAdvice &advice, const ObjectPath &object, const char *mode, int effects, bool isNew)
{
    advice.locks.push_back({ object, QString::fromLatin1(mode), effects, isNew });
}

/// Structure is changed under an exclusive metadata lock, at least for a moment; rows under a lock of each.
void describeLocks(const Judged &judged)
{
    constexpr auto schema = int(LockEffect::BlocksSchemaChanges);
    constexpr auto all = schema | int(LockEffect::BlocksWrites) | int(LockEffect::BlocksReads);
    const auto &statement = judged.statement();
    auto &advice = judged.write.advice();
    for (const auto &object : statement.objects) {
        const auto isNew = judged.known.find(object.path).isNew || statement.verb == Verb::CreateTable;
        if (statement.verb == Verb::Insert || statement.verb == Verb::Replace || statement.verb == Verb::Update || statement.verb == Verb::Delete)
            addLock(advice, object.path, "MDL_SHARED_WRITE", schema, isNew);
        else if (changesSchema(statement) || statement.verb == Verb::Truncate || statement.verb == Verb::Optimize)
            addLock(advice, object.path, "MDL_EXCLUSIVE", all, isNew);
        else if (statement.verb == Verb::LockTables)
            addLock(advice, object.path, "MDL_SHARED_NO_READ_WRITE", all, isNew);
    }
}

void describeObjects(const StatementOutline &statement, StatementAdvice &advice)
{
    switch (statement.verb) {
    case Verb::CreateTable:
        addPaths(advice.creates, statement.objects);
        break;
    case Verb::CreateView:
    case Verb::CreateDatabase:
    case Verb::CreateOther:
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
    case Verb::DropDatabase:
        advice.drops.push_back({ {}, statement.name.path.name, {} });
        break;
    case Verb::DropIndex:
    case Verb::DropTrigger:
    case Verb::DropOther:
        advice.drops.push_back(statement.name.path);
        addPaths(advice.touches, statement.objects);
        break;
    case Verb::AlterOther:
        advice.touches.push_back(statement.name.path);
        break;
    case Verb::RenameTable:
        addPaths(advice.drops, statement.objects);
        addPaths(advice.creates, statement.newNames);
        break;
    default:
        addPaths(advice.touches, statement.objects);
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
    std::vector<Rule> rules() const override { return outline::rulesOf(advice::rules(), "MysqlAdvice"); }

    Result<std::vector<StatementAdvice>> advise(const AdviceRequest &request) const override
    {
        std::vector<StatementOutline> outlines;
        outlines.reserve(request.statements.size());
        for (const auto &text : request.statements)
            outlines.push_back(outline::readStatement({ text.data(), std::size_t(text.size()) }, dialect()));
        // Table names are told apart by capitals on most systems; an index or column never is.
        KnownCatalog known(request, request.searchPath.value(0), Qt::CaseSensitive);
        std::vector<StatementAdvice> all(outlines.size());
        for (std::size_t i = 0; i < outlines.size(); ++i) {
            FindingWriter writer(advice::rules(), all[i]);
            judge({ request, outlines, i, known, writer, Server::of(request.serverVersion) });
            std::ranges::stable_sort(all[i].findings, {}, [](const Finding &finding) { return finding.span.begin; });
            known.apply(outlines[i]);
        }
        return all;
    }

private:
    static void judge(const Judged &judged)
    {
        const auto &statement = judged.statement();
        auto &advice = judged.write.advice();
        if (statement.hasCode && statement.verb == Verb::Unknown) // "/*!40101 SET … */": the server reads what this does not
            return;
        if (statement.verb == Verb::Unknown || !statement.isComplete) {
            judged.write.add("MY001", statement.span, statement.verb == Verb::Unknown ? tr("It begins with no word of SQL.") : tr("A parenthesis or a quote is not closed."));
            return;
        }
        advice.tag = statement.tag;
        advice.changesSchema = changesSchema(statement);
        advice.changesData = changesData(statement);
        describeObjects(statement, advice);
        describeLocks(judged);
        judgeTransaction(judged);
        judgeSettings(judged);
        judgeExistence(judged);
        judgeNewTable(judged);
        judgeAlter(judged);
        judgeIndex(judged);
        judgeDrop(judged);
        judgeData(judged);
    }
};

} // namespace

Server Server::of(const QString &version)
{
    const auto number = QVersionNumber::fromString(version);
    if (number.isNull())
        return {};
    return { number.majorVersion() >= 10 || version.contains(u"MariaDB"), number.majorVersion() * 10'000 + number.minorVersion() * 100 + number.microVersion() };
}

std::optional<QByteArray> Judged::setBefore(const QByteArray &variable) const
{
    std::optional<QByteArray> value;
    for (const auto &earlier : all.first(number)) {
        if (earlier.verb != Verb::Set)
            continue;
        for (const auto &setting : earlier.settings) {
            if (setting.name == variable && setting.scope != "GLOBAL")
                value = setting.value;
        }
    }
    return value;
}

QByteArray quoted(const QString &name)
{
    return quotedName(name);
}

QByteArray quotedPath(const ObjectPath &path)
{
    return path.schema.isEmpty() ? quotedName(path.name) : quotedName(path.schema) + '.' + quotedName(path.name);
}

DataProbe rowsWhere(const QString &sentence, const ObjectPath &path, const QByteArray &where, bool isFatal, const QByteArray &columns)
{
    const auto from = " FROM " + quotedPath(path) + (where.isEmpty() ? QByteArray() : " WHERE " + where);
    return { sentence, "SELECT count(*)" + from, "SELECT " + columns + from + " LIMIT 5", isFatal };
}

DataProbe duplicates(const ObjectPath &path, const QStringList &columns)
{
    QByteArrayList names;
    std::ranges::transform(columns, std::back_inserter(names), quoted);
    const auto list = names.join(", ");
    const auto groups = "SELECT " + list + ", count(*) AS `rows` FROM " + quotedPath(path) + " WHERE " + names.join(" IS NOT NULL AND ")
        + " IS NOT NULL GROUP BY " + list + " HAVING count(*) > 1";
    return { tr("%1 values stand in more than one row."), "SELECT count(*) FROM (" + groups + ") AS groups_of_equals", groups + " LIMIT 5", true };
}

SaferForm withTimeout(const QByteArray &statement)
{
    SaferForm form;
    form.title = tr("Give up after five seconds rather than keep everybody waiting");
    form.statements = { "SET SESSION lock_wait_timeout = 5", statement };
    return form;
}

} // namespace advice

std::unique_ptr<MigrationAdviceExtension> makeAdviceExtension()
{
    return std::make_unique<advice::Extension>();
}

} // namespace dumbo::mysql
