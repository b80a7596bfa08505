#include "drivers/common/postgresql/advice/sqltype.h"

#include <QHash>
#include <QSet>
#include <QStringList>

#include <algorithm>

namespace dumbo::postgresql::advice {

namespace {

/// Other words for the inner name.
QString innerName(const QString &name)
{
    static const QHash<QString, QString> names {
        { QStringLiteral("int"), QStringLiteral("int4") },
        { QStringLiteral("integer"), QStringLiteral("int4") },
        { QStringLiteral("bigint"), QStringLiteral("int8") },
        { QStringLiteral("smallint"), QStringLiteral("int2") },
        { QStringLiteral("boolean"), QStringLiteral("bool") },
        { QStringLiteral("serial4"), QStringLiteral("serial") },
        { QStringLiteral("serial8"), QStringLiteral("bigserial") },
        { QStringLiteral("serial2"), QStringLiteral("smallserial") },
        { QStringLiteral("decimal"), QStringLiteral("numeric") },
    };
    return names.value(name, name);
}

QString outerName(const QString &name)
{
    static const QHash<QString, QString> names {
        { QStringLiteral("int4"), QStringLiteral("integer") },
        { QStringLiteral("int8"), QStringLiteral("bigint") },
        { QStringLiteral("int2"), QStringLiteral("smallint") },
        { QStringLiteral("bool"), QStringLiteral("boolean") },
        { QStringLiteral("float4"), QStringLiteral("real") },
        { QStringLiteral("float8"), QStringLiteral("double precision") },
        { QStringLiteral("varchar"), QStringLiteral("character varying") },
        { QStringLiteral("bpchar"), QStringLiteral("character") },
        { QStringLiteral("varbit"), QStringLiteral("bit varying") },
    };
    return names.value(name, name);
}

QList<int> modifiersOf(const TypeName &type)
{
    QList<int> modifiers;
    for (const auto *node : NodeList(type.typmods, type.n_typmods)) {
        if (node->node_case == PG_QUERY__NODE__NODE_A_CONST && node->a_const->val_case == PG_QUERY__A__CONST__VAL_IVAL)
            modifiers.append(node->a_const->ival->ival);
    }
    return modifiers;
}

bool isTemporal(const QString &name)
{
    static const QSet<QString> names { QStringLiteral("timestamp"), QStringLiteral("timestamptz"), QStringLiteral("time"), QStringLiteral("timetz") };
    return names.contains(name);
}

int integerSize(const QString &name)
{
    return name == u"int2" ? 2 : name == u"int4" ? 4 : name == u"int8" ? 8 : 0;
}

bool isUnboundText(const SqlType &type)
{
    return type.name == u"text" || (type.name == u"varchar" && type.modifiers.isEmpty());
}

bool isObjectNumber(const QString &name)
{
    return name == u"oid" || name.startsWith(QLatin1StringView("reg"));
}

/// The same type with other modifiers.
TypeChange withinType(const SqlType &from, const SqlType &to)
{
    const auto grows = [&] {
        if (to.modifiers.isEmpty())
            return true;
        if (from.modifiers.isEmpty())
            return isTemporal(to.name) && to.modifier() == 6;
        return *to.modifier() >= *from.modifier();
    };
    if (from.modifiers == to.modifiers)
        return TypeChange::None;
    if (to.name == u"varchar" || to.name == u"varbit" || isTemporal(to.name))
        return grows() ? TypeChange::Relabel : TypeChange::Rewrite;
    if (to.name == u"interval")
        return to.modifiers.isEmpty() ? TypeChange::Relabel : TypeChange::Rewrite;
    if (to.name == u"numeric") {
        const auto sameScale = from.modifier(1).value_or(0) == to.modifier(1).value_or(0);
        const auto isWider = !from.modifiers.isEmpty() && !to.modifiers.isEmpty() && *to.modifier() >= *from.modifier();
        return to.modifiers.isEmpty() || (sameScale && isWider) ? TypeChange::Relabel : TypeChange::Rewrite;
    }
    return TypeChange::Rewrite;
}

/// Casts WITHOUT FUNCTION, and those that PostgreSQL sees through.
TypeChange betweenTypes(const SqlType &from, const SqlType &to, int serverVersion)
{
    if ((from.name == u"varchar" || from.name == u"text") && isUnboundText(to))
        return TypeChange::Relabel;
    if (from.name == u"cidr" && to.name == u"inet")
        return TypeChange::Relabel;
    if (from.name == u"xml" && isUnboundText(to))
        return TypeChange::Rebuild;
    if (from.name == u"citext" && isUnboundText(to))
        return TypeChange::Rebuild;
    if (to.name == u"citext" && (from.name == u"text" || from.name == u"varchar"))
        return TypeChange::Rebuild;
    const auto isNumber = [](const QString &name) { return name == u"int4" || isObjectNumber(name); };
    if (isNumber(from.name) && isNumber(to.name))
        return TypeChange::Rebuild;
    const auto isMoment = [](const QString &name) { return name == u"timestamp" || name == u"timestamptz"; };
    if (serverVersion >= 120000 && isMoment(from.name) && isMoment(to.name) && to.modifiers.isEmpty())
        return TypeChange::InUtc;
    return TypeChange::Rewrite;
}

/// Types that texts do not become by themselves.
bool needsUsing(const SqlType &from, const SqlType &to)
{
    static const QSet<QString> others { QStringLiteral("int2"), QStringLiteral("int4"), QStringLiteral("int8"), QStringLiteral("numeric"),
        QStringLiteral("float4"), QStringLiteral("float8"), QStringLiteral("bool"), QStringLiteral("date"), QStringLiteral("timestamp"),
        QStringLiteral("timestamptz"), QStringLiteral("time"), QStringLiteral("timetz"), QStringLiteral("interval"), QStringLiteral("uuid"),
        QStringLiteral("json"), QStringLiteral("jsonb"), QStringLiteral("bytea"), QStringLiteral("inet"), QStringLiteral("cidr"), QStringLiteral("xml") };
    static const QSet<QString> numbers { QStringLiteral("int2"), QStringLiteral("int4"), QStringLiteral("int8"), QStringLiteral("numeric"),
        QStringLiteral("float4"), QStringLiteral("float8") };
    if (from.isText() && !from.isArray && (others.contains(to.name) || to.isArray))
        return true;
    const auto isLogical = [](const SqlType &type) { return type.name == u"bool"; };
    if ((isLogical(from) && numbers.contains(to.name)) || (isLogical(to) && numbers.contains(from.name)))
        return true;
    return numbers.contains(from.name) && (to.name == u"uuid" || to.name == u"date" || isTemporal(to.name) || to.name == u"jsonb" || to.name == u"json");
}

} // namespace

SqlType SqlType::of(const TypeName &type)
{
    SqlType result;
    const auto names = stringsOf({ type.names, type.n_names });
    result.name = names.isEmpty() ? QString() : innerName(names.back());
    if (names.size() > 1 && names[names.size() - 2] != u"pg_catalog")
        result.schema = names[names.size() - 2];
    result.isArray = type.n_array_bounds > 0;
    result.modifiers = modifiersOf(type);
    // The parser keeps the fields of an interval as a mask before its precision, and char is char(1).
    if (result.name == u"interval" && !result.modifiers.isEmpty())
        result.modifiers = { result.modifiers.back() };
    return result;
}

SqlType SqlType::fromText(const QString &text)
{
    const auto parsed = ParseTree::of("SELECT NULL::" + text.toUtf8());
    if (!parsed || parsed->statement().node_case != PG_QUERY__NODE__NODE_SELECT_STMT)
        return {};
    const auto &select = *parsed->statement().select_stmt;
    if (select.n_target_list != 1)
        return {};
    const auto *value = select.target_list[0]->res_target->val;
    return value->node_case == PG_QUERY__NODE__NODE_TYPE_CAST ? of(*value->type_cast->type_name) : SqlType {};
}

QString SqlType::text() const
{
    QStringList numbers;
    for (const auto number : modifiers)
        numbers.append(QString::number(number));
    // numeric(10) is numeric(10,0) to the server.
    if (name == u"numeric" && numbers.size() == 1)
        numbers.append(QStringLiteral("0"));
    const auto brackets = numbers.isEmpty() ? QString() : u'(' + numbers.join(u',') + u')';
    auto result = schema.isEmpty() ? outerName(name) : schema + u'.' + name;
    if (isTemporal(name)) {
        const auto hasZone = name.endsWith(QLatin1StringView("tz"));
        result = (hasZone ? name.chopped(2) : name) + brackets + (hasZone ? QStringLiteral(" with time zone") : QStringLiteral(" without time zone"));
    } else {
        result += brackets;
    }
    return isArray ? result + QStringLiteral("[]") : result;
}

bool SqlType::isText() const
{
    return name == u"text" || name == u"varchar" || name == u"bpchar" || name == u"citext";
}

QString SqlType::serialInteger() const
{
    if (name == u"serial")
        return QStringLiteral("integer");
    if (name == u"bigserial")
        return QStringLiteral("bigint");
    return name == u"smallserial" ? QStringLiteral("smallint") : QString();
}

TypeChange typeChange(const SqlType &from, const SqlType &to, int serverVersion)
{
    if (from == to)
        return TypeChange::None;
    if (needsUsing(from, to))
        return TypeChange::NoCast;
    if (from.isArray || to.isArray)
        return TypeChange::Rewrite;
    if (from.name == to.name && from.schema == to.schema)
        return withinType(from, to);
    return betweenTypes(from, to, serverVersion);
}

TypeFit typeFit(const SqlType &from, const SqlType &to, const QByteArray &value, int serverVersion)
{
    if (from.isArray || to.isArray || from == to)
        return {};
    const auto size = integerSize(to.name);
    const auto isNumber = integerSize(from.name) > 0 || from.name == u"numeric" || from.name.startsWith(QLatin1StringView("float"));
    if (size > 0 && isNumber && (integerSize(from.name) == 0 || integerSize(from.name) > size)) {
        const QByteArray limit = size == 2 ? "32767" : size == 4 ? "2147483647" : "9223372036854775807";
        const auto rounded = integerSize(from.name) > 0 ? value : "round((" + value + ")::numeric)";
        return { rounded + " NOT BETWEEN -" + limit + "::numeric - 1 AND " + limit, integerSize(from.name) > 0 ? QByteArray() : value + " <> " + rounded, true };
    }
    const auto limit = to.modifier();
    if ((to.name == u"varchar" || to.name == u"bpchar") && limit && from.isText() && (from.name == u"text" || from.name == u"citext" || from.modifier().value_or(*limit + 1) > *limit))
        return { "length(rtrim(" + value + "::text, ' ')) > " + QByteArray::number(*limit), {}, true };
    if (to.name == u"numeric" && limit && isNumber) {
        const auto scale = to.modifier(1).value_or(0);
        if (from.name == u"numeric" && from.modifier() && *from.modifier() - from.modifier(1).value_or(0) <= *limit - scale && from.modifier(1).value_or(0) <= scale)
            return {};
        const auto rounded = "round((" + value + ")::numeric, " + QByteArray::number(scale) + ')';
        return { "abs(" + rounded + ") >= 10::numeric ^ " + QByteArray::number(*limit - scale), rounded + " <> (" + value + ")::numeric", true };
    }
    if ((from.name == u"timestamp" || from.name == u"timestamptz") && to.name == u"date")
        return { {}, value + " <> date_trunc('day', " + value + ')', true };
    if (isTemporal(to.name) && from.name == to.name && limit && from.modifier().value_or(6) > *limit)
        return { {}, value + " <> " + value + "::" + to.text().toUtf8(), true };
    if (from.name == u"float8" && to.name == u"float4")
        return { {}, value + " <> " + value + "::real::double precision", true };
    if (from.isText() && !to.isText() && serverVersion >= 160000)
        return { "NOT pg_input_is_valid(" + value + "::text, '" + to.text().toUtf8() + "')", {}, true };
    return {};
}

} // namespace dumbo::postgresql::advice
