#pragma once

#include <QString>

#include <initializer_list>
#include <map>
#include <utility>

namespace dumbo {

/// Something that may be another on each database type. The database type is the dialect's; "MariaDB" is MySQL's dialect.
template <typename T>
class PerDatabase {
public:
    PerDatabase() = default;
    /// The same everywhere.
    PerDatabase(T everywhere) { set({}, std::move(everywhere)); }
    PerDatabase(std::initializer_list<std::pair<QString, T>> each)
    {
        for (const auto &[databaseType, value] : each)
            set(databaseType, value);
    }

    /// An empty database type stands for all that are not named.
    void set(const QString &databaseType, T value) { m_values.insert_or_assign(key(databaseType), std::move(value)); }
    /// Null where there is nothing for it.
    [[nodiscard]] const T *find(const QString &databaseType) const
    {
        auto found = m_values.find(key(databaseType));
        if (found == m_values.end())
            found = m_values.find(QString());
        return found == m_values.end() ? nullptr : &found->second;
    }
    /// A default-made value where there is nothing for it.
    [[nodiscard]] T of(const QString &databaseType) const
    {
        const auto *found = find(databaseType);
        return found ? *found : T();
    }
    [[nodiscard]] bool isEmpty() const { return m_values.empty(); }
    /// By database type; the empty one is for all others.
    [[nodiscard]] const std::map<QString, T> &values() const { return m_values; }

private:
    [[nodiscard]] static QString key(const QString &databaseType)
    {
        return databaseType == u"MariaDB" ? QStringLiteral("MySQL") : databaseType;
    }
    std::map<QString, T> m_values;
};

} // namespace dumbo
