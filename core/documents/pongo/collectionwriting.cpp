#include "core/documents/pongo/collectionwork.h"

#include "core/documents/documentidentity.h"
#include "core/documents/query/extendedjson.h"
#include "core/documents/query/update.h"
#include "core/json/jsondocument.h"

#include <QCoreApplication>
#include <QDateTime>

namespace dumbo::pongo {

namespace {

/// The _id that a text or a filter's equalities say; empty where they say none.
QByteArray saidId(const QByteArray &text)
{
    const auto parsed = JsonDocument::parse(text);
    return parsed ? parsed->root().find("_id").string() : QByteArray();
}

Result<QByteArray> upserted(const DocumentFilter &filter, const DocumentUpdate &update, const DocumentRules &rules)
{
    auto document = documentOfFilter(filter);
    if (!document)
        return document;
    const auto updated = update.apply(*document, { QDateTime::currentDateTimeUtc(), true, rules });
    if (!updated)
        return fail(updated.error());
    return *updated ? **updated : *document;
}

/// A replacement that is inserted has the id that it says, else the one that the filter asks for.
QByteArray withIdOf(const DocumentFilter &filter, const QByteArray &text)
{
    const auto parsed = JsonDocument::parse(text);
    const auto document = documentOfFilter(filter);
    if (!parsed || !parsed->root().isObject() || !document || !saidId(text).isEmpty())
        return text;
    const auto id = saidId(*document);
    return id.isEmpty() ? text : withIdentity(parsed->root(), { id, 1 }, {}).value_or(text);
}

} // namespace

Result<OneChange> CollectionWork::updateOne(const QByteArray &filter, const QByteArray &update, const FindOneAndOptions &options)
{
    const auto parsed = DocumentUpdate::parse(update);
    if (!parsed)
        return fail(parsed.error());
    const auto query = queryOne(filter, options.sort);
    const auto engine = this->engine();
    if (!query || !engine)
        return fail(query ? engine.error() : query.error());
    auto rules = engine->rules({});
    return changeOne(*query, options.expected, [&](const std::optional<Document> &found) -> Result<std::optional<QByteArray>> {
        if (!found && !options.upsert)
            return std::nullopt;
        if (!found)
            return upserted(query->filter, *parsed, rules).transform([](const QByteArray &text) { return std::optional(text); });
        const auto updated = parsed->apply(found->text, { QDateTime::currentDateTimeUtc(), false, rules });
        if (!updated)
            return fail(updated.error());
        return updated->value_or(found->text);
    });
}

Result<OneChange> CollectionWork::replaceOne(const QByteArray &filter, const QByteArray &document, const FindOneAndOptions &options)
{
    const auto query = queryOne(filter, options.sort);
    if (!query)
        return fail(query.error());
    const auto plain = plainJson(document);
    if (!plain)
        return fail(plain.error());
    return changeOne(*query, options.expected, [&](const std::optional<Document> &found) -> Result<std::optional<QByteArray>> {
        if (found)
            return *plain;
        return options.upsert ? std::optional(withIdOf(query->filter, *plain)) : std::nullopt;
    });
}

Result<OneChange> CollectionWork::deleteOne(const QByteArray &filter, const FindOneAndOptions &options)
{
    const auto query = queryOne(filter, options.sort);
    if (!query)
        return fail(query.error());
    return changeOne(*query, options.expected, [](const std::optional<Document> &) { return std::optional<QByteArray>(); });
}

Result<OneChange> CollectionWork::handle(const QByteArray &id, const Collection<>::Handler &handler, const ExpectedVersion &expected)
{
    const auto before = load(filterOfId(id));
    if (!before)
        return fail(before.error());
    const auto version = *before ? std::optional((*before)->version) : std::nullopt;
    if (!expected.isMetBy(version))
        return fail(concurrencyError(id, expected, version));
    auto after = handler(*before);
    if (!after)
        return fail(after.error());
    if (*after) {
        const auto plain = plainJson(**after);
        if (!plain)
            return fail(plain.error());
        **after = *before ? *plain : withIdOf(filterOfId(id), *plain);
    }
    if (!*before && *after && saidId(**after) != id)
        return fail(ErrorKind::Data, QCoreApplication::translate("Pongo", "The _id of a document can't change."));
    if (!*before && !*after)
        return OneChange();
    const auto source = sourceForWriting();
    if (!source)
        return fail(source.error());
    return writeOne(*m_executor, *source, *before, *after);
}

Result<ChangedMany> CollectionWork::updateMany(const QByteArray &filter, const QByteArray &update, bool upsert)
{
    const auto engine = this->engine();
    if (!engine)
        return fail(engine.error());
    auto query = engine->query({}, filter);
    if (!query)
        return fail(query.error());
    if (const auto parsed = DocumentUpdate::parse(update); !parsed)
        return fail(parsed.error());
    auto found = upsert ? sourceForWriting().transform([](auto source) { return std::optional(source); }) : source();
    if (!found)
        return fail(found.error());
    if (!*found)
        return ChangedMany();
    query->source = std::move(**found);
    DocumentUpdateOptions options;
    options.upsert = upsert;
    const auto outcome = engine->update(*m_executor, *query, update, options);
    if (!outcome)
        return fail(outcome.error());
    if (!outcome->conflicts.empty()) {
        const auto &conflict = outcome->conflicts.front();
        return fail(concurrencyError(idOf(conflict.key), ExpectedVersion(conflict.expectedVersion.value_or(0)), conflict.actualVersion));
    }
    return ChangedMany { outcome->matched, outcome->upserted ? 0 : outcome->changed,
        outcome->upserted ? std::optional(saidId(*outcome->upserted)) : std::nullopt };
}

Result<qint64> CollectionWork::deleteMany(const QByteArray &filter)
{
    const auto engine = this->engine();
    if (!engine)
        return fail(engine.error());
    auto query = engine->query({}, filter);
    if (!query)
        return fail(query.error());
    auto found = source();
    if (!found)
        return fail(found.error());
    if (!*found)
        return 0;
    query->source = std::move(**found);
    const auto outcome = engine->remove(*m_executor, *query);
    if (!outcome)
        return fail(outcome.error());
    if (!outcome->conflicts.empty()) {
        const auto &conflict = outcome->conflicts.front();
        return fail(concurrencyError(idOf(conflict.key), ExpectedVersion(conflict.expectedVersion.value_or(0)), conflict.actualVersion));
    }
    return outcome->changed;
}

} // namespace dumbo::pongo
