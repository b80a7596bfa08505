#include "drivers/common/postgresql/advice/sqlnames.h"

#include "drivers/common/postgresql/catalogsource.h"

#include <algorithm>

namespace dumbo::postgresql::advice {

namespace {

constexpr qsizetype longest = 63;

QByteArray clippedBytes(QByteArray utf8, qsizetype size)
{
    if (utf8.size() <= size)
        return utf8;
    while (size > 0 && (uchar(utf8[size]) & 0xC0) == 0x80)
        --size;
    utf8.truncate(size);
    return utf8;
}

QString named(const QString &table, const QString &columns, const QByteArray &label)
{
    auto first = table.toUtf8();
    auto second = columns.toUtf8();
    const auto overhead = label.size() + 1 + (second.isEmpty() ? 0 : 1);
    auto firstSize = first.size();
    auto secondSize = second.size();
    while (firstSize + secondSize > longest - overhead)
        --(firstSize > secondSize ? firstSize : secondSize);
    first = clippedBytes(first, firstSize);
    second = clippedBytes(second, secondSize);
    return QString::fromUtf8(first + (second.isEmpty() ? QByteArray() : '_' + second) + '_' + label);
}

} // namespace

QByteArray sqlName(const QString &name)
{
    return quotedName(name).toUtf8();
}

QByteArray sqlName(const ObjectPath &path)
{
    return path.schema.isEmpty() ? sqlName(path.name) : sqlName(path.schema) + '.' + sqlName(path.name);
}

QByteArray sqlNames(const QStringList &names)
{
    QByteArrayList quoted;
    for (const auto &name : names)
        quoted.append(sqlName(name));
    return quoted.join(", ");
}

QString chosenName(const QString &table, const QString &columns, const QString &label, const QStringList &taken)
{
    auto name = named(table, columns, label.toUtf8());
    for (int number = 1; taken.contains(name); ++number)
        name = named(table, columns, label.toUtf8() + QByteArray::number(number));
    return name;
}

QString clipped(const QString &name)
{
    return QString::fromUtf8(clippedBytes(name.toUtf8(), longest));
}

} // namespace dumbo::postgresql::advice
