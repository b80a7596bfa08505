#include "core/catalog/completionitems.h"

#include "core/catalog/catalogsnapshot.h"
#include "core/sql/sql.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace dumbo {

using Expected = CompletionContext::Expected;

namespace {

bool sameName(const QString &left, const QString &right)
{
    return left.compare(right, Qt::CaseInsensitive) == 0;
}

bool hasLettersInOrder(const QString &name, const QString &letters)
{
    qsizetype next = 0;
    for (const auto letter : letters) {
        next = name.indexOf(letter, next, Qt::CaseInsensitive) + 1;
        if (next == 0)
            return false;
    }
    return true;
}

/// Gathers what fits, and remembers how well.
class Collector {
public:
    Collector(const CompletionContext &context, const Dialect &dialect)
        : m_context(context)
        , m_dialect(dialect)
    {
    }

    void add(CompletionItem item, int group)
    {
        const auto match = matchRank(item.name);
        if (!match || item.name.isEmpty() || m_seen.contains({ item.name, group }))
            return;
        m_seen.insert({ item.name, group });
        item.rank = *match * 100 + group;
        m_items.push_back(std::move(item));
    }

    void addName(CompletionItem::Kind kind, const QString &name, const QString &detail, int group, bool primaryKey = false)
    {
        CompletionItem item { kind, name, quoted(name), detail, primaryKey, 0 };
        add(std::move(item), group);
    }

    void addWord(CompletionItem::Kind kind, const QString &word, int group)
    {
        const bool lower = !m_context.prefix.isEmpty() && m_context.prefix == m_context.prefix.toLower();
        const auto text = kind == CompletionItem::Kind::Keyword && !lower ? word.toUpper() : word;
        add({ kind, text, text, {}, false, 0 }, group);
    }

    /// A column that several tables have is written with its table.
    void qualifyAmbiguous()
    {
        QHash<QString, int> counts;
        for (const auto &item : m_items)
            counts[item.name.toLower()] += item.kind == CompletionItem::Kind::Column;
        for (auto &item : m_items) {
            const auto reference = item.detail.section(QStringLiteral("  "), -1);
            if (item.kind == CompletionItem::Kind::Column && counts[item.name.toLower()] > 1 && !reference.isEmpty())
                item.insert = quoted(reference) + u'.' + item.insert;
        }
    }

    std::vector<CompletionItem> take(std::size_t most)
    {
        std::ranges::stable_sort(m_items, [](const CompletionItem &left, const CompletionItem &right) {
            return left.rank != right.rank ? left.rank < right.rank
                                           : left.kind != CompletionItem::Kind::Column
                    && QString::localeAwareCompare(left.name, right.name) < 0;
        });
        if (m_items.size() > most)
            m_items.resize(most);
        return std::move(m_items);
    }

private:
    /// 1: begins with the prefix, 2: contains it, 3: has its letters in this order.
    [[nodiscard]] std::optional<int> matchRank(const QString &name) const
    {
        const auto &prefix = m_context.prefix;
        if (prefix.isEmpty() || name.startsWith(prefix, Qt::CaseInsensitive))
            return 1;
        if (prefix.size() >= 2 && name.contains(prefix, Qt::CaseInsensitive))
            return 2;
        if (prefix.size() >= 3 && hasLettersInOrder(name, prefix))
            return 3;
        return {};
    }

    [[nodiscard]] QString quoted(const QString &name) const
    {
        if (!m_context.prefixQuoted)
            return QString::fromUtf8(quoteIdentifier(name, m_dialect));
        const auto quote = m_dialect.identifierQuote;
        return quote + QString(name).replace(quote, QString(2, quote)) + quote;
    }

