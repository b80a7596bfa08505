#include "dialect.h"

#include "dialectjson.h"

#include <QJsonDocument>

namespace dumbo::duckdb {

const Dialect &dialect()
{
    static const Dialect value = [] {
        const auto parsed = Dialect::fromJson(QJsonDocument::fromJson(QByteArray(dialectJson)).object());
        Q_ASSERT(parsed && !parsed->databaseType.isEmpty());
        return *parsed;
    }();
    return value;
}

} // namespace dumbo::duckdb
