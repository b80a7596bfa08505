#include "drivers/common/postgresql/documents/pathsql.h"

#include "drivers/common/postgresql/documents/jsonconstant.h"
#include "drivers/common/postgresql/documents/sqlvalues.h"

#include <algorithm>

namespace dumbo::postgresql {

qint64 positionOf(QByteArrayView step)
{
    const bool isNumber = !step.isEmpty() && step.size() <= 10
        && std::ranges::all_of(step, [](char c) { return c >= '0' && c <= '9'; });
    if (!isNumber || (step.size() > 1 && step.startsWith('0')))
        return -1;
    const auto position = step.toLongLong();
    return position <= 0x7fff'ffff ? position : -1;
}

bool hasPositions(const DocumentPath &path)
{
    return std::ranges::any_of(path, [](const QByteArray &step) { return positionOf(step) >= 0; });
}

bool isHeld(const DocumentPath &path)
{
    return std::ranges::all_of(path, [](const QByteArray &step) { return jsonString(step).has_value(); });
}

QByteArray jsonPath(const DocumentPath &path, qsizetype steps)
{
    QByteArray text = "$";
    for (const auto &step : path.first(steps < 0 ? path.size() : steps))
        text += '.' + jsonString(step).value_or("\"\"");
    return text;
}

QByteArray missingTest(const DocumentPath &path)
{
    QByteArrayList tests { "!exists(" + jsonPath(path, 1) + ')' };
    for (qsizetype steps = 1; steps < path.size(); ++steps) {
        const auto before = jsonPath(path, steps);
        const auto key = jsonString(path.at(steps)).value_or("\"\"");
        tests.append("exists(" + before + " ? (@.type() == \"object\" && !exists(@." + key + ")))");
        for (const auto *type : { "null", "boolean", "number", "string" })
            tests.append(before + ".type() == \"" + type + '"');
    }
    return tests.join(" || ");
}

/// Steps that #> takes for positions when it meets an array.
static bool mayBePosition(const QByteArray &step)
{
    return step.isEmpty() || !(step.front() < 0 || std::isalpha(quint8(step.front())) || step.front() == '_' || step.front() == '$');
}

std::optional<QByteArray> indexExpression(const QByteArray &column, const DocumentPath &path)
{
    if (path.isEmpty() || !isHeld(path) || std::any_of(path.begin() + 1, path.end(), mayBePosition))
        return std::nullopt;
    if (path.size() == 1)
        return '(' + column + " -> " + literal(path.front()) + ')';
    QByteArrayList parts;
    for (auto steps = path.size(); steps > 1; --steps) {
        QByteArrayList texts;
        for (const auto &step : path.first(steps))
            texts.append(literal(step));
        parts.append('(' + column + " #> ARRAY[" + texts.join(", ") + "])");
    }
    parts.append('(' + column + " -> " + literal(path.front()) + ')');
    return "COALESCE(" + parts.join(", ") + ')';
}

QByteArray asObject(const QByteArray &value, const QByteArray &alias)
{
    return "CASE jsonb_typeof(" + value + ") WHEN 'object' THEN " + value + " WHEN 'array' THEN (SELECT coalesce(jsonb_object_agg(("
        + alias + ".n - 1)::text, " + alias + ".v), '{}') FROM jsonb_array_elements(" + value + ") WITH ORDINALITY AS " + alias
        + "(v, n)) END";
}

} // namespace dumbo::postgresql