    const CompletionContext &m_context;
    const Dialect &m_dialect;
    std::vector<CompletionItem> m_items;
    QSet<std::pair<QString, int>> m_seen;
};

const CatalogObject *relation(const std::vector<CatalogObject> *objects, const QString &schema, const QString &name)
{
    if (!objects)
        return nullptr;
    const auto fits = [&](const CatalogObject &object) {
        return isRelation(object.kind) && sameName(object.path.name, name)
            && (schema.isEmpty() || sameName(object.path.schema, schema));
    };
    const auto found = std::ranges::find_if(*objects, fits);
    return found == objects->end() ? nullptr : &*found;
}

void addColumns(Collector &collector, const std::vector<CatalogObject> *objects, const TableReference &table, int group)
{
    if (table.derived) {
        for (const auto &column : table.columns)
            collector.addName(CompletionItem::Kind::Column, column, table.reference(), group);
        return;
    }
    const auto *object = relation(objects, table.schema, table.name);
    if (!object)
        return;
    for (const auto &column : object->columns) {
        if (column.hidden)
            continue;
        const auto type = column.type.isEmpty() ? QString() : column.type + QStringLiteral("  ");
        collector.addName(
            CompletionItem::Kind::Column, column.name, type + table.reference(), group, column.primaryKeyPosition > 0);
    }
}

void addTables(Collector &collector, const std::vector<CatalogObject> *objects, const QString &schema, int group)
{
    if (!objects)
        return;
    for (const auto &object : *objects) {
        if (!isRelation(object.kind) || (!schema.isEmpty() && !sameName(object.path.schema, schema)))
            continue;
        const bool view = object.kind == ObjectKind::View || object.kind == ObjectKind::MaterializedView;
        const auto word = object.kindName.isEmpty() ? objectKindName(object.kind) : object.kindName;
        const auto place = object.path.schema.isEmpty() || !schema.isEmpty() ? QString() : QStringLiteral("  ") + object.path.schema;
        collector.addName(view ? CompletionItem::Kind::View : CompletionItem::Kind::Table, object.path.name, word + place,
            group + object.system);
    }
}

void addSchemas(Collector &collector, const std::vector<CatalogObject> *objects, int group)
{
    if (!objects)
        return;
    QStringList schemas;
    for (const auto &object : *objects) {
        if (!object.path.schema.isEmpty() && !schemas.contains(object.path.schema))
            schemas.append(object.path.schema);
    }
    for (const auto &schema : schemas)
        collector.addName(CompletionItem::Kind::Schema, schema, QStringLiteral("schema"), group);
}

void addMembers(Collector &collector, const CompletionContext &context, const std::vector<CatalogObject> *objects)
{
    const auto &qualifier = context.qualifier;
    if (qualifier.isEmpty())
        return;
    if (!context.memberIsTable) {
        const auto reference = std::ranges::find_if(
            context.tables, [&](const TableReference &table) { return sameName(table.reference(), qualifier.last()); });
        if (reference != context.tables.end())
            addColumns(collector, objects, *reference, 0);
        else
            addColumns(collector, objects, { qualifier.size() > 1 ? qualifier.first() : QString(), qualifier.last(), {}, {}, false }, 0);
    }
    if (qualifier.size() == 1)
        addTables(collector, objects, qualifier.last(), 5);
}

void addExpression(
    Collector &collector, const CompletionContext &context, const std::vector<CatalogObject> *objects, const Dialect &dialect)
{
    int group = 0;
    for (const auto &table : context.tables) {
        addColumns(collector, objects, table, group);
        group = std::min(group + 1, 5);
    }
    for (const auto &table : context.tables) {
        if (!table.reference().isEmpty())
            collector.addName(CompletionItem::Kind::Alias, table.reference(), table.alias.isEmpty() ? QString() : table.name, 10);
    }
    if (context.tables.empty())
        addTables(collector, objects, {}, 20);
    for (const auto &function : dialect.functions)
        collector.addWord(CompletionItem::Kind::Function, function, 30);
}

void addKeywords(Collector &collector, const Dialect &dialect, int group)
{
    for (const auto &keyword : dialect.keywords)
        collector.addWord(CompletionItem::Kind::Keyword, keyword, dialect.isReserved(keyword) ? group : group + 5);
}

void addStarts(Collector &collector, const Dialect &dialect)
{
    static const QStringList starts { QStringLiteral("select"), QStringLiteral("with"), QStringLiteral("insert"),
        QStringLiteral("update"), QStringLiteral("delete"), QStringLiteral("create"), QStringLiteral("alter"),
        QStringLiteral("drop"), QStringLiteral("explain"), QStringLiteral("begin"), QStringLiteral("commit"),
        QStringLiteral("rollback"), QStringLiteral("pragma"), QStringLiteral("vacuum"), QStringLiteral("analyze"),
        QStringLiteral("values"), QStringLiteral("replace"), QStringLiteral("savepoint"), QStringLiteral("release"),
        QStringLiteral("attach"), QStringLiteral("detach"), QStringLiteral("reindex"), QStringLiteral("truncate"),
        QStringLiteral("grant"), QStringLiteral("revoke"), QStringLiteral("set"), QStringLiteral("show") };
    for (const auto &word : starts) {
        if (dialect.keywords.isEmpty() || dialect.keywords.contains(word))
            collector.addWord(CompletionItem::Kind::Keyword, word, 0);
    }
}

} // namespace

std::vector<CompletionItem> completionItems(const CompletionContext &context, const std::vector<CatalogObject> *objects,
    const Dialect &dialect, std::size_t most)
{
    Collector collector(context, dialect);
    switch (context.expected) {
    case Expected::Nothing:
        return {};
    case Expected::StatementStart:
        addStarts(collector, dialect);
        break;
    case Expected::Keyword:
        addKeywords(collector, dialect, 40);
        break;
    case Expected::Table:
        for (const auto &table : context.tables) {
            if (table.derived && !table.name.isEmpty())
                collector.addName(CompletionItem::Kind::Table, table.name, QStringLiteral("WITH"), 0);
        }
        addTables(collector, objects, {}, 1);
        addSchemas(collector, objects, 10);
        if (!context.prefix.isEmpty())
            addKeywords(collector, dialect, 60);
        break;
    case Expected::Column:
        addExpression(collector, context, objects, dialect);
        if (!context.prefixQuoted)
            collector.qualifyAmbiguous();
        addKeywords(collector, dialect, 40);
        break;
    case Expected::Member:
        addMembers(collector, context, objects);
        break;
    }
    return collector.take(most);
}

} // namespace dumbo
