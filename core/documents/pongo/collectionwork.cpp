#include "core/documents/pongo/collectionwork.h"

#include "core/documents/documentidentity.h"
#include "core/documents/documentrows.h"
#include "core/documents/documentsource.h"
#include "core/documents/query/extendedjson.h"
#include "core/json/jsondocument.h"
#include "core/json/jsonstring.h"

#include <QCoreApplication>

namespace dumbo::pongo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Pongo", text);
}

/// A text as a document: plain JSON, an object.
Result<JsonDocument> parsedDocument(const QByteArray &text)
{
    const auto plain = plainJson(text);
    if (!plain)
        return fail(plain.error());
    auto document = JsonDocument::parse(*plain);
    if (document && !document->root().isObject())
        return fail(ErrorKind::Data, tr("A document is an object: { … }."));
    return document;
}

Result<QByteArray> idIn(const JsonNode &document, bool firstKeyWins)
{
    const auto id = document.find("_id", firstKeyWins);
    if (!id.isValid())
        return QByteArray();
    if (!id.isString() || id.string().isEmpty())
        return std::unexpected(Error(ErrorKind::Data, tr("The _id of a document is a text, and not empty.")).withPosition(id.begin()));
    auto text = id.string();
    if (!text.isValidUtf8())
        return std::unexpected(Error(ErrorKind::Data, tr("The _id of a document can't hold half a character.")).withPosition(id.begin()));
    return text;
}

Result<ExpectedVersion> versionIn(const JsonNode &document, bool firstKeyWins)
{
    const auto version = document.find("_version", firstKeyWins);
    if (!version.isValid() || version.isNull())
        return ExpectedVersion();
    bool isNumber = false;
    const auto number = (version.isString() ? version.string() : version.text().toByteArray()).toLongLong(&isNumber);
    if (!isNumber)
        return std::unexpected(Error(ErrorKind::Data, tr("The _version of a document is a whole number.")).withPosition(version.begin()));
    return ExpectedVersion(number);
}

QByteArray identified(const JsonNode &document, const Document &identity, bool firstKeyWins)
{
    return withIdentity(document, { identity.id, identity.version }, { firstKeyWins, false, true }).value_or(document.text().toByteArray());
}

} // namespace

DocumentFilter filterOfId(const QByteArray &id)
{
    DocumentFilter filter;
    filter.kind = DocumentFilter::Kind::Equal;
    filter.path = { "_id" };
    filter.value = encodeJsonString(id);
    return filter;
}

QByteArray idOf(const std::vector<Value> &key)
{
    return key.empty() ? QByteArray() : keyText(key.front());
}

CollectionWork::CollectionWork(std::shared_ptr<ClientState> client, const ObjectPath &table, Executor *session, bool writes)
    : m_client(std::move(client))
    , m_table(table)
    , m_executor(session)
    , m_isSession(session != nullptr)
{
    if (m_isSession)
        return;
    m_owned = m_client->database().executor(writes ? Access::Write : Access::Read);
    m_executor = m_owned.get();
}

CollectionWork::CollectionWork(CollectionWork &&) noexcept = default;
CollectionWork::~CollectionWork() = default;

Result<DocumentEngine> CollectionWork::engine()
{
    if (!m_engine) {
        auto opened = m_client->opened();
        if (!opened)
            return fail(opened.error());
        m_engine = std::move(opened->engine);
    }
    return *m_engine;
}

Result<std::optional<DocumentSource>> CollectionWork::source()
{
    return m_client->source(*m_executor, m_table, m_isSession);
}

Result<void> CollectionWork::run(const std::vector<StatementText> &statements)
{
    for (const auto &statement : statements)
        if (const auto done = m_executor->command(statement); !done)
            return fail(done.error());
    return {};
}

Result<void> CollectionWork::create()
{
    const auto engine = this->engine();
    if (!engine)
        return fail(engine.error());
    const auto migrations = engine->pongo().migrations({ m_table, {} });
    if (!migrations)
        return fail(migrations.error());
    return m_executor->withTransaction([&](Executor &executor) -> Result<TransactionOutcome<>> {
        for (const auto &migration : *migrations)
            for (const auto &statement : migration.up)
                if (const auto done = executor.command(statement); !done)
                    return fail(done.error());
        return Commit {};
    });
}

