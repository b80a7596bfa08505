#include "core/documents/query/documentorder.h"
#include "core/documents/query/matcher.h"
#include "core/documents/query/pipelinestages.h"
#include "core/documents/query/projection.h"
#include "core/json/jsonstring.h"

#include <algorithm>

namespace dumbo {

StageRun::~StageRun() = default;

Result<void> StageRun::finish()
{
    return next ? next->finish() : Result<void>();
}

Result<bool> StageRun::give(const QByteArray &document)
{
    const auto root = m_reader.read(document);
    if (!root)
        return fail(root.error());
    return next->add(*root);
}

Result<void> StageMemory::take(qint64 bytes)
{
    m_used += bytes;
    if (m_used <= m_most)
        return {};
    return fail(ErrorKind::InsufficientResources,
        documentWords("The pipeline needs more than %1 MB of memory; let $match or $project leave less over.").arg(m_most / (1024 * 1024)));
}

namespace {

using Kind = PipelineStage::Kind;

class MatchRun : public StageRun {
public:
    explicit MatchRun(FilterMatcher matcher)
        : m_matcher(std::move(matcher))
    {
    }
    Result<bool> add(const JsonNode &document) override
    {
        const auto matches = m_matcher.matches(document);
        return matches && *matches ? next->add(document) : matches.transform([](bool) { return true; });
    }

private:
    FilterMatcher m_matcher;
};

/// A stage that could not be made: a pattern that is no regular expression.
class FailedRun : public StageRun {
public:
    explicit FailedRun(const Error &error)
        : m_error(error)
    {
    }
    Result<bool> add(const JsonNode &) override { return fail(m_error); }
    Result<void> finish() override { return fail(m_error); }

private:
    Error m_error;
};

class SkipRun : public StageRun {
public:
    explicit SkipRun(qint64 count)
        : m_left(count)
    {
    }
    Result<bool> add(const JsonNode &document) override
    {
        return m_left > 0 ? --m_left >= 0 : next->add(document);
    }

private:
    qint64 m_left;
};

class LimitRun : public StageRun {
public:
    explicit LimitRun(qint64 count)
        : m_left(count)
    {
    }
    Result<bool> add(const JsonNode &document) override
    {
        if (m_left <= 0)
            return false;
        const bool isLast = --m_left == 0;
        const auto more = next->add(document);
        return more ? Result<bool>(*more && !isLast) : more;
    }

private:
    qint64 m_left;
};

class CountRun : public StageRun {
public:
    explicit CountRun(const QByteArray &name)
        : m_name(name)
    {
    }
    Result<bool> add(const JsonNode &) override
    {
        ++m_count;
        return true;
    }
    Result<void> finish() override
    {
        const auto text = '{' + encodeJsonString(QByteArrayView(m_name)) + ':' + QByteArray::number(m_count) + '}';
        if (const auto given = m_count > 0 ? give(text) : Result<bool>(true); !given)
            return fail(given.error());
        return StageRun::finish();
    }

private:
    QByteArray m_name;
    qint64 m_count = 0;
};

class ProjectRun : public StageRun {
public:
    ProjectRun(const PipelineStage &stage, const std::shared_ptr<StageContext> &context)
        : m_stage(stage)
        , m_context(context)
    {
    }

    Result<bool> add(const JsonNode &document) override
    {
        auto text = project(m_stage.projection, document);
        for (const auto &field : m_stage.fields) {
            JsonDocument holder;
            const auto value = evaluate(field.expression, document, m_context->options.rules, holder);
            if (!value.isValid())
                continue;
            const auto root = m_reader.read(text);
            if (!root)
                return fail(root.error());
            text = withComputed(*root, field.path, value.text().toByteArray());
        }
        return give(text);
    }

private:
    /// An _id stands in front, as it always does.
    QByteArray withComputed(const JsonNode &document, const DocumentPath &path, const QByteArray &value) const
    {
        const bool isId = path == DocumentPath { "_id" } && document.isObject();
        if (!isId)
            return withField(document, path, value, m_context->options.rules);
        const auto rest = document.text().sliced(1).toByteArray();
        return "{\"_id\":" + value + (document.firstChild().isValid() ? "," : "") + rest;
    }

    const PipelineStage m_stage;
    std::shared_ptr<StageContext> m_context;
    JsonReader m_reader;
};

class UnwindRun : public StageRun {
public:
    UnwindRun(const PipelineStage &stage, const std::shared_ptr<StageContext> &context)
        : m_stage(stage)
        , m_context(context)
    {
    }

    Result<bool> add(const JsonNode &document) override
    {
        const bool first = m_context->options.rules.firstKeyWins;
        auto value = document;
        for (const auto &step : m_stage.path)
            value = value.isObject() ? value.find(step, first) : JsonNode();
        if (!value.isArray() && value.isValid() && !value.isNull())
            return emit(document, {}, {});
        if (value.isArray() && value.firstChild().isValid())
            return each(document, value);
        if (!m_stage.keepsEmpty)
            return true;
        return emit(document, value.isArray() ? std::optional(QByteArray()) : std::nullopt, {});
    }

private:
    Result<bool> each(const JsonNode &document, const JsonNode &array)
    {
        qint64 index = 0;
        for (const auto &element : array.children()) {
            auto more = emit(document, element.text().toByteArray(), index++);
            if (!more || !*more)
                return more;
        }
        return true;
    }

