#include "core/documents/pongo/collectionwork.h"

#include <QCoreApplication>

namespace dumbo::pongo {

Result<Cursor> CollectionWork::aggregate(const QByteArray &pipeline)
{
    const auto engine = this->engine();
    const auto found = source();
    if (!engine || !found)
        return fail(engine ? found.error() : engine.error());
    // A pipeline over nothing may still answer something, so there is something to ask.
    const auto asked = *found ? Result<DocumentSource>(**found)
                              : fail(ErrorKind::NotFound, QCoreApplication::translate("Pongo", "There is no collection \"%1\".").arg(m_table.name));
    if (!asked)
        return fail(asked.error());
    const auto collections = [client = m_client, executor = m_executor, table = m_table, isSession = m_isSession](
                                 const QString &name) -> Result<DocumentSource> {
        const auto source = client->source(*executor, { table.database, table.schema, name }, isSession);
        if (!source)
            return fail(source.error());
        if (!*source)
            return fail(ErrorKind::NotFound, QCoreApplication::translate("Pongo", "There is no collection \"%1\".").arg(name));
        return **source;
    };
    auto answer = engine->aggregate(*m_executor, *asked, pipeline, collections);
    if (!answer)
        return fail(answer.error());
    auto result = *asked;
    result.isCollection = false;
    return Cursor(std::move(m_owned), std::move(*answer), result);
}

Result<Cursor> Collection<>::aggregate(const QByteArray &pipeline) const
{
    return work(false).aggregate(pipeline);
}

} // namespace dumbo::pongo
