#include "core/documents/documentwriting.h"

#include "core/documents/documentengine.h"
#include "core/documents/documentidentity.h"
#include "core/documents/documentrows.h"
#include "core/json/jsondocument.h"
#include "core/json/jsonstring.h"
#include "core/sql/sql.h"

#include <QHash>

#include <algorithm>
#include <iterator>

namespace dumbo {

namespace {

constexpr std::size_t conflictsAtOnce = 500;

Statement statementOf(const DocumentCommand &command)
{
    Statement statement;
    statement.text = command.text;
    statement.parameters = command.parameters;
    return statement;
}

/// Rows as they go to a collection: the text says id and version too.
Result<DocumentWrite> withIdentities(const DocumentWrite &write, const DocumentRules &rules)
{
    auto result = write;
    if (!write.source.isCollection || write.kind == DocumentWrite::Kind::Delete || write.kind == DocumentWrite::Kind::DeleteMatching)
        return result;
    JsonReader reader;
    for (auto &row : result.rows) {
        const auto document = reader.read(row.text);
        if (!document)
            return fail(document.error());
        // Any other version is what the database makes of the one it finds.
        if (write.kind == DocumentWrite::Kind::Update && !row.expectedVersion)
            continue;
        const DocumentIdentity identity { keyText(row.key.front()), row.expectedVersion.value_or(0) + 1 };
        if (auto text = withIdentity(*document, identity, { rules.firstKeyWins, false, true }))
            row.text = std::move(*text);
    }
    return result;
}

/// Which rows the database answered.
class Answers {
public:
    explicit Answers(const DocumentWrite &write)
        : m_write(write)
        , m_columns(write.source)
        , m_isWritten(write.rows.size())
    {
    }

    Result<void> take(const QueryResult &result)
    {
        for (qint64 number = 0; number < result.rowCount(); ++number) {
            ++m_count;
            if (m_write.kind == DocumentWrite::Kind::DeleteMatching)
                continue;
            const auto row = result.row(number);
            std::vector<Value> key;
            for (int column = 0; column < m_columns.keys; ++column) {
                auto value = row.value(column);
                if (!value)
                    return fail(value.error());
                key.push_back(std::move(*value));
            }
            const auto index = rowOf(key);
            std::optional<qint64> version;
            if (m_columns.hasVersion && row.columnCount() > m_columns.keys)
                if (const auto read = row.integer(m_columns.keys))
                    version = *read;
            if (index >= 0)
                m_isWritten[std::size_t(index)] = true;
            m_written.push_back({ index, std::move(key), version });
        }
        return {};
    }

    [[nodiscard]] DocumentOutcome outcome() &&
    {
        DocumentOutcome outcome;
        outcome.changed = m_count;
        outcome.written = std::move(m_written);
        std::ranges::sort(outcome.written, {}, &WrittenDocument::row);
        for (std::size_t row = 0; row < m_write.rows.size(); ++row)
            if (!m_isWritten[row])
                outcome.conflicts.push_back({ qint64(row), m_write.rows[row].key, m_write.rows[row].expectedVersion, {}, {}, false });
        return outcome;
    }

private:
    /// Answers mostly come in the order of the rows.
    qint64 rowOf(const std::vector<Value> &key)
    {
        if (m_next < m_write.rows.size() && m_write.rows[m_next].key == key)
            return qint64(m_next++);
        // Of rows with the same key the first is the one that is written.
        if (m_rows.isEmpty())
            for (std::size_t row = 0; row < m_write.rows.size(); ++row)
                if (const auto text = keyText(m_write.rows[row].key); !m_rows.contains(text))
                    m_rows.insert(text, qint64(row));
        const auto found = m_rows.value(keyText(key), -1);
        if (found >= 0)
            m_next = std::size_t(found) + 1;
        return found;
    }

