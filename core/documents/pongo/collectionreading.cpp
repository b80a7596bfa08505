#include "core/documents/pongo/collectionwork.h"

namespace dumbo::pongo {

Result<Cursor> CollectionWork::find(const QByteArray &filter, const FindOptions &options)
{
    const auto engine = this->engine();
    if (!engine)
        return fail(engine.error());
    auto query = engine->query({}, filter, options.sort, options.projection);
    if (!query)
        return fail(query.error());
    const auto found = source();
    if (!found)
        return fail(found.error());
    if (!*found)
        return Cursor();
    query->source = **found;
    query->skip = options.skip;
    query->limit = options.limit;
    auto answer = engine->find(*m_executor, *query);
    if (!answer)
        return fail(answer.error());
    return Cursor(std::move(m_owned), std::move(*answer), **found);
}

Result<std::optional<Document>> CollectionWork::load(const DocumentFilter &filter)
{
    const auto found = source();
    if (!found)
        return fail(found.error());
    if (!*found)
        return std::optional<Document>();
    DocumentQuery query;
    query.source = **found;
    query.filter = filter;
    query.limit = 1;
    return findFirst(*m_executor, query);
}

Result<qint64> CollectionWork::count(const QByteArray &filter)
{
    const auto engine = this->engine();
    if (!engine)
        return fail(engine.error());
    auto query = engine->query({}, filter);
    if (!query)
        return fail(query.error());
    const auto found = source();
    if (!found)
        return fail(found.error());
    if (!*found)
        return 0;
    query->source = **found;
    return engine->count(*m_executor, *query);
}

Result<std::vector<QByteArray>> CollectionWork::distinct(const DocumentPath &path, const QByteArray &filter)
{
    const auto engine = this->engine();
    if (!engine)
        return fail(engine.error());
    auto query = engine->query({}, filter);
    if (!query)
        return fail(query.error());
    const auto found = source();
    if (!found)
        return fail(found.error());
    if (!*found)
        return std::vector<QByteArray>();
    query->source = **found;
    return engine->distinct(*m_executor, *query, path);
}

} // namespace dumbo::pongo