Result<DocumentSource> CollectionWork::sourceForWriting()
{
    auto found = source();
    if (!found)
        return fail(found.error());
    if (*found)
        return std::move(**found);
    if (!m_client->options().createCollections)
        return fail(ErrorKind::NotFound, tr("There is no collection \"%1\".").arg(m_table.name));
    const auto created = create();
    found = source();
    // Somebody may have made it at the same time, and the database refused ours.
    if (!created && !(found && *found))
        return fail(created.error());
    if (!found)
        return fail(found.error());
    if (!*found)
        return fail(ErrorKind::NotFound, tr("There is no collection \"%1\".").arg(m_table.name));
    return std::move(**found);
}

Result<bool> CollectionWork::drop()
{
    const auto engine = this->engine();
    const auto found = source();
    if (!engine || !found)
        return fail(engine ? found.error() : engine.error());
    m_client->forget(m_table);
    if (!*found)
        return false;
    const auto statements = engine->pongo().drop(**found);
    if (!statements)
        return fail(statements.error());
    return run(*statements).transform([] { return true; });
}

Result<void> CollectionWork::rename(const QString &newName)
{
    m_client->forget(m_table);
    m_client->forget({ m_table.database, m_table.schema, newName });
    return changeIndex([&](PongoExtension &pongo, const DocumentSource &source) { return pongo.rename(source, newName); });
}

Result<void> CollectionWork::changeIndex(const IndexSql &sql)
{
    const auto engine = this->engine();
    const auto source = sourceForWriting();
    if (!engine || !source)
        return fail(engine ? source.error() : engine.error());
    const auto statements = sql(engine->pongo(), *source);
    if (!statements)
        return fail(statements.error());
    const auto done = run(*statements);
    m_client->forget(m_table);
    return done;
}

Result<Document> CollectionWork::newDocument(const QByteArray &text)
{
    const auto engine = this->engine();
    if (!engine)
        return fail(engine.error());
    const auto first = engine->pongo().traits().firstKeyWins;
    const auto parsed = parsedDocument(text);
    if (!parsed)
        return fail(parsed.error());
    const auto id = idIn(parsed->root(), first);
    if (!id)
        return fail(id.error());
    Document document { id->isEmpty() ? newDocumentId() : *id, 1, {} };
    document.text = identified(parsed->root(), document, first);
    return document;
}

Result<Replacement> CollectionWork::replacement(const QByteArray &text)
{
    const auto engine = this->engine();
    if (!engine)
        return fail(engine.error());
    const auto first = engine->pongo().traits().firstKeyWins;
    const auto parsed = parsedDocument(text);
    if (!parsed)
        return fail(parsed.error());
    const auto id = idIn(parsed->root(), first);
    if (!id)
        return fail(id.error());
    if (id->isEmpty())
        return fail(ErrorKind::Data, tr("Each document needs its _id: it says which one is replaced."));
    const auto expected = versionIn(parsed->root(), first);
    if (!expected)
        return fail(expected.error());
    return Replacement { { *id, 0, parsed->text() }, *expected };
}

Result<DocumentOutcome> CollectionWork::write(DocumentWrite write, BatchMode mode)
{
    if (write.rows.empty())
        return DocumentOutcome();
    const auto engine = this->engine();
    if (!engine)
        return fail(engine.error());
    auto source = sourceForWriting();
    if (!source)
        return fail(source.error());
    write.source = std::move(*source);
    return engine->write(*m_executor, write, { mode == BatchMode::Each, true });
}

Result<DocumentOutcome> CollectionWork::deleteRows(DocumentWrite write, const std::vector<ExpectedVersion> &expected, BatchMode mode)
{
    if (write.rows.empty())
        return DocumentOutcome();
    const auto engine = this->engine();
    auto source = sourceForWriting();
    if (!engine || !source)
        return fail(engine ? source.error() : engine.error());
    write.source = std::move(*source);
    return m_executor->withTransaction([&](Executor &executor) -> Result<TransactionOutcome<DocumentOutcome>> {
        auto outcome = engine->write(executor, write, { true, true });
        if (!outcome)
            return fail(outcome.error());
        std::erase_if(outcome->conflicts, [&](const DocumentConflict &conflict) {
            return !conflict.exists && expected[std::size_t(conflict.row)] == ExpectedVersion::any();
        });
        if (outcome->conflicts.empty() || mode == BatchMode::Each)
            return Commit { std::move(*outcome) };
        outcome->changed = 0;
        outcome->written.clear();
        return Rollback { std::move(*outcome) };
    });
}

