#include "core/documents/query/documentorder.h"
#include "core/documents/query/pipelinestages.h"
#include "core/json/jsonnumber.h"
#include "core/json/jsonstring.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <charconv>

namespace dumbo {

namespace {

using Kind = PipelineAccumulator::Kind;

/// A sum of decimals: in 64 bits as long as it fits, else as digits.
class ExactSum {
public:
    Result<void> add(QByteArrayView number)
    {
        qint64 whole = 0;
        const auto [end, fault] = std::from_chars(number.data(), number.data() + number.size(), whole);
        const bool isWhole = fault == std::errc() && end == number.data() + number.size();
        qint64 total = 0;
        if (isWhole && !__builtin_add_overflow(m_whole, whole, &total)) {
            m_whole = total;
            return {};
        }
        auto sum = addJsonNumbers(m_rest, number);
        if (!sum)
            return fail(sum.error());
        m_rest = *sum;
        return {};
    }

    [[nodiscard]] Result<QByteArray> text() const
    {
        const auto whole = QByteArray::number(m_whole);
        return m_rest == "0" ? Result<QByteArray>(whole) : addJsonNumbers(m_rest, whole);
    }

private:
    qint64 m_whole = 0;
    QByteArray m_rest = "0";
};

/// What one accumulator knows of one group.
struct Accumulated {
    ExactSum sum;
    qint64 count = 0;
    bool hasValue = false;
    QByteArray value; ///< of Minimum, Maximum, First and Last; of Push and AddToSet the elements with commas between
    QByteArray order; ///< of Minimum and Maximum: orderedBytes
    QSet<QByteArray> known; ///< of AddToSet
};

struct Group {
    QByteArray id;
    std::vector<Accumulated> values;
};

class GroupRun : public StageRun {
public:
    GroupRun(const PipelineStage &stage, const std::shared_ptr<StageContext> &context)
        : m_stage(stage)
        , m_context(context)
    {
    }

    Result<bool> add(const JsonNode &document) override
    {
        JsonDocument holder;
        const auto id = evaluate(m_stage.id, document, rules(), holder);
        auto group = groupOf(id);
        if (!group)
            return fail(group.error());
        for (size_t i = 0; i < m_stage.accumulators.size(); ++i) {
            if (auto added = accumulate(m_stage.accumulators[i], (*group)->values[i], document); !added)
                return fail(added.error());
        }
        return true;
    }

    Result<void> finish() override
    {
        for (const auto &group : m_groups) {
            auto text = textOf(*group);
            if (!text)
                return fail(text.error());
            const auto more = give(*text);
            if (!more)
                return fail(more.error());
            if (!*more)
                break;
        }
        return StageRun::finish();
    }

private:
    [[nodiscard]] const DocumentRules &rules() const { return m_context->options.rules; }

    Result<Group *> groupOf(const JsonNode &id)
    {
        const auto key = orderedBytes(id, rules());
        if (const auto found = m_byKey.constFind(key); found != m_byKey.constEnd())
            return *found;
        constexpr qint64 overhead = 200;
        const auto text = id.isValid() ? id.text().toByteArray() : QByteArray("null");
        const auto size = qint64(m_stage.accumulators.size() * sizeof(Accumulated)) + key.size() + text.size() + overhead;
        if (auto taken = m_context->memory.take(size); !taken)
            return fail(taken.error());
        m_groups.push_back(std::make_unique<Group>(text, std::vector<Accumulated>(m_stage.accumulators.size())));
        m_byKey.insert(key, m_groups.back().get());
        return m_groups.back().get();
    }

    Result<void> accumulate(const PipelineAccumulator &accumulator, Accumulated &state, const JsonNode &document)
    {
        JsonDocument holder;
        if (accumulator.kind == Kind::Count) {
            ++state.count;
            return {};
        }
        const auto value = evaluate(accumulator.expression, document, rules(), holder);
        switch (accumulator.kind) {
        case Kind::Sum:
        case Kind::Average:
            if (!value.isNumber())
                return {};
            ++state.count;
            return state.sum.add(value.text());
        case Kind::Minimum:
        case Kind::Maximum:
            return bound(accumulator.kind == Kind::Minimum, state, value);
        case Kind::First:
            return state.hasValue ? Result<void>() : keep(state, value);
        case Kind::Last:
            return keep(state, value);
        case Kind::Push:
            return value.isValid() ? append(state, value) : Result<void>();
        default:
            return value.isValid() ? appendNew(state, value) : Result<void>();
        }
    }

    Result<void> keep(Accumulated &state, const JsonNode &value)
    {
        auto text = value.isValid() ? value.text().toByteArray() : QByteArray("null");
        if (auto taken = m_context->memory.take(text.size() - state.value.size()); !taken)
            return taken;
        state.value = std::move(text);
        state.hasValue = true;
        return {};
    }

    Result<void> bound(bool smallest, Accumulated &state, const JsonNode &value)
    {
        if (!value.isValid() || value.isNull())
            return {};
        auto order = orderedBytes(value, rules());
        if (state.hasValue && !(smallest ? order < state.order : state.order < order))
            return {};
        state.order = std::move(order);
        return keep(state, value);
    }

    Result<void> append(Accumulated &state, const JsonNode &value)
    {
        const auto text = value.text();
        if (auto taken = m_context->memory.take(text.size() + 1); !taken)
            return taken;
        if (!state.value.isEmpty())
            state.value += ',';
        state.value += text;
        return {};
    }

    Result<void> appendNew(Accumulated &state, const JsonNode &value)
    {
        const auto key = orderedBytes(value, rules());
        if (state.known.contains(key))
            return {};
        constexpr qint64 overhead = 64;
        if (auto taken = m_context->memory.take(key.size() + overhead); !taken)
            return taken;
        state.known.insert(key);
        return append(state, value);
    }

    Result<QByteArray> textOf(const Group &group) const
    {
        QByteArray text = "{\"_id\":" + group.id;
        for (size_t i = 0; i < m_stage.accumulators.size(); ++i) {
            auto value = valueOf(m_stage.accumulators[i].kind, group.values[i]);
            if (!value)
                return value;
            text += ',' + encodeJsonString(QByteArrayView(m_stage.accumulators[i].name)) + ':' + *value;
        }
        return text + '}';
    }

    static Result<QByteArray> valueOf(Kind kind, const Accumulated &state)
    {
        switch (kind) {
        case Kind::Count:
            return QByteArray::number(state.count);
        case Kind::Sum:
            return state.sum.text();
        case Kind::Average: {
            const auto sum = state.sum.text();
            if (!sum || state.count == 0)
                return sum ? Result<QByteArray>("null") : sum;
            return divideJsonNumbers(*sum, QByteArray::number(state.count));
        }
        case Kind::Push:
        case Kind::AddToSet:
            return '[' + state.value + ']';
        default:
            return state.hasValue ? state.value : QByteArray("null");
        }
    }

    const PipelineStage m_stage;
    std::shared_ptr<StageContext> m_context;
    std::vector<std::unique_ptr<Group>> m_groups; ///< in the order in which they were seen first
    QHash<QByteArray, Group *> m_byKey;
};

} // namespace

std::unique_ptr<StageRun> makeGroupRun(const PipelineStage &stage, const std::shared_ptr<StageContext> &context)
{
    return std::make_unique<GroupRun>(stage, context);
}

} // namespace dumbo