    /// With this element instead of the array; an empty text: without the field; nothing: as it is.
    Result<bool> emit(const JsonNode &document, const std::optional<QByteArray> &element, std::optional<qint64> index)
    {
        const auto &rules = m_context->options.rules;
        if (!element && m_stage.index.isEmpty())
            return next->add(document);
        auto text = document.text().toByteArray();
        if (element)
            text = withField(document, m_stage.path, element->isEmpty() ? std::nullopt : element, rules);
        if (!m_stage.index.isEmpty()) {
            const auto root = m_reader.read(text);
            if (!root)
                return fail(root.error());
            text = withField(*root, m_stage.index, index ? QByteArray::number(*index) : QByteArray("null"), rules);
        }
        return give(text);
    }

    const PipelineStage m_stage;
    std::shared_ptr<StageContext> m_context;
    JsonReader m_reader;
};

/// Keeps all documents, or as many as a $limit behind it lets through.
class SortRun : public StageRun {
public:
    SortRun(const PipelineStage &stage, std::optional<qint64> wanted, const std::shared_ptr<StageContext> &context)
        : m_order(stage.sort, context->options.rules)
        , m_wanted(wanted)
        , m_context(context)
    {
    }

    Result<bool> add(const JsonNode &document) override
    {
        m_entries.push_back({ m_order.key(document), document.text().toByteArray() });
        if (auto taken = m_context->memory.take(sizeOf(m_entries.back())); !taken)
            return fail(taken.error());
        constexpr qint64 slack = 1024;
        if (m_wanted && qint64(m_entries.size()) / 2 > std::max(*m_wanted, slack))
            cut();
        return true;
    }

    Result<void> finish() override
    {
        sort();
        for (const auto &entry : m_entries) {
            const auto more = give(entry.text);
            if (!more)
                return fail(more.error());
            if (!*more)
                break;
        }
        return StageRun::finish();
    }

private:
    struct Entry {
        QByteArray key;
        QByteArray text;
    };

    static qint64 sizeOf(const Entry &entry)
    {
        constexpr qint64 overhead = sizeof(Entry) + 48;
        return entry.key.size() + entry.text.size() + overhead;
    }

    void sort()
    {
        std::ranges::stable_sort(m_entries, {}, &Entry::key);
    }

    void cut()
    {
        sort();
        for (auto i = size_t(*m_wanted); i < m_entries.size(); ++i)
            m_context->memory.release(sizeOf(m_entries[i]));
        m_entries.resize(size_t(*m_wanted));
    }

    DocumentOrder m_order;
    std::optional<qint64> m_wanted;
    std::shared_ptr<StageContext> m_context;
    std::vector<Entry> m_entries;
};

class SinkRun : public StageRun {
public:
    explicit SinkRun(const std::function<bool(const QByteArray &)> &sink)
        : m_sink(sink)
    {
    }
    Result<bool> add(const JsonNode &document) override
    {
        m_goesOn = m_goesOn && m_sink(document.text().toByteArray());
        return m_goesOn;
    }

private:
    std::function<bool(const QByteArray &)> m_sink;
    bool m_goesOn = true;
};

/// How many documents of a $sort the stages behind it can want.
std::optional<qint64> wantedBehind(const std::vector<PipelineStage> &stages, size_t sort)
{
    qint64 skipped = 0;
    for (auto i = sort + 1; i < stages.size(); ++i) {
        constexpr qint64 most = 1'000'000'000;
        if (stages[i].kind == Kind::Limit && stages[i].count < most)
            return skipped + stages[i].count;
        if (stages[i].kind != Kind::Skip || stages[i].count > most)
            break;
        skipped += stages[i].count;
    }
    return {};
}

std::unique_ptr<StageRun> makeRun(
    const std::vector<PipelineStage> &stages, size_t index, const std::shared_ptr<StageContext> &context)
{
    const auto &stage = stages[index];
    switch (stage.kind) {
    case Kind::Match: {
        auto matcher = FilterMatcher::create(stage.filter, context->options.rules);
        if (!matcher)
            return std::make_unique<FailedRun>(matcher.error());
        return std::make_unique<MatchRun>(std::move(*matcher));
    }
    case Kind::Sort:
        return std::make_unique<SortRun>(stage, wantedBehind(stages, index), context);
    case Kind::Skip:
        return std::make_unique<SkipRun>(stage.count);
    case Kind::Limit:
        return std::make_unique<LimitRun>(stage.count);
    case Kind::Project:
        return std::make_unique<ProjectRun>(stage, context);
    case Kind::Count:
        return std::make_unique<CountRun>(stage.name);
    case Kind::Group:
        return makeGroupRun(stage, context);
    case Kind::Unwind:
        return std::make_unique<UnwindRun>(stage, context);
    case Kind::Lookup:
        return makeLookupRun(stage, context);
    }
    return nullptr;
}

class StagesRun : public PipelineRun {
public:
    explicit StagesRun(std::unique_ptr<StageRun> first)
        : m_first(std::move(first))
    {
    }
    Result<bool> add(const JsonNode &document) override { return m_first->add(document); }
    Result<void> finish() override { return m_first->finish(); }

private:
    std::unique_ptr<StageRun> m_first;
};

} // namespace

PipelineRun::PipelineRun() = default;
PipelineRun::~PipelineRun() = default;

std::unique_ptr<PipelineRun> DocumentPipeline::start(
    const PipelineOptions &options, const std::function<bool(const QByteArray &document)> &sink) const
{
    const auto context = std::make_shared<StageContext>(options, StageMemory(options.memory));
    std::unique_ptr<StageRun> first = std::make_unique<SinkRun>(sink);
    for (auto i = m_stages->rest.size(); i-- > 0;) {
        auto run = makeRun(m_stages->rest, i, context);
        run->next = std::move(first);
        first = std::move(run);
    }
    return std::make_unique<StagesRun>(std::move(first));
}

} // namespace dumbo
