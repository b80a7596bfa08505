#include "drivers/common/postgresql/documents/projectionsql.h"

#include "drivers/common/postgresql/documents/pathsql.h"
#include "drivers/common/postgresql/documents/sqlvalues.h"

#include <algorithm>

namespace dumbo::postgresql {

std::optional<QByteArray> projectionSql(const DocumentQuery &query, SqlValues &values)
{
    const auto &projection = query.projection;
    const auto &source = query.source;
    const bool isShallow = std::ranges::all_of(projection.paths, [](const DocumentPath &path) { return path.size() == 1 && isHeld(path); });
    if (projection.mode == DocumentProjection::Mode::Whole || source.storage != DocumentStorage::Jsonb || !isShallow)
        return std::nullopt;
    std::vector<QByteArray> keys;
    for (const auto &path : projection.paths)
        keys.push_back(path.front());
    const bool includes = projection.mode == DocumentProjection::Mode::Include;
    std::erase(keys, "_id");
    if (projection.withId == includes)
        keys.push_back("_id");
    auto document = "\"t\"." + quoted(source.column);
    if (source.isCollection)
        document = '(' + document + " || jsonb_build_object('_id', \"t\".\"_id\", '_version', \"t\".\"_version\"::text))";
    const auto list = values.texts(keys, "text[]");
    const auto wanted = includes
        ? "(SELECT coalesce(jsonb_object_agg(p.key, p.value), '{}') FROM jsonb_each(" + document + ") AS p WHERE p.key = ANY(" + list + "))"
        : document + " - " + list;
    return source.isCollection ? wanted : "CASE jsonb_typeof(" + document + ") WHEN 'object' THEN " + wanted + " ELSE " + document + " END";
}

} // namespace dumbo::postgresql
