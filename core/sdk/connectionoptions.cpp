#include "core/sdk/connectionoptions.h"

#include <QStringList>

#include <algorithm>

namespace dumbo {

bool ConnectionOptions::contains(QStringView name) const
{
    return value(name).has_value();
}

std::optional<OptionValue> ConnectionOptions::value(QStringView name) const
{
    const auto found = std::ranges::find_if(m_entries, [&](const Entry &entry) { return entry.first == name; });
    if (found == m_entries.end())
        return std::nullopt;
    return found->second;
}

QString ConnectionOptions::text(QStringView name, const QString &fallback) const
{
    const auto found = value(name);
    if (!found)
        return fallback;
    if (const auto *boolean = std::get_if<bool>(&*found))
        return *boolean ? QStringLiteral("true") : QStringLiteral("false");
    if (const auto *integer = std::get_if<qint64>(&*found))
        return QString::number(*integer);
    return std::get<QString>(*found);
}

bool ConnectionOptions::boolean(QStringView name, bool fallback) const
{
    static const QStringList trueWords { QStringLiteral("true"), QStringLiteral("yes"), QStringLiteral("on"),
        QStringLiteral("1") };
    if (!contains(name))
        return fallback;
    return trueWords.contains(text(name).toLower());
}

qint64 ConnectionOptions::integer(QStringView name, qint64 fallback) const
{
    bool isNumber = false;
    const auto number = text(name).toLongLong(&isNumber);
    return isNumber ? number : fallback;
}

void ConnectionOptions::set(const QString &name, const OptionValue &value)
{
    const auto found = std::ranges::find(m_entries, name, &Entry::first);
    if (found == m_entries.end())
        m_entries.emplace_back(name, value);
    else
        found->second = value;
}

void ConnectionOptions::remove(QStringView name)
{
    std::erase_if(m_entries, [&](const Entry &entry) { return entry.first == name; });
}

} // namespace dumbo
