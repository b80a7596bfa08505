#include "core/documents/query/documentorder.h"
#include "core/documents/query/pipelinestages.h"

#include <QHash>
#include <QSet>

namespace dumbo {

namespace {

/// Gathers some documents, asks once for all that they need, and gives them on with what was found.
class LookupRun : public StageRun {
public:
    LookupRun(const PipelineStage &stage, const std::shared_ptr<StageContext> &context)
        : m_stage(stage)
        , m_context(context)
        , m_local(pathSteps(stage.path))
        , m_foreign(pathSteps(stage.foreign))
    {
    }

    Result<bool> add(const JsonNode &document) override
    {
        if (auto taken = take(document.text().size()); !taken)
            return fail(taken.error());
        const auto index = m_waiting.size();
        m_waiting.push_back({ document.text().toByteArray(), {} });
        const auto want = [&](const JsonNode &value) {
            const auto key = orderedBytes(value, rules());
            if (!m_wanted.contains(key))
                m_values.push_back(value.isValid() ? value.text().toByteArray() : QByteArray("null"));
            auto &documents = m_wanted[key];
            if (documents.empty() || documents.back() != index)
                documents.push_back(index);
            return false;
        };
        // Of an array each element is looked for, the array itself is not.
        const auto visit = [&](const JsonNode &value) {
            if (!value.isArray())
                return want(value);
            for (const auto &element : value.children())
                want(element);
            return false;
        };
        if (document.isObject())
            PathWalk(m_local, false, rules(), visit).through(document);
        return qint64(m_waiting.size()) < m_context->options.lookupBatch ? Result<bool>(true) : flush();
    }

    Result<void> finish() override
    {
        if (auto flushed = flush(); !flushed)
            return fail(flushed.error());
        return StageRun::finish();
    }

private:
    struct Waiting {
        QByteArray text;
        QByteArrayList found;
    };

    [[nodiscard]] const DocumentRules &rules() const { return m_context->options.rules; }

    Result<void> take(qint64 bytes)
    {
        m_taken += bytes;
        return m_context->memory.take(bytes);
    }

    Result<bool> flush()
    {
        if (auto asked = ask(); !asked)
            return fail(asked.error());
        const auto waiting = std::move(m_waiting);
        m_waiting.clear();
        m_wanted.clear();
        m_values.clear();
        m_context->memory.release(m_taken);
        m_taken = 0;
        JsonReader reader;
        for (const auto &document : waiting) {
            const auto root = reader.read(document.text);
            if (!root)
                return fail(root.error());
            auto more = give(withField(*root, m_stage.as, '[' + document.found.join(',') + ']', rules()));
            if (!more || !*more)
                return more;
        }
        return true;
    }

    Result<void> ask()
    {
        if (m_values.empty())
            return {};
        if (!m_context->options.lookup)
            return fail(ErrorKind::NotImplemented, documentWords("$lookup can't read other collections here."));
        Result<void> matched;
        const auto found = [&](const QByteArray &document) {
            if (matched)
                matched = match(document);
        };
        if (auto looked = m_context->options.lookup(m_stage.collection, m_stage.foreign, m_values, found); !looked)
            return looked;
        return matched;
    }

    Result<void> match(const QByteArray &document)
    {
        const auto root = m_reader.read(document);
        if (!root)
            return fail(root.error());
        QSet<size_t> given;
        Result<void> taken;
        const auto visit = [&](const JsonNode &value) {
            for (const auto index : m_wanted.value(orderedBytes(value, rules()))) {
                if (given.contains(index) || !taken)
                    continue;
                given.insert(index);
                taken = take(document.size());
                m_waiting[index].found += document;
            }
            return false;
        };
        if (root->isObject())
            PathWalk(m_foreign, true, rules(), visit).through(*root);
        return taken;
    }

    const PipelineStage m_stage;
    std::shared_ptr<StageContext> m_context;
    std::vector<PathStep> m_local;
    std::vector<PathStep> m_foreign;
    std::vector<Waiting> m_waiting;
    QHash<QByteArray, std::vector<size_t>> m_wanted; ///< who waits for a value, by orderedBytes
    std::vector<QByteArray> m_values;
    qint64 m_taken = 0;
    JsonReader m_reader;
};

} // namespace

std::unique_ptr<StageRun> makeLookupRun(const PipelineStage &stage, const std::shared_ptr<StageContext> &context)
{
    return std::make_unique<LookupRun>(stage, context);
}

} // namespace dumbo
