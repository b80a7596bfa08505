#include "drivers/common/postgresql/dialect.h"

#include "dialectjson.h"

#include <QJsonDocument>

namespace dumbo::postgresql {

const Dialect &dialect()
{
    static const Dialect value = [] {
        const auto parsed = Dialect::fromJson(QJsonDocument::fromJson(QByteArray(dialectJson)).object());
        Q_ASSERT(parsed && !parsed->databaseType.isEmpty());
        return *parsed;
    }();
    return value;
}

} // namespace dumbo::postgresql
