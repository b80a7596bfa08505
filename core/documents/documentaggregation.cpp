#include "core/documents/documentengine.h"

#include "core/documents/documentrows.h"
#include "core/documents/documentspool.h"
#include "core/documents/query/pipeline.h"
#include "core/json/jsondocument.h"
#include "core/json/jsonstring.h"
#include "core/sdk/batchbuilder.h"

#include <QCoreApplication>

#include <array>
#include <deque>

namespace dumbo {

namespace {

/// Documents that wait for being asked for.
constexpr std::size_t mostWaiting = 1000;
constexpr qint64 mostWaitingBytes = 4 * 1024 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("DocumentEngine", text);
}

Column dataColumn()
{
    Column column;
    column.name = QStringLiteral("data");
    column.kind = LogicalKind::Json;
    column.nullability = Nullability::NotNull;
    return column;
}

/// Documents that are made here: one result of one column.
class MadeDocuments : public Execution {
public:
    [[nodiscard]] Result<bool> nextResult() override
    {
        if (m_isOpen)
            return false;
        m_isOpen = true;
        if (const auto begun = begin(); !begun)
            return fail(begun.error());
        return true;
    }
    [[nodiscard]] std::span<const Column> columns() const override { return m_columns; }
    [[nodiscard]] CommandOutcome outcome() const override { return {}; }
    [[nodiscard]] Result<std::optional<Batch>> next(const BatchLimit &limit) override
    {
        while (m_waiting.empty() && !m_ended)
            if (const auto more = makeSome(limit); !more)
                return fail(more.error());
        if (m_waiting.empty())
            return std::optional<Batch>();
        BatchBuilder builder(1, limit);
        for (; !m_waiting.empty() && !builder.isFull(); m_waiting.pop_front()) {
            const auto &text = m_waiting.front();
            m_waitingBytes -= text.size();
            builder.column(0).appendText({ text.constData(), std::size_t(text.size()) });
            builder.endRow();
        }
        auto batch = builder.finish();
        if (!batch)
            return fail(batch.error());
        return std::move(*batch);
    }

protected:
    [[nodiscard]] virtual Result<void> begin() = 0;
    /// Adds to the documents that wait, or ends.
    [[nodiscard]] virtual Result<void> makeSome(const BatchLimit &limit) = 0;
    void give(const QByteArray &document)
    {
        m_waitingBytes += document.size();
        m_waiting.push_back(document);
    }
    [[nodiscard]] bool waitsEnough() const { return m_waiting.size() >= mostWaiting || m_waitingBytes >= mostWaitingBytes; }
    void end() { m_ended = true; }
    [[nodiscard]] bool isEnded() const { return m_ended; }

private:
    std::array<Column, 1> m_columns { dataColumn() };
    std::deque<QByteArray> m_waiting;
    qint64 m_waitingBytes = 0;
    bool m_isOpen = false;
    bool m_ended = false;
};

/// What a pipeline does to the documents that its front finds, as they come.
class PipelineExecution final : public MadeDocuments {
public:
    using Collections = DocumentEngine::Collections;

    PipelineExecution(const DocumentEngine &engine, Executor &executor, const DocumentPipeline &pipeline, const DocumentQuery &query,
        const Collections &collections, const DocumentFindOptions &options, std::unique_ptr<Execution> rows)
        : m_engine(engine)
        , m_executor(executor)
        , m_collections(collections)
        , m_options(options)
        , m_columns(query.source)
        , m_rows(std::move(rows))
        , m_spools(!pipeline.collections().isEmpty())
    {
        PipelineOptions running;
        running.rules = engine.rules(query.source);
        running.memory = options.sortBudget;
        running.lookup = [this](const QByteArray &collection, const DocumentPath &field, const std::vector<QByteArray> &values,
                             const std::function<void(const QByteArray &)> &found) { return lookUp(collection, field, values, found); };
        m_run = pipeline.start(running, [this](const QByteArray &document) {
            give(document);
            return true;
        });
    }
    ~PipelineExecution() override = default;

    [[nodiscard]] Result<void> close(CloseMode mode) override
    {
        end();
        return closeFront(mode);
    }

protected:
    [[nodiscard]] Result<void> begin() override
    {
        const auto more = m_rows->nextResult();
        if (!more)
            return fail(more.error());
        // A connection answers one statement at a time, a pool may have but one, and $lookup asks others.
        return m_spools ? readAll() : Result<void>();
    }

    [[nodiscard]] Result<void> makeSome(const BatchLimit &limit) override
    {
        if (m_spools)
            return runSpooled();
        const auto batch = m_rows->next(limit);
        if (!batch)
            return fail(batch.error());
        if (!*batch)
            return finish();
        for (qint64 row = 0; row < (*batch)->rowCount(); ++row) {
            const auto bytes = cellBytes((*batch)->cell(row, m_columns.text()), m_storage);
            if (!bytes)
                return fail(bytes.error());
            const auto goesOn = add(*bytes);
            if (!goesOn)
                return fail(goesOn.error());
            if (!*goesOn)
                return finish();
        }
        return {};
    }

private:
    [[nodiscard]] Result<bool> add(QByteArrayView text)
    {
        const auto document = m_reader.read(text);
        return document ? m_run->add(*document) : Result<bool>(true);
    }

    [[nodiscard]] Result<void> finish()
    {
        end();
        if (const auto closed = closeFront(CloseMode::Cancel); !closed)
            return closed;
        return m_run->finish();
    }

