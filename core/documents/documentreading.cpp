#include "core/documents/documentreading.h"

#include "core/documents/documentengine.h"
#include "core/documents/documentrows.h"
#include "core/documents/query/documentorder.h"
#include "core/documents/query/documentpath.h"
#include "core/json/jsondocument.h"

#include <map>

namespace dumbo {

namespace {

class ValueWalk {
public:
    ValueWalk(const DocumentPath &path, const DocumentRules &rules, const std::function<void(const JsonNode &)> &visit)
        : m_path(path)
        , m_rules(rules)
        , m_visit(visit)
    {
    }

    void walk(const JsonNode &node, qsizetype step) const
    {
        if (step == m_path.size()) {
            finish(node);
        } else if (node.isObject()) {
            walk(node.find(m_path.at(step), m_rules.firstKeyWins), step + 1);
        } else if (node.isArray()) {
            if (const auto position = arrayPosition(m_path.at(step)); position >= 0)
                walk(node.child(position), step + 1);
            for (const auto element : node.children())
                if (element.isObject())
                    walk(element, step);
        }
    }

private:
    void finish(const JsonNode &node) const
    {
        if (node.isArray())
            for (const auto element : node.children())
                m_visit(element);
        else if (node.isValid())
            m_visit(node);
    }

    const DocumentPath &m_path;
    const DocumentRules &m_rules;
    const std::function<void(const JsonNode &)> &m_visit;
};

/// Values, each once, in their order.
class DistinctValues {
public:
    explicit DistinctValues(const DocumentRules &rules)
        : m_rules(rules)
    {
    }
    void add(const JsonNode &value)
    {
        m_bytes.clear();
        appendOrderedBytes(m_bytes, value, m_rules);
        if (!m_values.contains(m_bytes))
            m_values.emplace(m_bytes, value.text().toByteArray());
    }
    [[nodiscard]] std::vector<QByteArray> take() &&
    {
        std::vector<QByteArray> values;
        for (auto &[order, text] : m_values)
            values.push_back(std::move(text));
        return values;
    }

private:
    struct ByBytes {
        bool operator()(const QByteArray &left, const QByteArray &right) const { return QByteArrayView(left).compare(right) < 0; }
    };
    DocumentRules m_rules;
    QByteArray m_bytes;
    std::map<QByteArray, QByteArray, ByBytes> m_values;
};

/// Texts in a column of a batch, each read as JSON; what is none is passed over.
Result<bool> readColumn(const Batch &batch, int column, JsonReader &reader, const std::function<void(const JsonNode &)> &visit)
{
    QByteArray storage;
    for (qint64 row = 0; row < batch.rowCount(); ++row) {
        const auto bytes = cellBytes(batch.cell(row, column), storage);
        if (!bytes)
            return fail(bytes.error());
        if (const auto node = reader.read(*bytes))
            visit(*node);
    }
    return true;
}

/// The column's numbers; the documents say them as texts.
Result<bool> readVersions(const Batch &batch, const DocumentColumns &columns, JsonReader &reader, const std::function<void(const JsonNode &)> &visit)
{
    for (qint64 row = 0; row < batch.rowCount(); ++row) {
        const auto version = versionOf(batch, row, columns);
        if (!version)
            continue;
        const auto text = QByteArray::number(*version);
        if (const auto node = reader.read(text))
            visit(*node);
    }
    return true;
}

DocumentQuery distinctQuery(DocumentQuery query)
{
    query.projection = {};
    if (query.skip == 0 && !query.limit)
        query.sort.clear();
    return query;
}

} // namespace

void visitValues(const JsonNode &document, const DocumentPath &path, const DocumentRules &rules, const std::function<void(const JsonNode &)> &visit)
{
    ValueWalk(path, rules, visit).walk(document, 0);
}

Result<std::optional<DocumentStatement>> DocumentEngine::valuesStatement(const DocumentQuery &query, const DocumentPath &path) const
{
    // Texts that are kept as they came are read as they came: SQL would round numbers.
    if (query.skip > 0 || query.limit || query.source.storage != DocumentStorage::Jsonb)
        return std::nullopt;
    auto statement = m_pongo->values(query, path);
    if (statement && *statement && !(*statement)->filterDone)
        return std::nullopt;
    return statement;
}

Result<DocumentPlan> DocumentEngine::explainDistinct(const DocumentQuery &query, const DocumentPath &path) const
{
    const auto asked = distinctQuery(query);
    auto statement = valuesStatement(asked, path);
    if (!statement)
        return fail(statement.error());
    if (!*statement)
        return explainFind(asked);
    DocumentPlan plan;
    plan.statement.text = (*statement)->text;
    plan.statement.parameters = (*statement)->parameters;
    auto runnable = runnableSql(plan.statement);
    if (!runnable)
        return fail(runnable.error());
    plan.runnableSql = std::move(*runnable);
    return plan;
}

Result<std::vector<QByteArray>> DocumentEngine::distinct(Executor &executor, const DocumentQuery &query, const DocumentPath &path) const
{
    const auto meaning = rules(query.source);
    DistinctValues values(meaning);
    JsonReader reader;
    const auto asked = distinctQuery(query);
    const auto statement = valuesStatement(asked, path);
    if (!statement)
        return fail(statement.error());
    if (*statement) {
        Statement sent;
        sent.text = (*statement)->text;
        sent.parameters = (*statement)->parameters;
        const auto rows = executor.execute(sent);
        if (!rows)
            return fail(rows.error());
        const auto read = readBatches(**rows, [&](const Batch &batch) {
            return readColumn(batch, 0, reader, [&](const JsonNode &value) { values.add(value); });
        });
        if (!read)
            return fail(read.error());
        return std::move(values).take();
    }
    const DocumentColumns columns(query.source);
    const bool isVersion = query.source.isCollection && path == DocumentPath { "_version" };
    const auto visited = visitBatches(executor, asked, {}, [&](const Batch &batch) -> Result<bool> {
        if (isVersion)
            return readVersions(batch, columns, reader, [&](const JsonNode &value) { values.add(value); });
        return readColumn(batch, columns.text(), reader, [&](const JsonNode &document) {
            visitValues(document, path, meaning, [&](const JsonNode &value) { values.add(value); });
        });
    });
    if (!visited)
        return fail(visited.error());
    return std::move(values).take();
}

} // namespace dumbo
