#include "core/documents/query/documentpath.h"
#include "core/documents/query/filterparser.h"
#include "core/documents/query/filterreading.h"
#include "core/documents/query/pipelinestages.h"
#include "core/documents/query/projection.h"
#include "core/documents/query/projectionreading.h"
#include "core/json/jsonstring.h"

#include <algorithm>
#include <limits>

namespace dumbo {

namespace {

using Kind = PipelineStage::Kind;

QString tr(const char *text)
{
    return documentWords(text);
}

QString shown(const QByteArray &text)
{
    return fromWtf8(text);
}

Result<DocumentPath> fieldPath(const RelaxedValue &value, const QByteArray &dotted)
{
    const auto path = dottedPath(dotted);
    const bool isWrong
        = std::ranges::any_of(path, [](const auto &step) { return step.isEmpty() || step.startsWith('$'); });
    if (!value.isString() || isWrong || path.size() > deepestRelaxedValue)
        return failAt(value.position, tr("The name of a field is expected here."));
    return path;
}

Result<void> readMatch(const RelaxedValue &value, PipelineStage &stage)
{
    if (!value.isObject())
        return failAt(value.position, tr("%1 wants an object.").arg(shown(value.key)));
    auto filter = readFilter(value);
    if (!filter)
        return fail(filter.error());
    stage.filter = std::move(*filter);
    return {};
}

Result<void> readSort(const RelaxedValue &value, PipelineStage &stage)
{
    if (!value.isObject() || value.children.empty())
        return failAt(value.position, tr("$sort wants at least one field."));
    auto keys = readSortKeys(value);
    if (!keys)
        return fail(keys.error());
    stage.sort = std::move(*keys);
    return {};
}

Result<void> readCount(const RelaxedValue &value, PipelineStage &stage)
{
    const auto whole = wholeNumber(value);
    if (!whole || *whole < (stage.kind == Kind::Limit ? 1 : 0))
        return failAt(value.position, tr("%1 wants a whole number that is not negative; $limit a positive one.").arg(shown(value.key)));
    stage.count = *whole;
    return {};
}

Result<void> readName(const RelaxedValue &value, PipelineStage &stage)
{
    if (!value.isString() || value.text.isEmpty() || value.text.startsWith('$') || value.text.contains('.'))
        return failAt(value.position, tr("$count wants a name without dots and dollar signs."));
    stage.name = value.text;
    return {};
}

/// Whether something in a projection is more than 1 and 0.
bool computes(const RelaxedValue &value)
{
    if (value.isObject() && !value.hasOperators())
        return std::ranges::any_of(value.children, computes);
    return !value.isNumber() && value.kind != RelaxedValue::Kind::Boolean;
}

/// Apart: what is taken as it is, and what is computed.
class ComputedProjection {
public:
    explicit ComputedProjection(PipelineStage &stage)
        : m_stage(stage)
    {
        m_stage.projection.mode = DocumentProjection::Mode::Include;
    }

    Result<void> read(const RelaxedValue &object, const DocumentPath &prefix)
    {
        for (const auto &member : object.children) {
            const auto path = prefix + dottedPath(member.key);
            const bool isWrong
                = std::ranges::any_of(path, [](const auto &step) { return step.isEmpty() || step.startsWith('$'); });
            if (isWrong || path.size() > deepestRelaxedValue)
                return failAt(member.keyPosition, tr("\"%1\" names no field.").arg(shown(member.key)));
            const bool isNested = member.isObject() && !member.hasOperators() && !member.children.empty();
            if (auto read = isNested ? this->read(member, path) : field(member, path); !read)
                return read;
        }
        return {};
    }

private:
    Result<void> field(const RelaxedValue &value, const DocumentPath &path)
    {
        const bool isFlag = value.isNumber() || value.kind == RelaxedValue::Kind::Boolean;
        const bool isTaken = value.isNumber() ? wholeNumber(value) != 0 : value.text == "true";
        if (isFlag && !isTaken && path == DocumentPath { "_id" }) {
            m_stage.projection.withId = false;
            return {};
        }
        if (isFlag && !isTaken)
            return failAt(value.keyPosition, tr("A projection names either what is wanted or what is not; only _id may differ."));
        const auto overlaps = [&path](const auto &other) { return pathsOverlap(path, other); };
        if (std::ranges::any_of(m_paths, overlaps))
            return failAt(value.keyPosition, tr("\"%1\" overlaps with another field.").arg(shown(dottedText(path))));
        m_paths.push_back(path);
        if (isFlag) {
            if (path != DocumentPath { "_id" })
                m_stage.projection.paths.push_back(path);
            return {};
        }
        auto expression = readExpression(value);
        if (!expression)
            return fail(expression.error());
        if (path.front() == "_id")
            m_stage.projection.withId = false;
        m_stage.fields.push_back({ path, std::move(*expression) });
        return {};
    }

