#include "drivers/common/postgresql/advice/statements.h"

#include "drivers/common/postgresql/advice/columnfacts.h"
#include "drivers/common/postgresql/advice/probes.h"
#include "drivers/common/postgresql/advice/sqlnames.h"

#include <algorithm>

namespace dumbo::postgresql::advice {

namespace {

using enum LockMode;

/// Names and expressions of an index, as SQL.
std::vector<QByteArray> elementsOf(const PgQuery__IndexStmt &statement)
{
    std::vector<QByteArray> elements;
    for (const auto *node : NodeList(statement.index_params, statement.n_index_params)) {
        const auto &element = *node->index_elem;
        elements.push_back(element.expr ? '(' + expressionSql(*element.expr) + ')' : sqlName(textOf(element.name)));
    }
    return elements;
}

CatalogIndex indexOf(const PgQuery__IndexStmt &statement, const Relation &table)
{
    CatalogIndex index;
    QStringList words;
    for (const auto *node : NodeList(statement.index_params, statement.n_index_params)) {
        const auto &element = *node->index_elem;
        index.columns.append(element.expr ? QString::fromUtf8(expressionSql(*element.expr)) : textOf(element.name));
        words.append(element.expr ? QStringLiteral("expr") : textOf(element.name));
    }
    QStringList taken;
    for (const auto &other : table.object.indexes)
        taken.append(other.name);
    index.name = isEmpty(statement.idxname) ? chosenName(table.path.name, words.join(u'_'), QStringLiteral("idx"), taken) : clipped(textOf(statement.idxname));
    index.unique = statement.unique;
    index.method = textOf(statement.access_method);
    if (statement.where_clause)
        index.predicate = QString::fromUtf8(expressionSql(*statement.where_clause));
    return index;
}

DataProbe duplicatesOf(const PgQuery__IndexStmt &statement, const Relation &table)
{
    UniqueQuestion question { table.path, elementsOf(statement), {}, bool(statement.nulls_not_distinct) };
    if (statement.where_clause)
        question.predicate = expressionSql(*statement.where_clause);
    return duplicates(question);
}

/// ON ONLY the partitioned table, then one on each partition, attached. Only for partitions that hold rows themselves.
std::optional<SaferForm> partByPart(const StatementContext &context, const PgQuery__IndexStmt &statement, const Relation &table, const CatalogIndex &index)
{
    const auto partitions = context.world.partitions(table);
    const auto holdsRows = [](const Relation *part) { return !part->isPartitioned() && part->object.kind == ObjectKind::Table; };
    if (partitions.empty() || statement.unique || !std::ranges::all_of(partitions, holdsRows))
        return std::nullopt;
    const auto &source = context.source;
    const auto on = source.word("ON");
    const auto behindOn = source.sql().mid(on.end, source.whole().end - on.end);
    // What stands behind the table's name: method, columns, predicate.
    const auto open = behindOn.indexOf("USING");
    const auto bracket = behindOn.indexOf('(');
    const auto rest = behindOn.mid(open >= 0 && open < bracket ? open : bracket);
    SaferForm form { DUMBO_ADVICE("Build it partition by partition without blocking writes"), {}, true };
    form.statements.push_back("CREATE INDEX " + sqlName(index.name) + " ON ONLY " + sqlName(table.path) + ' ' + rest);
    for (const auto *part : partitions) {
        auto own = index;
        QStringList taken;
        for (const auto &other : part->object.indexes)
            taken.append(other.name);
        const auto name = chosenName(part->path.name, own.columns.size() == 1 && !own.columns.front().contains(u'(') ? own.columns.front() : QString(), QStringLiteral("idx"), taken);
        const ObjectPath path { {}, part->path.schema, name };
        form.statements.push_back("CREATE INDEX CONCURRENTLY " + sqlName(name) + " ON " + sqlName(part->path) + ' ' + rest);
        form.statements.push_back("ALTER INDEX " + sqlName(ObjectPath { {}, table.path.schema, index.name }) + " ATTACH PARTITION " + sqlName(path));
    }
    return form;
}

void reportBlocking(StatementContext &context, const PgQuery__IndexStmt &statement, const Relation &table, const CatalogIndex &index)
{
    if (table.isPartitioned()) {
        auto *finding = context.report(Rule::IndexOnPartitioned, DUMBO_ADVICE("Nobody writes to any partition of \"%1\" until their indexes are built.").arg(table.title()), &table);
        if (auto form = partByPart(context, statement, table, index); finding && form)
            finding->saferForms.push_back(std::move(*form));
        return;
    }
    auto *finding = context.report(Rule::IndexNotConcurrent, DUMBO_ADVICE("Nobody writes to \"%1\" until the index is built.").arg(table.title()), &table);
    if (finding && context.version >= 80200)
        finding->saferForms.push_back({ DUMBO_ADVICE("Build the index without blocking writes"), { context.source.withBehind(context.source.word("INDEX"), " CONCURRENTLY") }, true });
}

void remarkIndex(StatementContext &context, const PgQuery__IndexStmt &statement, const Relation &table, const CatalogIndex &index)
{
    if (!index.unique && index.columns.size() > 3)
        context.remark(Rule::WideIndex, DUMBO_ADVICE("The index has %1 columns.").arg(index.columns.size()), &table);
    if (index.method == u"hash")
        context.remark(Rule::HashIndex, DUMBO_ADVICE("The index is a hash: it answers equality only."), &table);
    for (const auto &other : table.object.indexes) {
        const auto isSame = other.columns == index.columns && other.predicate == index.predicate && other.method == index.method && other.name != index.name;
        if (isSame && other.valid && (other.unique || !index.unique) && statement.n_index_including_params == 0)
            context.remark(Rule::DuplicateIndex, DUMBO_ADVICE("Index \"%1\" of \"%2\" has the same columns.").arg(other.name, table.title()), &table);
        if (other.name == index.name && !statement.if_not_exists)
            context.remark(Rule::ExistsAlready, DUMBO_ADVICE("There is an index \"%1\".").arg(index.name), &table);
        if (other.name == index.name && !other.valid)
            context.remark(Rule::UnfinishedIndex, DUMBO_ADVICE("Index \"%1\" was left behind by a build that failed.").arg(other.name), &table);
    }
    if (!isEmpty(statement.idxname))
        remarkName(context, textOf(statement.idxname), DUMBO_ADVICE("an index"));
}

void remarkIfNotExists(StatementContext &context, const PgQuery__IndexStmt &statement, const Relation &table, const CatalogIndex &index)
{
    if (!statement.if_not_exists)
        return;
    if (!statement.concurrent) {
        context.remark(Rule::IfNotExists, DUMBO_ADVICE("An index \"%1\" that is there already stays as it is, whatever its columns.").arg(index.name), &table);
        return;
    }
    auto *finding = context.report(Rule::ConcurrentlyIfNotExists, DUMBO_ADVICE("An index \"%1\" left by a build that failed would stay, unused.").arg(index.name), &table);
    if (!finding)
        return;
    const auto &source = context.source;
    const auto words = source.word("IF");
    const TextSpan clause { words.begin, source.word("EXISTS", words.end).end + 1 };
    finding->saferForms.push_back({ DUMBO_ADVICE("Drop what was left, then build it"),
        { "DROP INDEX CONCURRENTLY IF EXISTS " + sqlName(ObjectPath { {}, table.path.schema, index.name }), source.sql().mid(source.whole().begin, clause.begin - source.whole().begin) + source.sql().mid(clause.end, source.whole().end - clause.end) },
        true });
}

} // namespace

void adviseCreateIndex(StatementContext &context, const PgQuery__IndexStmt &statement)
{
    auto &table = context.relation(*statement.relation);
    auto index = indexOf(statement, table);
    context.advice.tag = QStringLiteral("CREATE INDEX");
    context.advice.changesSchema = true;
    context.advice.creates.push_back({ {}, table.path.schema, index.name });
    if (statement.concurrent)
        context.advice.fit = TransactionFit::Alone;
    context.lockTree(table, statement.concurrent ? ShareUpdateExclusive : Share, statement.relation->inh && table.isPartitioned());
    const auto isOnlyName = table.isPartitioned() && !statement.relation->inh;
    if (!isOnlyName && !statement.concurrent) {
        context.scans(table);
        reportBlocking(context, statement, table, index);
    }
    if (statement.unique && !table.isNew) {
        // A finding of its own where none is: the index may be built concurrently, and fail all the same.
        auto *finding = context.advice.findings.empty() ? nullptr : &context.advice.findings.back();
        if (!finding)
            finding = context.remark(Rule::UniqueNeedsProof, DUMBO_ADVICE("The index can't be built while \"%1\" has equal rows.").arg(table.title()), &table);
        finding->probes.push_back(duplicatesOf(statement, table));
    }
    remarkIfNotExists(context, statement, table, index);
    remarkIndex(context, statement, table, index);
    const auto isThere = std::ranges::any_of(table.object.indexes, [&](const CatalogIndex &other) { return other.name == index.name; });
    if (!isThere)
        context.world.addIndex(table, std::move(index));
}

void adviseReindex(StatementContext &context, const PgQuery__ReindexStmt &statement)
{
    context.advice.tag = QStringLiteral("REINDEX");
    const auto isConcurrent = std::ranges::any_of(NodeList(statement.params, statement.n_params),
        [](const Node *node) { return textOf(node->def_elem->defname) == u"concurrently"; });
    const auto isWide = statement.kind == PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_SCHEMA || statement.kind == PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_SYSTEM
        || statement.kind == PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_DATABASE;
    if (isConcurrent || isWide)
        context.advice.fit = TransactionFit::Alone;
    if (isWide) {
        if (!isConcurrent)
            context.report(Rule::ReindexNotConcurrent, DUMBO_ADVICE("Table after table can't be written until its indexes are built."));
        return;
    }
    const auto isIndex = statement.kind == PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_INDEX;
    const auto written = StatementContext::pathOf(*statement.relation);
    auto *table = isIndex ? context.world.index(written).relation : &context.relation(*statement.relation);
    if (table) {
        context.lockTree(*table, isConcurrent ? ShareUpdateExclusive : Share);
        if (table->isPartitioned())
            context.advice.fit = TransactionFit::Alone;
    }
    if (isIndex)
        context.lockPath({ {}, table ? table->path.schema : written.schema, written.name }, isConcurrent ? ShareUpdateExclusive : AccessExclusive, table && table->isNew);
    if (isConcurrent)
        return;
    if (table)
        context.scans(*table);
    const auto title = table ? table->title() : written.name;
    if (auto *finding = context.report(Rule::ReindexNotConcurrent, DUMBO_ADVICE("Nobody writes to \"%1\" until the index is built.").arg(title), table); finding && context.version >= 120000)
        finding->saferForms.push_back({ DUMBO_ADVICE("Build it without blocking"), { context.source.withBehind(context.source.word(isIndex ? "INDEX" : "TABLE"), " CONCURRENTLY") }, true });
}

void adviseDropIndex(StatementContext &context, const PgQuery__DropStmt &statement)
{
    if (statement.concurrent)
        context.advice.fit = TransactionFit::Alone;
    for (const auto *node : NodeList(statement.objects, statement.n_objects)) {
        const auto parts = stringsOf({ node->list->items, node->list->n_items });
        const ObjectPath written { {}, parts.size() > 1 ? parts[parts.size() - 2] : QString(), parts.back() };
        const auto place = context.world.index(written);
        const ObjectPath path { {}, place.relation ? place.relation->path.schema : written.schema, written.name };
        const auto mode = statement.concurrent ? ShareUpdateExclusive : AccessExclusive;
        context.advice.drops.push_back(path);
        context.lockPath(path, mode, place.relation && place.relation->isNew);
        if (place.relation)
            context.lockTree(*place.relation, mode, place.relation->isPartitioned());
        else if (context.world.isComplete() && !statement.missing_ok)
            context.remark(Rule::UnknownObject, DUMBO_ADVICE("There is no index \"%1\".").arg(written.name));
        const auto isWhole = place.relation && place.relation->isPartitioned();
        auto *finding = statement.concurrent ? nullptr : context.report(Rule::DropIndexNotConcurrent, DUMBO_ADVICE("Index \"%1\" goes as soon as nobody uses its table; until then all others wait.").arg(written.name), place.relation);
        if (finding && !isWhole && statement.behavior != PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE) {
            SaferForm form { DUMBO_ADVICE("Drop it without blocking"), {}, true };
            for (const auto *other : NodeList(statement.objects, statement.n_objects)) {
                const auto names = stringsOf({ other->list->items, other->list->n_items });
                form.statements.push_back(QByteArray("DROP INDEX CONCURRENTLY ") + (statement.missing_ok ? "IF EXISTS " : "") + sqlName(ObjectPath { {}, names.size() > 1 ? names[names.size() - 2] : QString(), names.back() }));
            }
            finding->saferForms.push_back(std::move(form));
        }
        context.world.dropIndex(place);
    }
}

} // namespace dumbo::postgresql::advice
