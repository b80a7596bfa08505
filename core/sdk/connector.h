#pragma once

#include "core/base/export.h"

#include <QHashFunctions>
#include <QString>

#include <optional>

namespace dumbo {

/// Names one driver for one database type, written "DatabaseType:driver", e.g. "PostgreSQL:libpq".
/// Several connectors may serve one database type. Comparison is exact, capitals included.
struct DUMBO_SDK_EXPORT Connector {
    QString databaseType; ///< e.g. "SQLite"; never empty, without ':'
    QString driver; ///< e.g. "sqlite3"; never empty, without ':'

    /// Nothing when text is not two non-empty parts around one colon.
    [[nodiscard]] static std::optional<Connector> fromText(QStringView text);
    [[nodiscard]] QString toText() const;

    friend bool operator==(const Connector &, const Connector &) = default;
    friend auto operator<=>(const Connector &left, const Connector &right)
    {
        return left.toText().compare(right.toText()) <=> 0;
    }
};

[[nodiscard]] inline size_t qHash(const Connector &connector, size_t seed = 0)
{
    return qHashMulti(seed, connector.databaseType, connector.driver);
}

} // namespace dumbo
