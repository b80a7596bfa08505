#include "drivers/common/postgresql/advice/altertable.h"

#include "drivers/common/postgresql/advice/columnfacts.h"
#include "drivers/common/postgresql/advice/forms.h"
#include "drivers/common/postgresql/advice/probes.h"
#include "drivers/common/postgresql/advice/sqlnames.h"

#include <QRegularExpression>

#include <algorithm>

namespace dumbo::postgresql::advice {

namespace {

/// USING column, or USING column::type: what happens without it.
bool isPlainUsing(const Node *expression, const QString &column, const SqlType &to)
{
    if (!expression)
        return true;
    if (expression->node_case == PG_QUERY__NODE__NODE_TYPE_CAST)
        return SqlType::of(*expression->type_cast->type_name) == to && isPlainUsing(expression->type_cast->arg, column, to);
    if (expression->node_case != PG_QUERY__NODE__NODE_COLUMN_REF)
        return false;
    const auto names = stringsOf({ expression->column_ref->fields, expression->column_ref->n_fields });
    return !names.isEmpty() && names.back() == column;
}

/// USING column AT TIME ZONE 'UTC'
bool isInUtc(const Node *expression)
{
    if (!expression || expression->node_case != PG_QUERY__NODE__NODE_FUNC_CALL)
        return false;
    const auto &call = *expression->func_call;
    const auto names = stringsOf({ call.funcname, call.n_funcname });
    if (names.isEmpty() || names.back() != u"timezone" || call.n_args != 2 || call.args[1]->node_case != PG_QUERY__NODE__NODE_COLUMN_REF)
        return false;
    const auto *zone = call.args[0];
    return zone->node_case == PG_QUERY__NODE__NODE_A_CONST && zone->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL
        && textOf(zone->a_const->sval->sval).compare(u"utc", Qt::CaseInsensitive) == 0;
}

/// A domain is stored as the type below it.
SqlType storedType(World &world, SqlType type)
{
    for (int depth = 0; depth < 8; ++depth) {
        const auto *domain = world.type({ {}, type.schema, type.name });
        if (!domain || domain->kindName != u"domain")
            return type;
        for (const auto &[property, value] : domain->properties) {
            if (property == u"base type")
                type = SqlType::fromText(value);
        }
    }
    return type;
}

bool mentions(const QString &expression, const QString &column)
{
    const QRegularExpression word(QStringLiteral("(?<![\\w$])") + QRegularExpression::escape(column) + QStringLiteral("(?![\\w$])"));
    return expression.contains(word);
}

struct ColumnChange
{
    const TableCommand &command;
    QString column;
    SqlType from; ///< an empty name where it is not known
    SqlType to;
    const Node *conversion = nullptr; ///< USING
    TypeChange kind = TypeChange::Rewrite;
};

TypeChange kindOf(const ColumnChange &change)
{
    auto &context = change.command.context;
    const auto isPlain = isPlainUsing(change.conversion, change.column, change.to);
    if (!change.from.isKnown())
        return TypeChange::Rewrite;
    if (change.from != change.to && isConstrainedDomain(context.world, change.to))
        return TypeChange::Rewrite;
    const auto kind = typeChange(storedType(context.world, change.from), storedType(context.world, change.to), context.version);
    if (kind == TypeChange::InUtc && isInUtc(change.conversion))
        return TypeChange::InUtc;
    if (kind == TypeChange::NoCast)
        return change.conversion ? TypeChange::Rewrite : kind;
    return isPlain ? kind : TypeChange::Rewrite;
}

/// Without the old type it may be nothing, e.g. a varchar that grows.
bool isOftenFree(const SqlType &to)
{
    return to.name == u"text" || to.name == u"varchar" || to.name == u"numeric";
}

void reportFit(const ColumnChange &change)
{
    auto &context = change.command.context;
    if (!change.from.isKnown())
        return;
    const auto fit = typeFit(change.from, change.to, sqlName(change.column), context.version);
    const auto isText = change.from.isText() && !change.to.isText();
    if (fit.fails.isEmpty() && fit.loses.isEmpty())
        return;
    // What USING makes of a value only the server can tell.
    if (!isPlainUsing(change.conversion, change.column, change.to))
        return;
    auto &table = change.command.table;
    auto *finding = context.report(Rule::TypeLoses, DUMBO_ADVICE("Not every %1 of \"%2\" is a %3.").arg(change.from.text(), change.column, change.to.text()), &table);
    if (!finding)
        return;
    if (!fit.fails.isEmpty()) {
        const auto sentence = isText ? DUMBO_ADVICE("%1 rows have a value in %2 that is no %3.") : DUMBO_ADVICE("%1 rows have a value in %2 that does not fit into %3.");
        finding->probes.push_back(rowsWhere(table.path, fit.fails, sentence.arg(QStringLiteral("%1"), change.column, change.to.text()), true));
    }
    if (!fit.loses.isEmpty()) {
        finding->probes.push_back(rowsWhere(table.path, fit.loses, DUMBO_ADVICE("%1 rows have a value in %2 that is cut or rounded.").arg(QStringLiteral("%1"), change.column), false));
        context.losesData(table);
    }
}

SaferForm inUtcForm(const ColumnChange &change)
{
    const auto &context = change.command.context;
    const auto column = sqlName(change.column);
    CommandForm form(context, change.command.place, DUMBO_ADVICE("Change it while the session's time zone is UTC, which writes nothing"));
    const auto isLocal = context.inTransaction();
    form.statement(isLocal ? "SET LOCAL TimeZone = 'UTC'" : "SET TimeZone = 'UTC'");
    form.alter("ALTER COLUMN " + column + " TYPE " + change.to.text().toUtf8());
    form.statement(isLocal ? "SET LOCAL TimeZone TO DEFAULT" : "RESET TimeZone");
    return form.form(false);
}

void reportRewrite(const ColumnChange &change)
{
    auto &context = change.command.context;
    auto &table = change.command.table;
    const auto isUnknown = !change.from.isKnown() && isPlainUsing(change.conversion, change.column, change.to);
    if (!isUnknown || !isOftenFree(change.to))
        context.rewrites(table);
    const auto message = isUnknown ? DUMBO_ADVICE("\"%1\" is written anew, unless \"%2\" is stored like %3 already.")
        : change.kind == TypeChange::InUtc ? DUMBO_ADVICE("\"%1\" is written anew to turn \"%2\" into %3, unless the session's time zone is UTC.")
                                           : DUMBO_ADVICE("\"%1\" is written anew to turn \"%2\" into %3.");
    auto *finding = context.report(Rule::TypeRewrites, message.arg(table.title(), change.column, change.to.text()), &table);
    if (!finding)
        return;
    if (isUnknown && isOftenFree(change.to))
        finding->severity = std::min(finding->severity, FindingSeverity::Warning);
    if (change.kind == TypeChange::InUtc && isInUtc(change.conversion))
        finding->saferForms.push_back(inUtcForm(change));
}

void reportRebuild(const ColumnChange &change)
{
    auto &context = change.command.context;
    auto &table = change.command.table;
    const auto indexed = change.kind == TypeChange::Rebuild && std::ranges::any_of(table.object.indexes, [&](const CatalogIndex &index) {
        return index.columns.contains(change.column);
    });
    const auto isChecked = std::ranges::any_of(table.object.checks, [&](const CatalogCheck &check) { return mentions(check.expression, change.column); });
    if (!indexed && !isChecked)
        return;
    context.scans(table);
    context.report(Rule::TypeRebuilds, (indexed ? DUMBO_ADVICE("Indexes over \"%2\" of \"%1\" are built again.") : DUMBO_ADVICE("Checks of \"%2\" of \"%1\" are proven again."))
            .arg(table.title(), change.column), &table);
}

/// Foreign keys over the column are made anew, with the strongest lock on both tables.
void lockForeignKeys(const TableCommand &command)
{
    auto &context = command.context;
    for (const auto &key : command.table.object.foreignKeys) {
        if (key.columns.contains(command.column()))
            context.lockTree(context.world.relation(key.target), LockMode::AccessExclusive);
    }
    const auto refers = [&](const CatalogForeignKey &key) {
        return key.target.name == command.table.path.name && key.target.schema == command.table.path.schema && key.targetColumns.contains(command.column());
    };
    for (auto *other : context.world.referrers(command.table)) {
        if (std::ranges::any_of(other->object.foreignKeys, refers))
            context.lockTree(*other, LockMode::AccessExclusive);
    }
}

} // namespace

void adviseColumnType(const TableCommand &command)
{
    auto &context = command.context;
    const auto &definition = *command.command.def->column_def;
    auto *column = command.table.column(command.column());
    if (command.table.isKnown && !column)
        context.remark(Rule::UnknownObject, DUMBO_ADVICE("\"%1\" has no column \"%2\".").arg(command.table.title(), command.column()), &command.table);
    ColumnChange change { command, command.column(), column ? SqlType::fromText(column->type) : SqlType {}, SqlType::of(*definition.type_name), definition.raw_default };
    change.kind = kindOf(change);
    lockForeignKeys(command);
    switch (change.kind) {
    case TypeChange::None:
        break;
    case TypeChange::Relabel:
    case TypeChange::Rebuild:
        context.report(Rule::ChangesType, DUMBO_ADVICE("\"%1\" becomes %2; its rows stay as they are.").arg(change.column, change.to.text()), &command.table);
        reportRebuild(change);
        break;
    case TypeChange::InUtc:
    case TypeChange::Rewrite:
        reportRewrite(change);
        break;
    case TypeChange::NoCast:
        context.rewrites(command.table);
        context.remark(Rule::NoAutomaticCast, DUMBO_ADVICE("%1 of \"%2\" does not become %3 without USING.").arg(change.from.text(), change.column, change.to.text()), &command.table);
        break;
    }
    reportFit(change);
    if (column)
        column->type = change.to.text();
}

} // namespace dumbo::postgresql::advice
