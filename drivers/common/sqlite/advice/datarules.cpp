#include "drivers/common/sqlite/advice/context.h"

#include "drivers/common/sqlite/dialect.h"

#include <algorithm>
#include <initializer_list>

namespace dumbo::sqlite::advice {

namespace {

void requireTable(const Judged &judged, const NamedObject &object)
{
    if (judged.statement().ifExists || object.path.name.startsWith(u"sqlite_", Qt::CaseInsensitive))
        return;
    if (judged.known.find(object.path).state == KnownCatalog::State::Missing)
        judged.write.add("LITE004", object.span, tr("There is no %1.").arg(object.path.name)).object = object.path;
}

void requireNew(const Judged &judged, const NamedObject &object)
{
    if (judged.statement().ifExists || judged.statement().temporary)
        return;
    if (judged.known.find(object.path).state == KnownCatalog::State::Exists)
        judged.write.add("LITE003", object.span, tr("There is a %1 already.").arg(object.path.name)).object = object.path;
}

void judgeWholeTable(const Judged &judged)
{
    const auto &statement = judged.statement();
    const auto &object = statement.objects.front();
    if (judged.known.find(object.path).isNew)
        return;
    const auto isUpdate = statement.verb == Verb::Update;
    if (!isUpdate)
        judged.write.advice().losesData.push_back(object.path);
    auto &finding = isUpdate
        ? judged.write.add("LITE501", statement.span, tr("Every row of %1 is changed.").arg(object.path.name), tr("Say which with WHERE, or WHERE true where all are meant."))
        : judged.write.add("LITE502", statement.span, tr("Every row of %1 is deleted.").arg(object.path.name), tr("Say which with WHERE, or WHERE true where all are meant."));
    finding.object = object.path;
    finding.probes.push_back({ isUpdate ? tr("%1 rows would be changed.") : tr("%1 rows would be deleted."), countRows(object.path), sampleRows(object.path), false });
}

QString joined(const QStringList &columns)
{
    return columns.join(u',').toLower();
}

bool isOneOf(const outline::Token &token, std::string_view sql, std::initializer_list<std::string_view> words)
{
    return std::ranges::any_of(words, [&](std::string_view word) { return token.isWord(sql, word); });
}

} // namespace

void judgeExistence(const Judged &judged)
{
    const auto &statement = judged.statement();
    switch (statement.verb) {
    case Verb::CreateTable:
        return requireNew(judged, statement.objects.front());
    case Verb::CreateView:
        return requireNew(judged, statement.name);
    case Verb::CreateIndex:
        if (!statement.ifExists && judged.known.findTableOf(statement.name.path.name).state == KnownCatalog::State::Exists)
            judged.write.add("LITE003", statement.name.span, tr("There is an index %1 already.").arg(statement.name.path.name));
        return requireTable(judged, statement.objects.front());
    case Verb::AlterTable:
    case Verb::DropTable:
    case Verb::DropView:
    case Verb::Insert:
    case Verb::Replace:
    case Verb::Update:
    case Verb::Delete:
        for (const auto &object : statement.objects)
            requireTable(judged, object);
        return;
    case Verb::DropIndex:
        if (!statement.ifExists && judged.known.findTableOf(statement.name.path.name).state == KnownCatalog::State::Missing)
            judged.write.add("LITE004", statement.name.span, tr("There is no index %1.").arg(statement.name.path.name));
        return;
    default:
        return;
    }
}

void judgeIndex(const Judged &judged)
{
    const auto &statement = judged.statement();
    if (statement.verb != Verb::CreateIndex)
        return;
    const auto &table = statement.objects.front().path;
    const auto known = judged.known.find(table);
    if (known.isNew)
        return;
    judged.write.advice().scans.push_back(table);
    judged.write.add("LITE402", statement.span, tr("All of %1 is read, and nobody else writes meanwhile.").arg(table.name)).object = table;
    if (known.object) {
        const auto isTwin = [&](const CatalogIndex &index) {
            return joined(index.columns) == joined(statement.indexColumns) && index.unique == statement.unique
                && index.predicate.isEmpty() == !statement.hasWhere && !statement.hasWhere;
        };
        const auto twin = std::ranges::find_if(known.object->indexes, isTwin);
        if (twin != known.object->indexes.end())
            judged.write.add("LITE403", statement.span, tr("%1 has the same columns already.").arg(twin->name)).object = table;
    }
    if (!statement.unique)
        return;
    auto &finding = judged.write.add("LITE401", statement.span, tr("It fails where rows of %1 are equal in these columns.").arg(table.name));
    finding.object = table;
    QByteArrayList entries;
    for (auto entry : statement.indexEntries) {
        for (const auto *direction : { " DESC", " ASC" }) {
            if (entry.toUpper().endsWith(direction))
                entry.chop(qsizetype(qstrlen(direction)));
        }
        entries.append(entry);
    }
    finding.probes.push_back(duplicates(table, entries, statement.where));
}

void judgeData(const Judged &judged)
{
    const auto &statement = judged.statement();
    if (statement.verb != Verb::Insert && statement.verb != Verb::Replace && statement.verb != Verb::Update && statement.verb != Verb::Delete)
        return;
    const auto &table = statement.objects.front().path;
    if (table.name.compare(u"sqlite_master", Qt::CaseInsensitive) == 0 || table.name.compare(u"sqlite_schema", Qt::CaseInsensitive) == 0)
        judged.write.add("LITE105", statement.span, tr("The schema table is written by hand."));
    if (statement.verb == Verb::Replace && !judged.known.find(table).isNew)
        judged.write.add("LITE503", statement.span, tr("Rows of %1 that are in the way are deleted first.").arg(table.name),
            tr("INSERT … ON CONFLICT (…) DO UPDATE changes them instead.")).object = table;
    if (statement.ignore)
        judged.write.add("LITE504", statement.span, tr("Rows that break a constraint are skipped without a word."), tr("ON CONFLICT (…) DO NOTHING says which constraint.")).object = table;
    if ((statement.verb == Verb::Update || statement.verb == Verb::Delete) && !statement.hasWhere && !statement.hasLimit)
        judgeWholeTable(judged);
}

void judgeDoubleQuotes(const Judged &judged)
{
    const auto tokens = outline::tokensOf(judged.sql(), dialect());
    const auto &statement = judged.statement();
    const auto known = statement.objects.empty() ? KnownCatalog::Answer() : judged.known.find(statement.objects.front().path);
    auto inValues = false;
    for (std::size_t i = 1; i < tokens.size(); ++i) {
        inValues = inValues || tokens[i].isWord(judged.sql(), "VALUES");
        const auto text = tokens[i].text(judged.sql());
        if (tokens[i].kind != outline::Token::Kind::Quoted || text.front() != '"')
            continue;
        const auto &before = tokens[i - 1];
        const auto isValue = isOneOf(before, judged.sql(), { "DEFAULT", "LIKE", "GLOB" })
            || (inValues && (before.isSign(judged.sql(), '(') || before.isSign(judged.sql(), ',')));
        const auto isCompared = before.isSign(judged.sql(), '=') && known.object && !known.object->columns.empty() && !statement.isMultiTable
            && !outline::findColumn(known.object.get(), outline::unquoted(text));
        const auto followed = i + 1 < tokens.size() && tokens[i + 1].isSign(judged.sql(), '.');
        if ((isValue || isCompared) && !followed)
            judged.write.add("LITE312", { tokens[i].begin, tokens[i].end }, tr("%1 is a name, not a string.").arg(QString::fromUtf8(text.data(), qsizetype(text.size()))),
                tr("Write it in single quotes."));
    }
}

} // namespace dumbo::sqlite::advice
