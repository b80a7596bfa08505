#include "core/documents/pongo/cursor.h"

#include "core/documents/documentrows.h"

#include <utility>

namespace dumbo::pongo {

Cursor::Cursor() = default;

Cursor::Cursor(std::unique_ptr<Executor> executor, DocumentFind found, const DocumentSource &source)
    : m_executor(std::move(executor))
    , m_execution(std::move(found.execution))
    , m_plan(std::move(found.plan))
    , m_hasIdentity(source.isCollection)
{
}

Cursor::Cursor(Cursor &&other) noexcept = default;

Cursor &Cursor::operator=(Cursor &&other) noexcept
{
    close();
    m_execution = std::move(other.m_execution);
    m_executor = std::move(other.m_executor);
    m_plan = std::move(other.m_plan);
    m_hasIdentity = other.m_hasIdentity;
    m_begun = other.m_begun;
    m_waiting = std::move(other.m_waiting);
    return *this;
}

Cursor::~Cursor()
{
    close();
}

void Cursor::close()
{
    m_execution.reset();
    m_executor.reset();
    m_waiting.clear();
}

Result<void> Cursor::readBatch()
{
    if (!std::exchange(m_begun, true)) {
        const auto more = m_execution->nextResult();
        if (!more)
            return fail(more.error());
    }
    const auto batch = m_execution->next({});
    if (!batch)
        return fail(batch.error());
    if (!*batch) {
        auto ended = m_execution->close(CloseMode::Drain);
        m_execution.reset();
        m_executor.reset();
        return ended;
    }
    const auto text = (*batch)->columnCount() - 1;
    QByteArray storage;
    for (qint64 row = 0; row < (*batch)->rowCount(); ++row) {
        const auto bytes = cellBytes((*batch)->cell(row, text), storage);
        if (!bytes)
            return fail(bytes.error());
        Document document;
        if (m_hasIdentity && text == 2) {
            DocumentSource source;
            const DocumentColumns columns(source);
            document.id = cellBytes((*batch)->cell(row, 0), document.id).value_or(QByteArrayView()).toByteArray();
            document.version = versionOf(**batch, row, columns).value_or(0);
        }
        document.text = bytes->toByteArray();
        m_waiting.push_back(std::move(document));
    }
    return {};
}

Result<std::optional<Document>> Cursor::next()
{
    while (m_waiting.empty() && m_execution)
        if (const auto read = readBatch(); !read)
            return fail(read.error());
    if (m_waiting.empty())
        return std::optional<Document>();
    auto document = std::move(m_waiting.front());
    m_waiting.pop_front();
    return document;
}

Result<std::vector<Document>> Cursor::all()
{
    std::vector<Document> documents;
    while (true) {
        auto document = next();
        if (!document)
            return fail(document.error());
        if (!*document)
            return documents;
        documents.push_back(std::move(**document));
    }
}

} // namespace dumbo::pongo
