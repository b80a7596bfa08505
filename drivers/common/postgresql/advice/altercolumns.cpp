#include "drivers/common/postgresql/advice/altertable.h"

#include "drivers/common/postgresql/advice/columnfacts.h"
#include "drivers/common/postgresql/advice/forms.h"
#include "drivers/common/postgresql/advice/probes.h"
#include "drivers/common/postgresql/advice/sqlnames.h"

#include <algorithm>

namespace dumbo::postgresql::advice {

namespace {

/// A constraint that no safer form of ADD COLUMN carries over.
bool isPlain(const ColumnFacts &facts)
{
    return facts.checks.empty() && !facts.unique && !facts.primary && !facts.foreign;
}

QByteArray definitionSql(const ColumnDef &definition, const QByteArray &type)
{
    auto sql = sqlName(textOf(definition.colname)) + ' ' + type;
    if (definition.coll_clause) {
        QByteArrayList names;
        for (const auto &name : stringsOf({ definition.coll_clause->collname, definition.coll_clause->n_collname }))
            names.append('"' + name.toUtf8() + '"');
        sql += " COLLATE " + names.join('.');
    }
    return sql;
}

SaferForm filledLater(const TableCommand &command, const ColumnDef &definition, const ColumnFacts &facts)
{
    CommandForm form(command.context, command.place, DUMBO_ADVICE("Add the column empty, then fill it in small transactions"));
    const auto name = sqlName(facts.name);
    if (facts.isSerial()) {
        const auto type = facts.type.serialInteger().toUtf8();
        const ObjectPath sequence { {}, command.table.path.schema, chosenName(command.table.path.name, facts.name, QStringLiteral("seq")) };
        form.alter("ADD COLUMN " + definitionSql(definition, type));
        form.statement("CREATE SEQUENCE " + sqlName(sequence) + " AS " + type + " OWNED BY " + sqlName(command.table.path) + '.' + name);
        form.alter("ALTER COLUMN " + name + " SET DEFAULT nextval('" + sqlName(sequence) + "'::regclass)");
    } else {
        form.alter("ADD COLUMN " + definitionSql(definition, typeSql(*definition.type_name)));
        form.alter("ALTER COLUMN " + name + " SET DEFAULT " + expressionSql(*facts.defaultValue));
    }
    form.statement(fillInParts(command.table, facts.name));
    if (facts.isNotNull || facts.isSerial())
        form.statements(notNullSteps(command.head(), command.table, facts.name));
    return form.form();
}

void adviseRewrite(const TableCommand &command, const ColumnDef &definition, const ColumnFacts &facts)
{
    auto &context = command.context;
    const auto &table = command.table;
    const auto title = table.title();
    const auto isOld = context.version < 110000;
    Finding *finding = nullptr;
    if (facts.generated)
        finding = context.report(Rule::GeneratedStored, DUMBO_ADVICE("\"%1\" is written anew to compute \"%2\" for every row.").arg(title, facts.name), &table);
    else if (facts.isSerial() || facts.isIdentity)
        finding = context.report(Rule::NumberedColumn, DUMBO_ADVICE("\"%1\" is written anew to number every row in \"%2\".").arg(title, facts.name), &table);
    else if (facts.defaultValue && mayBeVolatile(context.world, *facts.defaultValue))
        finding = context.report(Rule::VolatileDefault, DUMBO_ADVICE("\"%1\" is written anew: the default of \"%2\" differs from row to row.").arg(title, facts.name), &table);
    else if (isConstrainedDomain(context.world, facts.type))
        finding = context.report(Rule::ConstrainedDomain, DUMBO_ADVICE("\"%1\" is written anew to check the domain of \"%2\".").arg(title, facts.name), &table);
    else if (isOld && facts.hasValue())
        finding = context.report(Rule::OldDefault, DUMBO_ADVICE("\"%1\" is written anew to store the default of \"%2\".").arg(title, facts.name), &table);
    else
        return;
    context.rewrites(table);
    if (finding && !facts.generated && !facts.isIdentity && isPlain(facts) && (facts.defaultValue || facts.isSerial()) && !command.command.missing_ok)
        finding->saferForms.push_back(filledLater(command, definition, facts));
}

void adviseKeys(const TableCommand &command, const ColumnFacts &facts)
{
    auto &context = command.context;
    if (facts.primary)
        context.report(Rule::PrimaryKeyBuildsIndex, DUMBO_ADVICE("The index of the primary key is built while nobody reads or writes \"%1\".").arg(command.table.title()), &command.table);
    else if (facts.unique)
        context.report(Rule::UniqueBuildsIndex, DUMBO_ADVICE("The index of the constraint is built while nobody reads or writes \"%1\".").arg(command.table.title()), &command.table);
    if (!facts.checks.empty()) {
        context.scans(command.table);
        context.report(Rule::CheckScans, DUMBO_ADVICE("\"%1\" is read whole to prove the check of \"%2\".").arg(command.table.title(), facts.name), &command.table);
    }
    if (!facts.foreign)
        return;
    lockForeignKey(context, *facts.foreign);
    auto key = foreignKeyOf(context, command.table, *facts.foreign, { facts.name });
    // Rows that have no value refer to nothing.
    if (facts.hasValue()) {
        context.scans(command.table);
        context.report(Rule::ForeignKeyScans, DUMBO_ADVICE("Both \"%1\" and \"%2\" can't be written while the foreign key is proven.").arg(command.table.title(), key.target.name), &command.table);
    }
    context.world.addForeignKey(command.table, std::move(key));
    if (!facts.unique && !facts.primary)
        remarkForeignKeyIndex(context, command.table, { facts.name });
}

bool dropsWith(const QStringList &columns, const QString &column)
{
    return columns.contains(column);
}

} // namespace

void adviseAddColumn(const TableCommand &command)
{
    auto &context = command.context;
    auto &table = command.table;
    const auto &definition = *command.command.def->column_def;
    const auto facts = columnFacts(definition);
    if (command.command.missing_ok)
        context.remark(Rule::IfNotExists, DUMBO_ADVICE("A column \"%1\" that is there already stays as it is, whatever its type.").arg(facts.name), &table);
    else if (table.isKnown && table.column(facts.name))
        context.remark(Rule::ExistsAlready, DUMBO_ADVICE("\"%1\" has a column \"%2\".").arg(table.title(), facts.name), &table);
    remarkColumn(context, definition, facts, table);
    adviseRewrite(command, definition, facts);
    if ((facts.isNotNull || facts.primary) && !facts.hasValue() && !isConstrainedDomain(context.world, facts.type)) {
        if (auto *finding = context.report(Rule::NotNullWithoutDefault, DUMBO_ADVICE("Rows of \"%1\" would have no value in \"%2\".").arg(table.title(), facts.name), &table))
            finding->probes.push_back(allRows(table.path, DUMBO_ADVICE("%1 rows would have no value."), true));
    }
    adviseKeys(command, facts);
    if (!table.column(facts.name))
        table.object.columns.push_back(facts.column());
}

void adviseDropColumn(const TableCommand &command)
{
    auto &context = command.context;
    auto &table = command.table;
    const auto name = command.column();
    if (table.isKnown && !table.column(name) && !command.command.missing_ok)
        context.remark(Rule::UnknownObject, DUMBO_ADVICE("\"%1\" has no column \"%2\".").arg(table.title(), name), &table);
    context.losesData(table);
    if (auto *finding = context.report(Rule::DropColumn, DUMBO_ADVICE("All values of \"%1\" in \"%2\" are lost.").arg(name, table.title()), &table))
        finding->probes.push_back(rowsWhere(table.path, sqlName(name) + " IS NOT NULL", DUMBO_ADVICE("%1 rows have a value in %2.").arg(QStringLiteral("%1"), name), false));
    if (command.command.behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE)
        context.report(Rule::Cascade, DUMBO_ADVICE("Whatever depends on \"%1\" is dropped too: views, foreign keys, functions.").arg(name), &table);
    for (const auto &key : table.object.foreignKeys) {
        if (dropsWith(key.columns, name))
            context.lock(context.world.relation(key.target), LockMode::AccessExclusive);
    }
    auto &object = table.object;
    std::erase_if(object.columns, [&](const CatalogColumn &column) { return column.name == name; });
    std::erase_if(object.foreignKeys, [&](const CatalogForeignKey &key) { return dropsWith(key.columns, name); });
    std::erase_if(object.keys, [&](const CatalogKey &key) { return dropsWith(key.columns, name); });
    std::erase_if(object.indexes, [&](const CatalogIndex &index) { return dropsWith(index.columns, name); });
}

void adviseSetNotNull(const TableCommand &command)
{
    auto &context = command.context;
    auto &table = command.table;
    const auto name = command.column();
    auto *column = table.column(name);
    if (table.isKnown && !column)
        context.remark(Rule::UnknownObject, DUMBO_ADVICE("\"%1\" has no column \"%2\".").arg(table.title(), name), &table);
    if (column && !column->nullable)
        return;
    if (context.version < 120000 || !table.isProvenNotNull(name)) {
        context.scans(table);
        if (auto *finding = context.report(Rule::SetNotNullScans, DUMBO_ADVICE("\"%1\" is read whole, with nobody reading or writing it, to find rows without a value in \"%2\".").arg(table.title(), name), &table)) {
            finding->probes.push_back(missingValues(table.path, { name }));
            if (context.version >= 120000)
                finding->saferForms.push_back(CommandForm(context, command.place, DUMBO_ADVICE("Prove it by a check first")).statements(notNullSteps(command.head(), table, name)).form());
        }
    }
    if (column)
        column->nullable = false;
}

void adviseDropNotNull(const TableCommand &command)
{
    command.context.report(Rule::DropNotNull, DUMBO_ADVICE("\"%1\" may be NULL from now on.").arg(command.column()), &command.table);
    if (auto *column = command.table.column(command.column()))
        column->nullable = true;
}

void adviseColumnDefault(const TableCommand &command)
{
    if (!command.command.def)
        command.context.report(Rule::DropDefault, DUMBO_ADVICE("\"%1\" has no default from now on.").arg(command.column()), &command.table);
    if (auto *column = command.table.column(command.column()))
        column->defaultExpression = command.command.def ? QStringLiteral("…") : QString();
}

void adviseSetExpression(const TableCommand &command)
{
    command.context.rewrites(command.table);
    command.context.report(Rule::GeneratedStored, DUMBO_ADVICE("\"%1\" is written anew to compute \"%2\" for every row.").arg(command.table.title(), command.column()), &command.table);
}

void adviseIdentity(const TableCommand &command)
{
    if (auto *column = command.table.column(command.column())) {
        const auto drops = command.command.subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_DropIdentity;
        column->identity = drops ? IdentityKind::None : IdentityKind::ByDefault;
    }
}

} // namespace dumbo::postgresql::advice
