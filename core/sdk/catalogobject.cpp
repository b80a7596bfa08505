#include "core/sdk/catalogobject.h"

#include <array>

namespace dumbo {

QString objectKindName(ObjectKind kind)
{
    static constexpr std::array names { u"database", u"schema", u"table", u"view", u"materialized view",
        u"virtual table", u"foreign table", u"index", u"trigger", u"sequence", u"function", u"procedure", u"type",
        u"extension", u"role", u"other" };
    return QString::fromUtf16(names.at(std::size_t(kind)));
}

} // namespace dumbo
