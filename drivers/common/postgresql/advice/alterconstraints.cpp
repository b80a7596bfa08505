#include "drivers/common/postgresql/advice/altertable.h"

#include "drivers/common/postgresql/advice/forms.h"
#include "drivers/common/postgresql/advice/probes.h"
#include "drivers/common/postgresql/advice/sqlnames.h"

#include <algorithm>

namespace dumbo::postgresql::advice {

namespace {

QStringList constraintNames(const Relation &table)
{
    QStringList names;
    for (const auto &check : table.object.checks)
        names.append(check.name);
    for (const auto &key : table.object.foreignKeys)
        names.append(key.name);
    for (const auto &key : table.object.keys)
        names.append(key.name);
    for (const auto &index : table.object.indexes)
        names.append(index.name);
    return names;
}

/// The only column of an expression, as PostgreSQL asks before it names a check.
QString onlyColumn(const Node &expression)
{
    QStringList names;
    walk(expression.base, [&](const ProtobufCMessage &message) {
        if (const auto *reference = messageAs<PgQuery__ColumnRef>(message, pg_query__column_ref__descriptor)) {
            const auto parts = stringsOf({ reference->fields, reference->n_fields });
            if (!parts.isEmpty() && !names.contains(parts.back()))
                names.append(parts.back());
        }
        return true;
    });
    return names.size() == 1 ? names.front() : QString();
}

QString nameOf(const Relation &table, const Constraint &constraint)
{
    if (!isEmpty(constraint.conname))
        return textOf(constraint.conname);
    const auto taken = constraintNames(table);
    switch (constraint.contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
        return chosenName(table.path.name, onlyColumn(*constraint.raw_expr), QStringLiteral("check"), taken);
    case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
        return chosenName(table.path.name, stringsOf({ constraint.fk_attrs, constraint.n_fk_attrs }).join(u'_'), QStringLiteral("fkey"), taken);
    case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
        return chosenName(table.path.name, {}, QStringLiteral("pkey"), taken);
    case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
        return chosenName(table.path.name, keyColumns(constraint).join(u'_'), QStringLiteral("key"), taken);
    default:
        return chosenName(table.path.name, {}, QStringLiteral("excl"), taken);
    }
}

/// "ADD CHECK (…)" with its name said, so that it can be validated by it.
QByteArray namedCommand(const TableCommand &command, const Constraint &constraint, const QByteArray &name)
{
    const auto text = command.text();
    if (!isEmpty(constraint.conname))
        return text;
    return "ADD CONSTRAINT " + name + text.mid(3);
}

SaferForm validatedLater(const TableCommand &command, const Constraint &constraint, const QByteArray &name)
{
    return CommandForm(command.context, command.place, DUMBO_ADVICE("Add it NOT VALID, validate it afterwards"))
        .alter(namedCommand(command, constraint, name) + " NOT VALID")
        .alter("VALIDATE CONSTRAINT " + name)
        .form();
}

void adviseCheck(const TableCommand &command, const Constraint &constraint)
{
    auto &context = command.context;
    auto &table = command.table;
    command.lock(LockMode::AccessExclusive);
    const auto name = nameOf(table, constraint);
    const auto expression = expressionSql(*constraint.raw_expr);
    if (!constraint.skip_validation) {
        context.scans(table);
        if (auto *finding = context.report(Rule::CheckScans, DUMBO_ADVICE("\"%1\" is read whole, with nobody reading or writing it, to prove the check.").arg(table.title()), &table)) {
            finding->probes.push_back(brokenCheck(table.path, expression));
            finding->saferForms.push_back(validatedLater(command, constraint, sqlName(name)));
        }
    } else {
        context.progress.notValid.insert({ &table, name });
    }
    table.object.checks.push_back({ name, QString::fromUtf8(expression), !constraint.skip_validation });
}

void adviseForeignKey(const TableCommand &command, const Constraint &constraint)
{
    auto &context = command.context;
    auto &table = command.table;
    command.lock(LockMode::ShareRowExclusive);
    lockForeignKey(context, constraint);
    const auto columns = stringsOf({ constraint.fk_attrs, constraint.n_fk_attrs });
    auto key = foreignKeyOf(context, table, constraint, columns);
    key.name = nameOf(table, constraint);
    key.validated = !constraint.skip_validation;
    if (!constraint.skip_validation) {
        context.scans(table);
        if (auto *finding = context.report(Rule::ForeignKeyScans, DUMBO_ADVICE("Neither \"%1\" nor \"%2\" can be written while the foreign key is proven.").arg(table.title(), key.target.name), &table)) {
            if (key.targetColumns.size() == columns.size())
                finding->probes.push_back(orphans({ table.path, columns, key.target, key.targetColumns, std::string_view(constraint.fk_matchtype) == "f" }));
            // A partitioned table refuses a foreign key that is NOT VALID, before 18.
            if (!table.isPartitioned() || context.version >= 180000)
                finding->saferForms.push_back(validatedLater(command, constraint, sqlName(key.name)));
        }
    } else {
        context.progress.notValid.insert({ &table, key.name });
    }
    context.world.addForeignKey(table, std::move(key));
    remarkForeignKeyIndex(context, table, columns);
}

QByteArray uniqueIndexSql(const Relation &table, const Constraint &constraint, const QByteArray &name)
{
    auto sql = "CREATE UNIQUE INDEX CONCURRENTLY " + name + " ON " + sqlName(table.path) + " (" + sqlNames(keyColumns(constraint)) + ')';
    if (constraint.n_including > 0)
        sql += " INCLUDE (" + sqlNames(stringsOf({ constraint.including, constraint.n_including })) + ')';
    if (constraint.nulls_not_distinct)
        sql += " NULLS NOT DISTINCT";
    if (!isEmpty(constraint.indexspace))
        sql += " TABLESPACE " + sqlName(textOf(constraint.indexspace));
    return sql;
}

SaferForm throughIndex(const TableCommand &command, const Constraint &constraint, bool isPrimary)
{
    const auto &table = command.table;
    const auto name = sqlName(nameOf(table, constraint));
    CommandForm form(command.context, command.place, DUMBO_ADVICE("Build the index without blocking, then make it the constraint"));
    form.statement(uniqueIndexSql(table, constraint, name));
    for (const auto &column : keyColumns(constraint)) {
        const auto *known = table.column(column);
        if (isPrimary && (!known || known->nullable))
            form.statements(notNullSteps(command.head(), table, column));
    }
    auto add = "ADD CONSTRAINT " + name + (isPrimary ? " PRIMARY KEY" : " UNIQUE") + " USING INDEX " + name;
    if (constraint.deferrable)
        add += constraint.initdeferred ? " DEFERRABLE INITIALLY DEFERRED" : " DEFERRABLE";
    return form.alter(add).form();
}

void nowNotNull(Relation &table, const QStringList &columns)
{
    for (const auto &column : columns) {
        if (auto *known = table.column(column))
            known->nullable = false;
    }
}

/// ADD … USING INDEX takes a moment, but for a primary key whose columns may be NULL.
void adviseUsingIndex(const TableCommand &command, const Constraint &constraint, bool isPrimary)
{
    auto &context = command.context;
    auto &table = command.table;
    const auto place = context.world.index({ {}, table.path.schema, textOf(constraint.indexname) });
    const auto columns = place.index ? place.index->columns : QStringList();
    const auto mayBeNull = [&](const QString &name) {
        const auto *column = table.column(name);
        return (!column || column->nullable) && !(context.version >= 120000 && table.isProvenNotNull(name));
    };
    if (isPrimary && std::ranges::any_of(columns, mayBeNull)) {
        context.scans(table);
        context.report(Rule::SetNotNullScans, DUMBO_ADVICE("\"%1\" is read whole to make the columns of the key NOT NULL.").arg(table.title()), &table);
    }
    table.object.keys.push_back({ textOf(isEmpty(constraint.conname) ? constraint.indexname : constraint.conname), isPrimary, columns });
    if (isPrimary)
        nowNotNull(table, columns);
}

void adviseKey(const TableCommand &command, const Constraint &constraint)
{
    auto &context = command.context;
    auto &table = command.table;
    const auto isPrimary = constraint.contype == PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY;
    command.lock(LockMode::AccessExclusive);
    if (!isEmpty(constraint.indexname))
        return adviseUsingIndex(command, constraint, isPrimary);
    const auto columns = keyColumns(constraint);
    const auto name = nameOf(table, constraint);
    context.scans(table);
    const auto message = isPrimary ? DUMBO_ADVICE("The index of the primary key is built while nobody reads or writes \"%1\".")
                                   : DUMBO_ADVICE("The index of the constraint is built while nobody reads or writes \"%1\".");
    if (auto *finding = context.report(isPrimary ? Rule::PrimaryKeyBuildsIndex : Rule::UniqueBuildsIndex, message.arg(table.title()), &table)) {
        UniqueQuestion question { table.path, {}, {}, bool(constraint.nulls_not_distinct) };
        for (const auto &column : columns)
            question.expressions.push_back(sqlName(column));
        finding->probes.push_back(duplicates(question));
        if (isPrimary)
            finding->probes.push_back(missingValues(table.path, columns));
        const auto hasOptions = constraint.n_options > 0;
        if (!table.isPartitioned() && !hasOptions && context.version >= 110000)
            finding->saferForms.push_back(throughIndex(command, constraint, isPrimary));
    }
    table.object.keys.push_back({ name, isPrimary, columns });
    context.world.addIndex(table, { name, true, true, columns, {}, QStringLiteral("btree"), {} });
    if (isPrimary)
        nowNotNull(table, columns);
}

/// Two rows that the constraint keeps apart, counted once for each pair.
DataProbe conflicts(const Relation &table, const Constraint &constraint)
{
    QByteArrayList conditions { "a.ctid < b.ctid" };
    for (const auto *item : NodeList(constraint.exclusions, constraint.n_exclusions)) {
        const auto &pair = *item->list;
        const auto &element = *pair.items[0]->index_elem;
        const auto operators = stringsOf({ pair.items[1]->list->items, pair.items[1]->list->n_items });
        if (isEmpty(element.name) || operators.isEmpty())
            return {};
        const auto column = sqlName(textOf(element.name));
        conditions.append("a." + column + ' ' + operators.back().toUtf8() + " b." + column);
    }
    if (constraint.where_clause)
        return {};
    const auto name = sqlName(table.path);
    const auto from = " FROM " + name + " AS a JOIN " + name + " AS b ON " + conditions.join(" AND ");
    return { DUMBO_ADVICE("%1 pairs of rows are in conflict."), "SELECT count(*)" + from, "SELECT a.*, b.*" + from + " LIMIT 10", true };
}

void adviseExclusion(const TableCommand &command, const Constraint &constraint)
{
    auto &context = command.context;
    command.lock(LockMode::AccessExclusive);
    context.scans(command.table);
    if (auto *finding = context.report(Rule::ExclusionScans, DUMBO_ADVICE("The index of the constraint is built while nobody reads or writes \"%1\".").arg(command.table.title()), &command.table)) {
        if (const auto probe = conflicts(command.table, constraint); !probe.countSql.isEmpty())
            finding->probes.push_back(probe);
    }
    command.table.object.checks.push_back({ nameOf(command.table, constraint), QStringLiteral("EXCLUDE") });
}

} // namespace

QStringList keyColumns(const Constraint &key)
{
    return stringsOf({ key.keys, key.n_keys });
}

void lockForeignKey(StatementContext &context, const Constraint &key)
{
    auto &target = context.relation(*key.pktable);
    context.lockTree(target, LockMode::ShareRowExclusive);
}

CatalogForeignKey foreignKeyOf(StatementContext &context, const Relation &table, const Constraint &constraint, const QStringList &columns)
{
    const auto &target = context.relation(*constraint.pktable);
    CatalogForeignKey key;
    key.columns = columns;
    key.target = target.path;
    key.targetColumns = stringsOf({ constraint.pk_attrs, constraint.n_pk_attrs });
    if (key.targetColumns.isEmpty())
        key.targetColumns = target.primaryKey();
    key.name = isEmpty(constraint.conname) ? chosenName(table.path.name, columns.join(u'_'), QStringLiteral("fkey")) : textOf(constraint.conname);
    return key;
}

void remarkForeignKeyIndex(StatementContext &context, const Relation &table, const QStringList &columns)
{
    const auto serves = [&](const CatalogIndex &index) {
        return index.predicate.isEmpty() && std::ranges::all_of(columns, [&](const QString &column) { return index.columns.mid(0, columns.size()).contains(column); });
    };
    if (table.isKnown && std::ranges::none_of(table.object.indexes, serves))
        context.remark(Rule::ForeignKeyWithoutIndex, DUMBO_ADVICE("No index of \"%1\" begins with (%2), the columns of the foreign key.").arg(table.title(), columns.join(QStringLiteral(", "))), &table);
}

void adviseAddConstraint(const TableCommand &command)
{
    const auto &constraint = *command.command.def->constraint;
    switch (constraint.contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
        return adviseCheck(command, constraint);
    case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
        return adviseForeignKey(command, constraint);
    case PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION:
        return adviseExclusion(command, constraint);
    case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
    case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
        return adviseKey(command, constraint);
    default:
        command.lock(LockMode::AccessExclusive);
    }
}

void adviseDropConstraint(const TableCommand &command)
{
    auto &context = command.context;
    auto &table = command.table;
    const auto name = command.column();
    for (const auto &key : table.object.foreignKeys) {
        if (key.name == name)
            context.lockTree(context.world.relation(key.target), LockMode::AccessExclusive);
    }
    const auto isKey = std::ranges::any_of(table.object.keys, [&](const CatalogKey &key) { return key.name == name; });
    if (isKey && command.command.behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE) {
        for (auto *other : context.world.referrers(table))
            context.lock(*other, LockMode::AccessExclusive);
    }
    context.report(Rule::DropConstraint, DUMBO_ADVICE("Constraint \"%1\" of \"%2\" holds no longer.").arg(name, table.title()), &table);
    if (command.command.behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE)
        context.report(Rule::Cascade, DUMBO_ADVICE("Foreign keys that refer to \"%1\" are dropped too.").arg(name), &table);
    auto &object = table.object;
    std::erase_if(object.checks, [&](const CatalogCheck &check) { return check.name == name; });
    std::erase_if(object.foreignKeys, [&](const CatalogForeignKey &key) { return key.name == name; });
    std::erase_if(object.keys, [&](const CatalogKey &key) { return key.name == name; });
    std::erase_if(object.indexes, [&](const CatalogIndex &index) { return index.implicit && index.name == name; });
}

void adviseValidateConstraint(const TableCommand &command)
{
    auto &context = command.context;
    auto &table = command.table;
    const auto name = command.column();
    const auto isHere = [&](const auto &constraint) { return constraint.name == name; };
    const auto check = std::ranges::find_if(table.object.checks, isHere);
    const auto key = std::ranges::find_if(table.object.foreignKeys, isHere);
    const auto isProven = (check != table.object.checks.end() && check->validated) || (key != table.object.foreignKeys.end() && key->validated);
    if (!isProven)
        context.scans(table);
    if (key != table.object.foreignKeys.end() && !key->validated) {
        auto &target = context.world.relation(key->target);
        context.lockTree(target, LockMode::RowShare);
    }
    if (context.inTransaction() && context.progress.notValid.contains({ &table, name }))
        context.report(Rule::ValidatesUnderLock, DUMBO_ADVICE("\"%1\" is read whole while the lock of ADD CONSTRAINT is still held.").arg(table.title()), &table);
    if (check != table.object.checks.end())
        check->validated = true;
    if (key != table.object.foreignKeys.end())
        key->validated = true;
}

} // namespace dumbo::postgresql::advice
