#include "drivers/common/sqlite/documents/condition.h"

#include <QByteArrayList>

#include <algorithm>

namespace dumbo::sqlite {

namespace {

/// Terms as a balanced tree: SQLite refuses expressions deeper than 1,000.
QByteArray tree(const QByteArrayList &terms, const char *word)
{
    constexpr qsizetype flat = 8;
    if (terms.size() <= flat)
        return terms.join(word);
    QByteArrayList groups;
    for (qsizetype from = 0; from < terms.size(); from += flat)
        groups.append('(' + terms.mid(from, flat).join(word) + ')');
    return tree(groups, word);
}

QByteArray joined(const std::vector<Condition> &conditions, QByteArray Condition::*form, bool isAnd)
{
    const QByteArray neutral = isAnd ? "1" : "0";
    const QByteArray final = isAnd ? "0" : "1";
    QByteArrayList terms;
    for (const auto &condition : conditions) {
        const auto &sql = condition.*form;
        if (sql == final)
            return final;
        if (sql != neutral && !terms.contains(sql))
            terms.append(sql);
    }
    if (terms.isEmpty())
        return neutral;
    if (terms.size() == 1)
        return terms.first();
    return '(' + tree(terms, isAnd ? " AND " : " OR ") + ')';
}

QByteArray opposite(const QByteArray &sql)
{
    if (sql == "1")
        return "0";
    return sql == "0" ? QByteArray("1") : '(' + sql + ") IS NOT TRUE";
}

QByteArray existingForm(const QByteArray &from, const QByteArray &sql)
{
    if (sql == "0")
        return "0";
    return "EXISTS (SELECT 1 FROM " + from + (sql == "1" ? QByteArray() : " WHERE " + sql) + ')';
}

} // namespace

Condition all(const std::vector<Condition> &conditions)
{
    return { joined(conditions, &Condition::wide, true), joined(conditions, &Condition::narrow, true) };
}

Condition any(const std::vector<Condition> &conditions)
{
    return { joined(conditions, &Condition::wide, false), joined(conditions, &Condition::narrow, false) };
}

Condition negated(const Condition &condition)
{
    return { opposite(condition.narrow), opposite(condition.wide) };
}

Condition existing(const QByteArray &from, const Condition &condition)
{
    return { existingForm(from, condition.wide), existingForm(from, condition.narrow) };
}

} // namespace dumbo::sqlite