    PipelineStage &m_stage;
    std::vector<DocumentPath> m_paths;
};

Result<void> readProject(const RelaxedValue &value, PipelineStage &stage)
{
    if (!value.isObject() || value.children.empty())
        return failAt(value.position, tr("$project wants at least one field."));
    if (computes(value))
        return ComputedProjection(stage).read(value, {});
    auto projection = readProjection(value);
    if (!projection)
        return fail(projection.error());
    stage.projection = std::move(*projection);
    return {};
}

Result<PipelineAccumulator> readAccumulator(const RelaxedValue &value)
{
    using Accumulator = PipelineAccumulator::Kind;
    static constexpr std::pair<QByteArrayView, Accumulator> names[] = { { "$sum", Accumulator::Sum },
        { "$avg", Accumulator::Average }, { "$min", Accumulator::Minimum }, { "$max", Accumulator::Maximum },
        { "$first", Accumulator::First }, { "$last", Accumulator::Last }, { "$push", Accumulator::Push },
        { "$addToSet", Accumulator::AddToSet }, { "$count", Accumulator::Count } };
    if (value.key.isEmpty() || value.key.startsWith('$') || value.key.contains('.'))
        return failAt(value.keyPosition, tr("\"%1\" can't be a key here.").arg(shown(value.key)));
    if (!value.hasOperators() || value.children.size() != 1)
        return failAt(value.position, tr("$group computes by $sum, $avg, $min, $max, $first, $last, $push, $addToSet and $count."));
    const auto &member = value.children.front();
    const auto known = std::ranges::find(names, QByteArrayView(member.key), [](const auto &entry) { return entry.first; });
    if (known == std::end(names))
        return failAt(member.keyPosition, tr("There is no operator \"%1\" in $group.").arg(shown(member.key)));
    PipelineAccumulator result;
    result.name = value.key;
    result.kind = known->second;
    if (result.kind == Accumulator::Count) {
        if (!member.isObject() || !member.children.empty())
            return failAt(member.position, tr("$count wants an empty object: {}."));
        return result;
    }
    auto expression = readExpression(member);
    if (!expression)
        return fail(expression.error());
    result.expression = std::move(*expression);
    return result;
}

Result<void> readGroup(const RelaxedValue &value, PipelineStage &stage)
{
    const auto *id = value.find("_id");
    if (!id)
        return failAt(value.position, tr("$group wants an _id: an expression to group by, or null for all together."));
    auto expression = readExpression(*id);
    if (!expression)
        return fail(expression.error());
    stage.id = std::move(*expression);
    for (const auto &member : value.children) {
        if (&member == id)
            continue;
        auto accumulator = readAccumulator(member);
        if (!accumulator)
            return fail(accumulator.error());
        stage.accumulators.push_back(std::move(*accumulator));
    }
    return {};
}

Result<void> readUnwind(const RelaxedValue &value, PipelineStage &stage)
{
    const auto *source = value.isObject() ? value.find("path") : &value;
    if (!source || !source->isString() || !source->text.startsWith('$'))
        return failAt(source ? source->position : value.position, tr("$unwind wants a path like \"$items\"."));
    auto path = fieldPath(*source, source->text.sliced(1));
    if (!path)
        return fail(path.error());
    stage.path = *path;
    for (const auto &member : value.children) {
        if (member.key == "preserveNullAndEmptyArrays" && member.kind == RelaxedValue::Kind::Boolean) {
            stage.keepsEmpty = member.text == "true";
        } else if (member.key == "includeArrayIndex") {
            auto index = fieldPath(member, member.text);
            if (!index)
                return fail(index.error());
            stage.index = *index;
        } else if (&member != source) {
            return failAt(member.keyPosition, tr("There is no \"%1\" in $unwind.").arg(shown(member.key)));
        }
    }
    return {};
}

Result<void> readLookup(const RelaxedValue &value, PipelineStage &stage)
{
    if (!value.isObject())
        return failAt(value.position, tr("%1 wants an object.").arg(shown(value.key)));
    for (const auto &member : value.children) {
        auto path = fieldPath(member, member.text);
        if (member.key == "from" && member.isString() && !member.text.isEmpty())
            stage.collection = member.text;
        else if (member.key != "localField" && member.key != "foreignField" && member.key != "as")
            return failAt(member.keyPosition,
                tr("There is no \"%1\" in $lookup; there are from, localField, foreignField and as.").arg(shown(member.key)));
        else if (!path)
            return fail(path.error());
        else
            (member.key == "localField" ? stage.path : member.key == "as" ? stage.as : stage.foreign) = *path;
    }
    if (stage.collection.isEmpty() || stage.path.isEmpty() || stage.foreign.isEmpty() || stage.as.isEmpty())
        return failAt(value.position, tr("$lookup wants from, localField, foreignField and as."));
    return {};
}

struct StageName {
    QByteArrayView name;
    Kind kind;
    Result<void> (*read)(const RelaxedValue &, PipelineStage &);
};

constexpr StageName stageNames[] = { { "$match", Kind::Match, readMatch }, { "$sort", Kind::Sort, readSort },
    { "$skip", Kind::Skip, readCount }, { "$limit", Kind::Limit, readCount }, { "$project", Kind::Project, readProject },
    { "$count", Kind::Count, readName }, { "$group", Kind::Group, readGroup }, { "$unwind", Kind::Unwind, readUnwind },
    { "$lookup", Kind::Lookup, readLookup } };

Result<PipelineStage> readStage(const RelaxedValue &value)
{
    if (!value.isObject() || value.children.size() != 1)
        return failAt(value.position, tr("A stage is an object with one operator, e.g. { $match: { … } }."));
    const auto &member = value.children.front();
    const auto known = std::ranges::find(stageNames, QByteArrayView(member.key), &StageName::name);
    if (known == std::end(stageNames))
        return failAt(member.keyPosition,
            tr("There is no stage \"%1\"; there are $match, $sort, $skip, $limit, $project, $count, $group, $unwind and $lookup.")
                .arg(shown(member.key)));
    PipelineStage stage;
    stage.kind = known->kind;
    stage.position = member.keyPosition;
    if (auto read = known->read(member, stage); !read)
        return fail(read.error());
    return stage;
}

/// Whether the query in front can do this stage too; then it does.
bool takeIn(DocumentQuery &front, const PipelineStage &stage)
{
    if (front.projection.mode != DocumentProjection::Mode::Whole)
        return false;
    const bool isCut = front.skip > 0 || front.limit;
    switch (stage.kind) {
    case Kind::Match:
        if (!isCut)
            front.filter = bothOf(front.filter, stage.filter);
        return !isCut;
    case Kind::Sort:
        if (isCut || !front.sort.empty())
            return false;
        front.sort = stage.sort;
        return true;
    case Kind::Skip:
        if (front.skip > std::numeric_limits<qint64>::max() - stage.count)
            return false;
        front.skip += stage.count;
        if (front.limit)
            front.limit = std::max(qint64(0), *front.limit - stage.count);
        return true;
    case Kind::Limit:
        front.limit = std::min(stage.count, front.limit.value_or(stage.count));
        return true;
    case Kind::Project:
        if (stage.fields.empty())
            front.projection = stage.projection;
        return stage.fields.empty();
    default:
        return false;
    }
}

} // namespace

DocumentPipeline::DocumentPipeline(std::shared_ptr<const PipelineStages> stages)
    : m_stages(std::move(stages))
{
}

Result<DocumentPipeline> DocumentPipeline::parse(QByteArrayView text)
{
    const auto array = parseRelaxed(text, DuplicateKeys::Refused);
    if (!array)
        return fail(array.error());
    if (!array->isArray())
        return failAt(array->position, tr("An array of stages is expected here: [ … ]."));
    auto stages = std::make_shared<PipelineStages>();
    for (const auto &value : array->children) {
        auto stage = readStage(value);
        if (!stage)
            return fail(stage.error());
        if (stages->rest.empty() && takeIn(stages->front, *stage))
            continue;
        stages->rest.push_back(std::move(*stage));
    }
    const bool isWhole = stages->front.projection.mode == DocumentProjection::Mode::Whole;
    if (isWhole && stages->rest.size() == 1 && stages->rest.front().kind == Kind::Count)
        stages->countedAs = stages->rest.front().name;
    return DocumentPipeline(std::move(stages));
}

const DocumentQuery &DocumentPipeline::front() const
{
    return m_stages->front;
}

std::optional<QByteArray> DocumentPipeline::countedAs() const
{
    return m_stages->countedAs;
}

bool DocumentPipeline::hasRest() const
{
    return !m_stages->rest.empty() && !m_stages->countedAs;
}

QStringList DocumentPipeline::reasons() const
{
    QStringList reasons;
    for (const auto &stage : hasRest() ? m_stages->rest : std::vector<PipelineStage>()) {
        const auto known = std::ranges::find(stageNames, stage.kind, &StageName::kind);
        reasons += tr("%1 runs in this program.").arg(QString::fromLatin1(known->name));
    }
    return reasons;
}

QByteArrayList DocumentPipeline::collections() const
{
    QByteArrayList collections;
    for (const auto &stage : m_stages->rest) {
        if (stage.kind == Kind::Lookup && !collections.contains(stage.collection))
            collections += stage.collection;
    }
    return collections;
}

} // namespace dumbo