Result<DocumentQuery> CollectionWork::queryOne(const QByteArray &filter, const QByteArray &sort)
{
    const auto engine = this->engine();
    if (!engine)
        return fail(engine.error());
    auto query = engine->query({}, filter, sort);
    if (query)
        query->limit = 1;
    return query;
}

Result<std::optional<Document>> CollectionWork::findFirst(Executor &executor, const DocumentQuery &query)
{
    const auto engine = this->engine();
    if (!engine)
        return fail(engine.error());
    auto found = engine->find(executor, query);
    if (!found)
        return fail(found.error());
    return Cursor({}, std::move(*found), query.source).next();
}

Result<OneChange> CollectionWork::writeOne(
    Executor &executor, const DocumentSource &source, const std::optional<Document> &before, const std::optional<QByteArray> &after)
{
    const auto engine = this->engine();
    if (!engine)
        return fail(engine.error());
    if ((!before && !after) || (before && after && before->text == *after))
        return OneChange { before, before, false };
    DocumentWrite write;
    write.source = source;
    write.kind = !before ? DocumentWrite::Kind::Insert : after ? DocumentWrite::Kind::Update : DocumentWrite::Kind::Delete;
    Document written = before.value_or(Document());
    if (after) {
        const auto first = engine->rules(source).firstKeyWins;
        const auto parsed = parsedDocument(*after);
        if (!parsed)
            return fail(parsed.error());
        const auto id = idIn(parsed->root(), first);
        if (!id)
            return fail(id.error());
        if (before && !id->isEmpty() && *id != before->id)
            return fail(ErrorKind::Data, tr("The _id of a document can't change."));
        if (!before)
            written.id = id->isEmpty() ? newDocumentId() : *id;
        ++written.version;
        written.text = identified(parsed->root(), written, first);
    }
    DocumentRow row;
    row.key = { Value::text(written.id) };
    row.text = written.text;
    if (before)
        row.expectedVersion = before->version;
    write.rows.push_back(std::move(row));
    const auto outcome = engine->write(executor, write);
    if (!outcome)
        return fail(outcome.error());
    if (!outcome->conflicts.empty()) {
        const auto expected = before ? ExpectedVersion(before->version) : ExpectedVersion::doesNotExist();
        return fail(concurrencyError(written.id, expected, outcome->conflicts.front().actualVersion));
    }
    return OneChange { before, after ? std::optional(written) : std::nullopt, true };
}

Result<OneChange> CollectionWork::changeOne(const DocumentQuery &given, const ExpectedVersion &expected, const Change &change)
{
    auto found = source();
    if (!found)
        return fail(found.error());
    if (!*found) {
        // Nothing is there, and nothing is made unless something is to be written.
        const auto after = expected.isMetBy(std::nullopt) ? change(std::nullopt) : fail(concurrencyError({}, expected, std::nullopt));
        if (!after)
            return fail(after.error());
        if (!*after)
            return OneChange();
        auto made = sourceForWriting();
        if (!made)
            return fail(made.error());
        *found = std::move(*made);
        return writeOne(*m_executor, **found, {}, *after);
    }
    auto query = given;
    query.source = std::move(**found);
    query.forUpdate = true;
    return m_executor->withTransaction([&](Executor &executor) -> Result<TransactionOutcome<OneChange>> {
        const auto before = findFirst(executor, query);
        if (!before)
            return fail(before.error());
        const auto version = *before ? std::optional((*before)->version) : std::nullopt;
        if (!expected.isMetBy(version))
            return fail(concurrencyError(*before ? (*before)->id : QByteArray(), expected, version));
        const auto after = change(*before);
        if (!after)
            return fail(after.error());
        auto done = writeOne(executor, query.source, *before, *after);
        if (!done)
            return fail(done.error());
        return Commit { std::move(*done) };
    });
}

} // namespace dumbo::pongo