    const DocumentWrite &m_write;
    DocumentColumns m_columns;
    QHash<QByteArray, qint64> m_rows;
    std::size_t m_next = 0;
    std::vector<bool> m_isWritten;
    std::vector<WrittenDocument> m_written;
    qint64 m_count = 0;
};

/// "WHERE" for some rows by their keys.
Sql keysCondition(const DocumentSource &source, std::span<const DocumentConflict> conflicts)
{
    if (source.key.size() == 1) {
        std::vector<Value> ids;
        for (const auto &conflict : conflicts)
            ids.push_back(conflict.key.front());
        return Sql::in(Sql::identifier(source.key.front()), std::move(ids));
    }
    std::vector<Sql> rows;
    for (const auto &conflict : conflicts) {
        std::vector<Sql> parts;
        for (qsizetype part = 0; part < source.key.size(); ++part)
            parts.push_back(Sql::identifier(source.key.at(part)) + Sql::raw(" = ") + Sql::value(conflict.key[std::size_t(part)]));
        rows.push_back(Sql::raw("(") + Sql::join(parts, " AND ") + Sql::raw(")"));
    }
    return Sql::join(rows, " OR ");
}

Result<void> readConflicts(Executor &executor, const Dialect &dialect, const DocumentSource &source, std::span<DocumentConflict> conflicts)
{
    const DocumentColumns columns(source);
    std::vector<Sql> names;
    for (const auto &name : source.key)
        names.push_back(Sql::identifier(name));
    if (source.isCollection)
        names.push_back(Sql::identifier(QStringLiteral("_version")));
    names.push_back(Sql::identifier(source.column));
    const auto table = Sql::raw(quotePath({ source.table.schema, source.table.name }, dialect));
    const auto statement = render(
        Sql::raw("SELECT ") + Sql::join(names) + Sql::raw(" FROM ") + table + Sql::raw(" WHERE ") + keysCondition(source, conflicts), dialect);
    if (!statement)
        return fail(statement.error());
    const auto result = executor.query(*statement);
    if (!result)
        return fail(result.error());
    QHash<QByteArray, DocumentConflict *> byKey;
    for (auto &conflict : conflicts)
        byKey.insert(keyText(conflict.key), &conflict);
    for (qint64 number = 0; number < result->rowCount(); ++number) {
        const auto row = result->row(number);
        std::vector<Value> key;
        for (int column = 0; column < columns.keys; ++column)
            key.push_back(row.value(column).value_or(Value()));
        auto *conflict = byKey.value(keyText(key));
        if (!conflict)
            continue;
        conflict->exists = true;
        if (columns.hasVersion)
            if (const auto version = row.integer(columns.version()))
                conflict->actualVersion = *version;
        conflict->actualText = keyText(row.value(columns.text()).value_or(Value::text(QByteArray())));
    }
    return {};
}

Result<DocumentOutcome> writeIn(
    Executor &executor, const Dialect &dialect, const DocumentWrite &write, std::span<const Statement> statements, bool readsConflicts)
{
    Answers answers(write);
    for (const auto &statement : statements) {
        const auto result = executor.query(statement);
        if (!result)
            return fail(result.error());
        if (const auto taken = answers.take(*result); !taken)
            return fail(taken.error());
    }
    auto outcome = std::move(answers).outcome();
    if (!readsConflicts)
        return outcome;
    const std::span conflicts(outcome.conflicts);
    for (std::size_t begin = 0; begin < conflicts.size(); begin += conflictsAtOnce) {
        const auto part = conflicts.subspan(begin, std::min(conflictsAtOnce, conflicts.size() - begin));
        if (const auto read = readConflicts(executor, dialect, write.source, part); !read)
            return fail(read.error());
    }
    return outcome;
}

/// Rows of a collection that ask for no version, where the text alone can say which one comes.
bool needsVersions(const DocumentWrite &write)
{
    return write.source.isCollection && write.source.storage != DocumentStorage::Jsonb 
        && (write.kind == DocumentWrite::Kind::Update || write.kind == DocumentWrite::Kind::Upsert)
        && std::ranges::any_of(write.rows, [](const DocumentRow &row) { return !row.expectedVersion; });
}

/// With the versions that are there, for rows that ask for none: they stay until the transaction ends.
Result<DocumentWrite> withVersions(const DocumentEngine &engine, Executor &executor, const DocumentWrite &write)
{
    DocumentQuery query;
    query.source = write.source;
    query.forUpdate = true;
    query.filter.kind = DocumentFilter::Kind::In;
    query.filter.path = { "_id" };
    QHash<QByteArray, qint64> versions;
    const DocumentColumns columns(write.source);
    DocumentFindOptions options;
    options.asStored = true;
    for (std::size_t begin = 0; begin < write.rows.size(); begin += conflictsAtOnce) {
        query.filter.values.clear();
        for (auto row = begin; row < std::min(begin + conflictsAtOnce, write.rows.size()); ++row)
            query.filter.values.push_back(encodeJsonString(keyText(write.rows[row].key.front())));
        const auto read = engine.visitBatches(executor, query, options, [&](const Batch &batch) -> Result<bool> {
            for (qint64 row = 0; row < batch.rowCount(); ++row)
                if (const auto key = keyOf(batch, row, columns))
                    versions.insert(keyText(key->front()), versionOf(batch, row, columns).value_or(0));
            return true;
        });
        if (!read)
            return fail(read.error());
    }
    auto result = write;
    for (auto &row : result.rows)
        if (!row.expectedVersion && versions.contains(keyText(row.key.front())))
            row.expectedVersion = versions.value(keyText(row.key.front()));
    return result;
}

/// Rows of a write that one statement may write, and which they are.
struct WritePart {
    DocumentWrite write;
    std::vector<qint64> rows;
};

bool namesRow(const DocumentRow &row)
{
    return !row.key.empty() && std::ranges::none_of(row.key, &Value::isNull);
}

/// A statement writes a row only once, and which of two it takes is open: each further row of a key goes into a later part, where it finds
/// what the one before has left. Empty where no key is there twice.
std::vector<WritePart> partsOf(const DocumentWrite &write)
{
    QHash<QByteArray, std::size_t> times;
    std::vector<std::size_t> partOf(write.rows.size());
    std::size_t count = 1;
    for (std::size_t row = 0; row < write.rows.size(); ++row) {
        if (namesRow(write.rows[row]))
            partOf[row] = times[keyText(write.rows[row].key)]++;
        count = std::max(count, partOf[row] + 1);
    }
    if (count == 1)
        return {};
    std::vector<WritePart> parts(count);
    for (auto &part : parts) {
        part.write.kind = write.kind;
        part.write.source = write.source;
    }
    for (std::size_t row = 0; row < write.rows.size(); ++row) {
        auto &part = parts[partOf[row]];
        part.write.rows.push_back(write.rows[row]);
        part.rows.push_back(qint64(row));
    }
    return parts;
}

void append(DocumentOutcome &total, DocumentOutcome part, const std::vector<qint64> &rows)
{
    const auto rowOf = [&rows](qint64 row) { return row < 0 ? row : rows[std::size_t(row)]; };
    total.changed += part.changed;
    for (auto &written : part.written)
        total.written.push_back({ rowOf(written.row), std::move(written.key), written.version });
    for (auto &conflict : part.conflicts) {
        conflict.row = rowOf(conflict.row);
        total.conflicts.push_back(std::move(conflict));
    }
}

/// All or, where others are kept, what there is.
TransactionOutcome<DocumentOutcome> ended(DocumentOutcome outcome, const DocumentWriteOptions &options)
{
    if (outcome.conflicts.empty() || options.keepOthers)
        return Commit { std::move(outcome) };
    outcome.changed = 0;
    outcome.written.clear();
    return Rollback { std::move(outcome) };
}

/// Part after part, in the caller's transaction.
Result<DocumentOutcome> writeParts(
    const DocumentEngine &engine, Executor &executor, const std::vector<WritePart> &parts, const DocumentWriteOptions &options)
{
    DocumentOutcome total;
    for (const auto &part : parts) {
        auto outcome = engine.write(executor, part.write, { true, options.readConflicts });
        if (!outcome)
            return outcome;
        append(total, std::move(*outcome), part.rows);
    }
    std::ranges::stable_sort(total.written, {}, &WrittenDocument::row);
    std::ranges::stable_sort(total.conflicts, {}, &DocumentConflict::row);
    return total;
}

} // namespace

Result<std::vector<Statement>> DocumentEngine::explainWrite(const DocumentWrite &write) const
{
    std::vector<Statement> all;
    for (const auto &part : partsOf(write)) {
        auto statements = explainWrite(part.write);
        if (!statements)
            return statements;
        std::ranges::move(*statements, std::back_inserter(all));
    }
    if (!all.empty())
        return all;
    const auto whole = withIdentities(write, rules(write.source));
    if (!whole)
        return fail(whole.error());
    const auto commands = m_pongo->write(*whole);
    if (!commands)
        return fail(commands.error());
    std::vector<Statement> statements;
    for (const auto &command : *commands)
        statements.push_back(statementOf(command));
    return statements;
}

Result<DocumentOutcome> DocumentEngine::write(Executor &executor, const DocumentWrite &write, const DocumentWriteOptions &options) const
{
    if (const auto parts = partsOf(write); !parts.empty())
        return executor.withTransaction([&](Executor &inner) -> Result<TransactionOutcome<DocumentOutcome>> {
            auto outcome = writeParts(*this, inner, parts, options);
            if (!outcome)
                return fail(outcome.error());
            return ended(std::move(*outcome), options);
        });
    const auto reads = needsVersions(write);
    auto statements = reads ? Result<std::vector<Statement>>() : explainWrite(write);
    if (!statements)
        return fail(statements.error());
    return executor.withTransaction([&](Executor &inner) -> Result<TransactionOutcome<DocumentOutcome>> {
        if (reads) {
            const auto whole = withVersions(*this, inner, write);
            if (!whole)
                return fail(whole.error());
            statements = explainWrite(*whole);
            if (!statements)
                return fail(statements.error());
        }
        auto outcome = writeIn(inner, m_dialect, write, *statements, options.readConflicts);
        if (!outcome)
            return fail(outcome.error());
        return ended(std::move(*outcome), options);
    });
}

} // namespace dumbo