    /// Gives the connection back as well.
    [[nodiscard]] Result<void> closeFront(CloseMode mode)
    {
        if (!m_rows)
            return {};
        const auto closed = m_rows->close(mode);
        m_rows.reset();
        return closed;
    }

    [[nodiscard]] Result<void> readAll()
    {
        while (true) {
            const auto batch = m_rows->next({});
            if (!batch)
                return fail(batch.error());
            if (!*batch)
                return closeFront(CloseMode::Drain);
            for (qint64 row = 0; row < (*batch)->rowCount(); ++row) {
                const auto bytes = cellBytes((*batch)->cell(row, m_columns.text()), m_storage);
                if (!bytes)
                    return fail(bytes.error());
                DocumentRow document;
                document.text = bytes->toByteArray();
                if (const auto kept = m_spool.add(std::move(document)); !kept)
                    return kept;
            }
        }
    }

    /// As many documents as make a batch: what comes out waits in memory.
    [[nodiscard]] Result<void> runSpooled()
    {
        while (!waitsEnough()) {
            if (m_nextRow == m_chunk.size()) {
                auto chunk = m_spool.next(m_place);
                if (!chunk)
                    return fail(chunk.error());
                m_chunk = std::move(*chunk);
                m_nextRow = 0;
            }
            if (m_chunk.empty())
                return finish();
            const auto goesOn = add(m_chunk[m_nextRow++].text);
            if (!goesOn)
                return fail(goesOn.error());
            if (!*goesOn)
                return finish();
        }
        return {};
    }

    [[nodiscard]] Result<void> lookUp(const QByteArray &collection, const DocumentPath &field, const std::vector<QByteArray> &values,
        const std::function<void(const QByteArray &)> &found)
    {
        if (!m_collections)
            return fail(ErrorKind::InvalidOperation, tr("$lookup reads other collections, which are not at hand here."));
        const auto source = m_collections(QString::fromUtf8(collection));
        if (!source)
            return fail(source.error());
        DocumentQuery query;
        query.source = *source;
        query.filter.kind = DocumentFilter::Kind::In;
        query.filter.path = field;
        query.filter.values = values;
        const DocumentColumns columns(*source);
        QByteArray storage;
        return m_engine.visitBatches(m_executor, query, m_options, [&](const Batch &batch) -> Result<bool> {
            for (qint64 row = 0; row < batch.rowCount(); ++row) {
                const auto bytes = cellBytes(batch.cell(row, columns.text()), storage);
                if (!bytes)
                    return fail(bytes.error());
                found(bytes->toByteArray());
            }
            return true;
        });
    }

    const DocumentEngine m_engine;
    Executor &m_executor;
    Collections m_collections;
    DocumentFindOptions m_options;
    DocumentColumns m_columns;
    std::unique_ptr<Execution> m_rows;
    const bool m_spools;
    DocumentSpool m_spool;
    DocumentSpool::Place m_place;
    std::vector<DocumentRow> m_chunk;
    std::size_t m_nextRow = 0;
    JsonReader m_reader;
    QByteArray m_storage;
    std::unique_ptr<PipelineRun> m_run;
};

/// The answer of a $count that the database counted.
class CountExecution final : public MadeDocuments {
public:
    CountExecution(const QByteArray &name, qint64 count)
    {
        if (count > 0)
            give('{' + encodeJsonString(name) + ':' + QByteArray::number(count) + '}');
        end();
    }
    [[nodiscard]] Result<void> close(CloseMode) override { return {}; }

protected:
    [[nodiscard]] Result<void> begin() override { return {}; }
    [[nodiscard]] Result<void> makeSome(const BatchLimit &) override { return {}; }
};

DocumentQuery frontOf(const DocumentPipeline &pipeline, const DocumentSource &source)
{
    auto query = pipeline.front();
    query.source = source;
    return query;
}

bool isCounted(const DocumentPipeline &pipeline)
{
    return pipeline.countedAs() && !pipeline.hasRest();
}

} // namespace

Result<DocumentPlan> DocumentEngine::explainAggregate(const DocumentSource &source, const QByteArray &pipeline) const
{
    const auto parsed = DocumentPipeline::parse(pipeline);
    if (!parsed)
        return fail(parsed.error());
    const auto query = frontOf(*parsed, source);
    auto plan = isCounted(*parsed) ? explainCount(query) : explainFind(query);
    if (plan)
        plan->reasons += parsed->reasons();
    return plan;
}

Result<DocumentFind> DocumentEngine::aggregate(Executor &executor, const DocumentSource &source, const QByteArray &pipeline,
    const Collections &collections, const DocumentFindOptions &options) const
{
    const auto parsed = DocumentPipeline::parse(pipeline);
    if (!parsed)
        return fail(parsed.error());
    const auto query = frontOf(*parsed, source);
    if (isCounted(*parsed)) {
        const auto counted = count(executor, query);
        if (!counted)
            return fail(counted.error());
        auto plan = explainCount(query);
        if (!plan)
            return fail(plan.error());
        return DocumentFind { std::make_unique<CountExecution>(*parsed->countedAs(), *counted), std::move(*plan) };
    }
    auto front = find(executor, query, options);
    if (!front)
        return fail(front.error());
    front->plan.reasons += parsed->reasons();
    return DocumentFind { std::make_unique<PipelineExecution>(
                              *this, executor, *parsed, query, collections, options, std::move(front->execution)),
        std::move(front->plan) };
}

} // namespace dumbo
