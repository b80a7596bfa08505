#include "drivers/common/sqlite/advice/context.h"

#include "drivers/common/sqlite/dialect.h"

#include <algorithm>

namespace dumbo::sqlite::advice {

namespace {

using Kind = AlterAction::Kind;

/// Literals, signed numbers, NULL, TRUE and FALSE.
bool isConstant(const QByteArray &expression)
{
    const auto tokens = outline::tokensOf({ expression.data(), std::size_t(expression.size()) }, dialect());
    if (tokens.empty() || tokens.size() > 2)
        return false;
    using TokenKind = outline::Token::Kind;
    const auto &last = tokens.back();
    const std::string_view sql(expression.data(), std::size_t(expression.size()));
    const auto isWord = last.kind == TokenKind::Word && !last.isWord(sql, "CURRENT_TIMESTAMP") && !last.isWord(sql, "CURRENT_DATE")
        && !last.isWord(sql, "CURRENT_TIME");
    return last.kind == TokenKind::String || last.kind == TokenKind::Number || last.kind == TokenKind::Quoted || isWord;
}

bool isNull(const std::optional<QByteArray> &expression)
{
    return !expression || expression->trimmed().toUpper() == "NULL";
}

/// A count above 0 makes ADD COLUMN fail.
void askForRows(Finding &finding, const ObjectPath &table)
{
    finding.object = table;
    DataProbe probe;
    probe.sentence = tr("The table has %1 rows.");
    probe.countSql = countRows(table);
    probe.isFatal = true;
    finding.probes.push_back(std::move(probe));
}

void judgeAddedValue(const Judged &judged, const ColumnOutline &column, const ObjectPath &table)
{
    if (column.notNull && isNull(column.defaultText) && !column.generated)
        askForRows(judged.write.add("LITE202", column.span, tr("%1 is NOT NULL and has no default, so rows that are there have no value.").arg(column.name),
                       tr("Give it a default, or add it without NOT NULL, fill it, and rebuild the table.")),
            table);
    if (!isNull(column.defaultText) && !isConstant(*column.defaultText))
        askForRows(judged.write.add("LITE203", column.defaultSpan, tr("%1 is no constant.").arg(QString::fromUtf8(*column.defaultText)),
                       tr("Add the column without default and fill it with UPDATE; a rebuild gives new rows the default.")),
            table);
    if (column.reference && !isNull(column.defaultText))
        askForRows(judged.write.add("LITE205", column.span, tr("%1 refers to %2 and has a default.").arg(column.name, column.reference->target.path.name),
                       tr("Add it without default, then fill it.")),
            table);
    if (column.generated && column.stored)
        askForRows(judged.write.add("LITE206", column.span, tr("%1 is a STORED generated column.").arg(column.name), tr("Write VIRTUAL.")), table);
}

void judgeAddedKey(const Judged &judged, const ColumnOutline &column, const ObjectPath &table)
{
    auto &finding = judged.write.add("LITE204", column.span,
        column.primaryKey ? tr("ADD COLUMN can't add a primary key.") : tr("ADD COLUMN can't add a UNIQUE column."));
    finding.object = table;
    if (column.primaryKey)
        return;
    auto definition = QByteArray("\"") + column.name.toUtf8().replace('"', "\"\"") + '"';
    const auto name = table.name + u'_' + column.name;
    SaferForm form;
    form.title = tr("Add the column, then a unique index");
    form.statements.push_back("ALTER TABLE " + quotedPath(table) + " ADD COLUMN " + definition
        + (column.type.isEmpty() ? QByteArray() : ' ' + column.type.toUtf8())
        + (column.defaultText ? " DEFAULT " + *column.defaultText : QByteArray()) + (column.notNull ? " NOT NULL" : ""));
    form.statements.push_back("CREATE UNIQUE INDEX " + quotedPath({ {}, table.schema, name }) + " ON " + quotedPath({ {}, {}, table.name }) + " (" + definition + ')');
    finding.saferForms.push_back(std::move(form));
}

void judgeAdd(const Judged &judged, const AlterAction &action, const ObjectPath &table)
{
    const auto &column = *action.column;
    if (const auto known = judged.known.find(table); outline::findColumn(known.object.get(), column.name))
        judged.write.add("LITE003", column.span, tr("%1 has a column %2 already.").arg(table.name, column.name)).object = table;
    if (column.primaryKey || column.unique)
        judgeAddedKey(judged, column, table);
    judgeAddedValue(judged, column, table);
    if (column.check || (column.notNull && column.generated)) {
        judged.write.advice().scans.push_back(table);
        judged.write.add("LITE207", column.span, tr("All rows of %1 are tested.").arg(table.name)).object = table;
    }
}

/// What keeps a column from being dropped; empty: nothing that is known.
QString useOf(const Judged &judged, const CatalogObject &table, const QString &name)
{
    const auto isSame = [&](const QString &candidate) { return candidate.compare(name, Qt::CaseInsensitive) == 0; };
    const auto *column = outline::findColumn(&table, name);
    if (column && column->primaryKeyPosition > 0)
        return tr("it is the primary key, or part of it");
    for (const auto &key : table.keys) {
        if (std::ranges::any_of(key.columns, isSame))
            return key.primary ? tr("it is part of the primary key") : tr("it is UNIQUE");
    }
    for (const auto &index : table.indexes) {
        if (std::ranges::any_of(index.columns, isSame))
            return tr("the index %1 has it").arg(index.name);
    }
    for (const auto &key : table.foreignKeys) {
        if (key.columns.size() > 1 && std::ranges::any_of(key.columns, isSame))
            return tr("a foreign key of several columns has it");
    }
    for (const auto &object : judged.known.objects()) {
        const auto refers = [&](const CatalogForeignKey &key) {
            return key.target.name.compare(table.path.name, Qt::CaseInsensitive) == 0 && std::ranges::any_of(key.targetColumns, isSame);
        };
        if (std::ranges::any_of(object->foreignKeys, refers))
            return tr("a foreign key of %1 refers to it").arg(object->path.name);
    }
    return {};
}

void judgeDropColumn(const Judged &judged, const AlterAction &action, const ObjectPath &table)
{
    const auto known = judged.known.find(table);
    auto &advice = judged.write.advice();
    if (judged.version() < 3'035'000)
        judged.write.add("LITE002", action.span, tr("DROP COLUMN needs SQLite 3.35.")).object = table;
    const auto isComplete = known.object && !known.object->columns.empty();
    const auto *column = outline::findColumn(known.object.get(), action.name);
    if (isComplete && !column) {
        judged.write.add("LITE004", action.span, tr("%1 has no column %2.").arg(table.name, action.name)).object = table;
        return;
    }
    if (const auto use = isComplete ? useOf(judged, *known.object, action.name) : QString(); !use.isEmpty()) {
        judged.write.add("LITE209", action.span, tr("%1 can't be dropped: %2.").arg(action.name, use), tr("Drop that first, or rebuild the table.")).object = table;
        return;
    }
    advice.losesData.push_back(table);
    advice.rewrites.push_back(table);
    auto &finding = judged.write.add("LITE208", action.span, tr("The values of %1.%2 are lost.").arg(table.name, action.name),
        tr("Take the column out of all programs first. Views and triggers that name it make the statement fail."));
    finding.object = table;
    if (column && column->generated != GeneratedKind::None)
        return;
    const auto name = '"' + action.name.toUtf8().replace('"', "\"\"") + '"';
    finding.probes.push_back({ tr("%1 rows have a value there."), countRows(table, name + " IS NOT NULL"),
        sampleRows(table, name + " IS NOT NULL", name), false });
}

void judgeRenames(const Judged &judged, const AlterAction &action, const ObjectPath &table)
{
    if (action.kind == Kind::RenameColumn) {
        if (judged.version() < 3'025'000)
            judged.write.add("LITE002", action.span, tr("RENAME COLUMN needs SQLite 3.25.")).object = table;
        const auto known = judged.known.find(table);
        if (known.object && !known.object->columns.empty() && !outline::findColumn(known.object.get(), action.name))
            judged.write.add("LITE004", action.span, tr("%1 has no column %2.").arg(table.name, action.name)).object = table;
        if (!known.isNew)
            judged.write.add("LITE210", action.span, tr("Programs that name %1.%2 fail from here on.").arg(table.name, action.name),
                tr("Add the new column, let programs use both, and drop the old one later.")).object = table;
        return;
    }
    const auto target = judged.known.find(action.newTable.path);
    if (target.state == KnownCatalog::State::Exists)
        judged.write.add("LITE003", action.newTable.span, tr("There is a %1 already.").arg(action.newTable.path.name)).object = action.newTable.path;
    if (!judged.known.find(table).isNew)
        judged.write.add("LITE211", action.span, tr("Programs that name %1 fail from here on.").arg(table.name),
            tr("A view of the old name lets them go on reading.")).object = table;
}

/// The four steps with the table's own definition, where that is known.
std::vector<SaferForm> rebuildForm(const Judged &judged, const ObjectPath &table)
{
    const auto known = judged.known.find(table);
    if (!known.object || known.object->columns.empty())
        return {};
    QByteArrayList names;
    QByteArrayList definitions;
    for (const auto &column : known.object->columns) {
        if (column.hidden || column.generated != GeneratedKind::None)
            return {};
        const auto name = '"' + column.name.toUtf8().replace('"', "\"\"") + '"';
        names.append(name);
        definitions.append(name + (column.type.isEmpty() ? QByteArray() : ' ' + column.type.toUtf8()) + (column.nullable ? "" : " NOT NULL")
            + (column.defaultExpression.isEmpty() ? QByteArray() : " DEFAULT " + column.defaultExpression.toUtf8())
            + (column.primaryKeyPosition == 1 ? " PRIMARY KEY" : ""));
    }
    if (std::ranges::count_if(known.object->columns, [](const CatalogColumn &column) { return column.primaryKeyPosition > 0; }) > 1)
        return {};
    const auto made = quotedPath({ {}, table.schema, table.name + QStringLiteral("_new") });
    const auto list = names.join(", ");
    SaferForm form;
    form.title = tr("Rebuild the table: change the definition in the first statement");
    form.statements = { "PRAGMA foreign_keys = OFF", "BEGIN", "CREATE TABLE " + made + " (\n    " + definitions.join(",\n    ") + "\n)",
        "INSERT INTO " + made + " (" + list + ") SELECT " + list + " FROM " + quotedPath(table), "DROP TABLE " + quotedPath(table),
        "ALTER TABLE " + made + " RENAME TO " + quotedPath({ {}, {}, table.name }) };
    for (const auto &index : known.object->indexes) {
        if (!index.ddl.isEmpty())
            form.statements.push_back(index.ddl.toUtf8());
    }
    for (const auto &trigger : known.object->triggers) {
        if (!trigger.ddl.isEmpty())
            form.statements.push_back(trigger.ddl.toUtf8());
    }
    form.statements.insert(form.statements.end(), { "COMMIT", "PRAGMA foreign_keys = ON" });
    form.needsNoTransaction = true;
    return { std::move(form) };
}

void refuse(const Judged &judged, const TextSpan &span, const ObjectPath &table, const QString &message)
{
    auto &finding = judged.write.add("LITE201", span, message,
        tr("Rebuild the table: make a new one, copy the rows, drop the old one, rename the new one; or write one ALTER TABLE for each thing."));
    finding.object = table;
    finding.saferForms = rebuildForm(judged, table);
}

} // namespace

void judgeAlter(const Judged &judged)
{
    const auto &statement = judged.statement();
    if (statement.verb != Verb::AlterTable)
        return;
    const auto &table = statement.objects.front().path;
    if (statement.actions.size() != 1) {
        refuse(judged, statement.span, table, statement.actions.empty() ? tr("ALTER TABLE says nothing to do.") : tr("SQLite does one thing in each ALTER TABLE."));
        return;
    }
    const auto &action = statement.actions.front();
    switch (action.kind) {
    case Kind::AddColumn:
        return judgeAdd(judged, action, table);
    case Kind::DropColumn:
        return judgeDropColumn(judged, action, table);
    case Kind::RenameColumn:
    case Kind::RenameTable:
        return judgeRenames(judged, action, table);
    case Kind::AddConstraint:
        return refuse(judged, action.span, table, tr("SQLite can't add a constraint to a table."));
    case Kind::ModifyColumn:
    case Kind::SetDefault:
    case Kind::DropDefault:
    case Kind::AlterColumn:
        return refuse(judged, action.span, table, tr("SQLite can't change the definition of a column."));
    default:
        return refuse(judged, action.span, table, tr("SQLite's ALTER TABLE has no such action."));
    }
}

} // namespace dumbo::sqlite::advice
