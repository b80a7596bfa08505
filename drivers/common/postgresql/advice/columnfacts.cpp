#include "drivers/common/postgresql/advice/columnfacts.h"

#include "drivers/common/postgresql/advice/functions.h"

#include <algorithm>

namespace dumbo::postgresql::advice {

bool ColumnFacts::hasValue() const
{
    const auto isNull = defaultValue && defaultValue->node_case == PG_QUERY__NODE__NODE_A_CONST && defaultValue->a_const->isnull;
    return (defaultValue && !isNull) || isSerial() || isIdentity || generated;
}

CatalogColumn ColumnFacts::column() const
{
    CatalogColumn column;
    column.name = name;
    column.type = isSerial() ? type.serialInteger() : type.text();
    column.nullable = !isNotNull && !isSerial() && !isIdentity && !primary;
    if (defaultValue)
        column.defaultExpression = QStringLiteral("…");
    if (isIdentity)
        column.identity = isIdentityAlways ? IdentityKind::Always : IdentityKind::ByDefault;
    if (generated)
        column.generated = GeneratedKind::Stored;
    return column;
}

ColumnFacts columnFacts(const ColumnDef &definition)
{
    ColumnFacts facts;
    facts.name = textOf(definition.colname);
    if (definition.type_name)
        facts.type = SqlType::of(*definition.type_name);
    for (const auto *node : NodeList(definition.constraints, definition.n_constraints)) {
        const auto &constraint = *node->constraint;
        switch (constraint.contype) {
        case PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL:
            facts.isNotNull = true;
            break;
        case PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT:
            facts.defaultValue = constraint.raw_expr;
            break;
        case PG_QUERY__CONSTR_TYPE__CONSTR_IDENTITY:
            facts.isIdentity = true;
            facts.isIdentityAlways = std::string_view(constraint.generated_when) == "a";
            break;
        case PG_QUERY__CONSTR_TYPE__CONSTR_GENERATED:
            facts.generated = &constraint;
            break;
        case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
            facts.checks.push_back(&constraint);
            break;
        case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
            facts.unique = &constraint;
            break;
        case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
            facts.primary = &constraint;
            break;
        case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
            facts.foreign = &constraint;
            break;
        default:
            break;
        }
    }
    return facts;
}

bool mayBeVolatile(World &world, const Node &expression)
{
    bool found = false;
    walk(expression.base, [&](const ProtobufCMessage &message) {
        if (const auto *call = messageAs<PgQuery__FuncCall>(message, pg_query__func_call__descriptor)) {
            const auto names = stringsOf({ call->funcname, call->n_funcname });
            found = found || volatilityOf(world, names) != Volatility::Stable;
        }
        return !found;
    });
    return found;
}

bool isConstrainedDomain(World &world, const SqlType &type)
{
    const auto *known = world.type({ {}, type.schema, type.name });
    if (!known || known->kindName != u"domain")
        return false;
    return !known->checks.empty()
        || std::ranges::any_of(known->properties, [](const auto &property) { return property.first == u"not null"; });
}

void remarkName(StatementContext &context, const QString &name, const QString &written)
{
    const auto isPlain = std::ranges::all_of(name, [](QChar c) { return c == u'_' || c == u'$' || (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9'); });
    if (!isPlain && !name.isEmpty())
        context.remark(Rule::OddName, DUMBO_ADVICE("The name \"%1\" of %2 needs quotes everywhere.").arg(name, written));
}

namespace {

struct TypeRemark
{
    const char *type;
    Rule rule;
    const char *message;
};

constexpr TypeRemark typeRemarks[] {
    { "bpchar", Rule::CharType, QT_TRANSLATE_NOOP("PostgreSQL", "Column \"%1\" is char(n), which is filled with blanks.") },
    { "timestamp", Rule::TimestampWithoutZone, QT_TRANSLATE_NOOP("PostgreSQL", "Column \"%1\" is a timestamp without time zone.") },
    { "json", Rule::JsonType, QT_TRANSLATE_NOOP("PostgreSQL", "Column \"%1\" is json, which can't be compared or indexed; jsonb can.") },
    { "serial", Rule::Serial, QT_TRANSLATE_NOOP("PostgreSQL", "Column \"%1\" is serial; an identity column is the standard's.") },
    { "bigserial", Rule::Serial, QT_TRANSLATE_NOOP("PostgreSQL", "Column \"%1\" is bigserial; an identity column is the standard's.") },
    { "smallserial", Rule::Serial, QT_TRANSLATE_NOOP("PostgreSQL", "Column \"%1\" is smallserial; an identity column is the standard's.") },
    { "money", Rule::MoneyType, QT_TRANSLATE_NOOP("PostgreSQL", "Column \"%1\" is money, which means what lc_monetary says.") },
    { "timetz", Rule::TimeWithZone, QT_TRANSLATE_NOOP("PostgreSQL", "Column \"%1\" is a time with time zone, but without a day.") },
};

bool isSmallKey(const ColumnFacts &facts)
{
    static const QStringList small { QStringLiteral("int2"), QStringLiteral("int4"), QStringLiteral("serial"), QStringLiteral("smallserial") };
    return (facts.primary || facts.isIdentity || facts.isSerial()) && small.contains(facts.type.name);
}

} // namespace

void remarkColumn(StatementContext &context, const ColumnDef &definition, const ColumnFacts &facts, const Relation &table)
{
    const auto before = context.span();
    context.setSpan(context.source.tokenAt(definition.location));
    for (const auto &remark : typeRemarks) {
        if (facts.type.schema.isEmpty() && facts.type.name == QLatin1StringView(remark.type))
            context.remark(remark.rule, translated(remark.message).arg(facts.name), &table);
    }
    if (isSmallKey(facts))
        context.remark(Rule::SmallKey, DUMBO_ADVICE("Key \"%1\" has 32 bits or less.").arg(facts.name), &table);
    if (facts.type.name == u"varchar" && !facts.type.modifiers.isEmpty())
        context.remark(Rule::LimitedText, DUMBO_ADVICE("Column \"%1\" is limited to %2 characters by its type.").arg(facts.name).arg(facts.type.modifiers.front()), &table);
    remarkName(context, facts.name, DUMBO_ADVICE("a column of \"%1\"").arg(table.title()));
    context.setSpan(before);
}

} // namespace dumbo::postgresql::advice
