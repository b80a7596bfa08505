#include "core/documents/query/documentpath.h"
#include "core/documents/query/filterreading.h"
#include "core/documents/query/updateprogram.h"
#include "core/json/jsonstring.h"

#include <algorithm>

namespace dumbo {

namespace {

using Kind = UpdateOperation::Kind;

QString tr(const char *text)
{
    return documentWords(text);
}

QString shown(const QByteArray &text)
{
    return fromWtf8(text);
}

Result<JsonDocument> documentOf(const RelaxedValue &value)
{
    auto text = plainText(value);
    if (!text)
        return fail(text.error());
    return JsonDocument::parse(*text);
}

Result<void> readValue(const RelaxedValue &value, JsonDocument &place)
{
    auto document = documentOf(value);
    if (!document)
        return fail(document.error());
    place = *document;
    return {};
}

Result<void> readValues(const RelaxedValue &array, std::vector<JsonDocument> &places)
{
    if (!array.isArray())
        return failAt(array.position, tr("An array is expected here."));
    for (const auto &element : array.children) {
        places.emplace_back();
        if (auto read = readValue(element, places.back()); !read)
            return read;
    }
    return {};
}

Result<void> readSort(const RelaxedValue &value, UpdateOperation &operation)
{
    operation.sorts = true;
    if (value.isObject() && value.children.empty())
        return failAt(value.position, tr("$sort wants at least one field."));
    const auto add = [&operation](const RelaxedValue &direction, const DocumentPath &path) -> Result<void> {
        const auto number = wholeNumber(direction);
        if (number != 1 && number != -1)
            return failAt(direction.position, tr("A sort has 1 (upwards) and -1 (downwards) behind a field."));
        operation.sort.push_back({ path, number == -1 });
        return {};
    };
    if (!value.isObject())
        return add(value, {});
    for (const auto &member : value.children) {
        if (auto added = add(member, dottedPath(member.key)); !added)
            return added;
    }
    return {};
}

/// { $each: [ … ], $position: 0, … }
Result<void> readModifiers(const RelaxedValue &value, UpdateOperation &operation)
{
    const bool isPush = operation.kind == Kind::Push;
    if (!value.find("$each"))
        return failAt(value.children.front().keyPosition, tr("%1 wants $each beside it.").arg(shown(value.children.front().key)));
    for (const auto &member : value.children) {
        Result<void> read;
        const auto whole = wholeNumber(member);
        if (member.key == "$each")
            read = readValues(member, operation.values);
        else if (isPush && member.key == "$sort")
            read = readSort(member, operation);
        else if (!isPush || (member.key != "$position" && member.key != "$slice"))
            read = failAt(member.keyPosition, tr("There is no \"%1\" here.").arg(shown(member.key)));
        else if (!whole)
            read = failAt(member.position, tr("%1 wants a whole number.").arg(shown(member.key)));
        else
            (member.key == "$slice" ? operation.slice : operation.at) = *whole;
        if (!read)
            return read;
    }
    return {};
}

Result<void> readAdded(const RelaxedValue &value, UpdateOperation &operation)
{
    if (value.hasOperators() && value.children.front().key != "$ref")
        return readModifiers(value, operation);
    operation.values.emplace_back();
    return readValue(value, operation.values.back());
}

Result<void> readPull(const RelaxedValue &value, UpdateOperation &operation)
{
    static constexpr QByteArrayView combining[] = { "$and", "$or", "$nor" };
    const bool isRegex = value.kind == RelaxedValue::Kind::Regex;
    if (!value.isObject() && !isRegex)
        return readValue(value, operation.value);
    operation.conditionOnObject = value.isObject()
        && (!value.hasOperators() || std::ranges::find(combining, value.children.front().key) != std::end(combining));
    auto condition = operation.conditionOnObject ? readFilter(value) : readCondition({ "" }, value);
    if (!condition)
        return fail(condition.error());
    operation.condition = std::move(*condition);
    return {};
}

Result<void> readNumber(const RelaxedValue &value, UpdateOperation &operation)
{
    if (!value.isNumber())
        return failAt(value.position, tr("A number is expected here."));
    return readValue(value, operation.value);
}

Result<void> readPop(const RelaxedValue &value, UpdateOperation &operation)
{
    const auto end = wholeNumber(value);
    if (end != 1 && end != -1)
        return failAt(value.position, tr("$pop wants 1 (the last element) or -1 (the first)."));
    operation.atFront = end == -1;
    return {};
}

Result<void> readCurrentDate(const RelaxedValue &value, UpdateOperation &)
{
    const auto *type = value.find("$type");
    const bool isDate = type && value.children.size() == 1 && type->isString() && type->text == "date";
    if (!isDate && !(value.kind == RelaxedValue::Kind::Boolean && value.text == "true"))
        return failAt(value.position, tr("$currentDate wants true or { $type: \"date\" }."));
    return {};
}

Result<void> readNothing(const RelaxedValue &, UpdateOperation &)
{
    return {};
}

Result<void> readSet(const RelaxedValue &value, UpdateOperation &operation)
{
    return readValue(value, operation.value);
}

Result<void> readAll(const RelaxedValue &value, UpdateOperation &operation)
{
    return readValues(value, operation.values);
}

struct Operator {
    QByteArrayView name;
    Kind kind;
    Result<void> (*read)(const RelaxedValue &, UpdateOperation &);
};

constexpr Operator operators[] = { { "$set", Kind::Set, readSet }, { "$setOnInsert", Kind::Set, readSet },
    { "$unset", Kind::Unset, readNothing }, { "$inc", Kind::Increment, readNumber }, { "$mul", Kind::Multiply, readNumber },
    { "$min", Kind::Minimum, readSet }, { "$max", Kind::Maximum, readSet }, { "$currentDate", Kind::CurrentDate, readCurrentDate },
    { "$push", Kind::Push, readAdded }, { "$pull", Kind::Pull, readPull }, { "$pullAll", Kind::PullAll, readAll },
    { "$addToSet", Kind::AddToSet, readAdded }, { "$pop", Kind::Pop, readPop } };

class UpdateParser {
public:
    explicit UpdateParser(bool isCollection)
        : m_isCollection(isCollection)
    {
    }

    Result<std::shared_ptr<UpdateProgram>> parse(QByteArrayView text)
    {
        const auto object = parseRelaxedObject(text);
        if (!object)
            return fail(object.error());
        if (object->children.empty())
            return failAt(object->position, tr("An update wants operators, e.g. { $set: { … } }."));
        for (const auto &member : object->children) {
            if (!member.key.startsWith('$'))
                return failAt(member.keyPosition, tr("An update has operators only; a whole document goes into a replacement."));
            if (auto read = readOperator(member); !read)
                return fail(read.error());
        }
        plant(*m_program);
        return m_program;
    }

private:
    Result<void> readOperator(const RelaxedValue &member)
    {
        const bool renames = member.key == "$rename";
        const auto known = std::ranges::find(operators, QByteArrayView(member.key), &Operator::name);
        if (!renames && known == std::end(operators))
            return failAt(member.keyPosition, tr("There is no operator \"%1\" in updates.").arg(shown(member.key)));
        if (!member.isObject())
            return failAt(member.position, tr("%1 wants an object of fields.").arg(shown(member.key)));
        for (const auto &field : member.children) {
            if (renames) {
                if (auto read = readRename(field); !read)
                    return read;
                continue;
            }
            UpdateOperation operation;
            operation.kind = known->kind;
            operation.onInsertOnly = member.key == "$setOnInsert";
            if (auto read = known->read(field, operation); !read)
                return read;
            if (auto added = add(std::move(operation), field.key, field.keyPosition); !added)
                return added;
        }
        return {};
    }

    Result<void> readRename(const RelaxedValue &field)
    {
        if (!field.isString())
            return failAt(field.position, tr("$rename wants the new name as a text."));
        UpdateOperation from;
        from.kind = Kind::RenameFrom;
        from.other = dottedPath(field.text);
        UpdateOperation to;
        to.kind = Kind::RenameTo;
        to.other = dottedPath(field.key);
        if (auto added = add(std::move(from), field.key, field.keyPosition); !added)
            return added;
        return add(std::move(to), field.text, field.position);
    }

    Result<void> add(UpdateOperation operation, const QByteArray &dotted, qint64 position)
    {
        const auto path = dottedPath(dotted);
        const bool isWrong
            = std::ranges::any_of(path, [](const auto &step) { return step.isEmpty() || step.startsWith('$'); });
        if (isWrong || path.size() > deepestRelaxedValue)
            return failAt(position, tr("\"%1\" can't be updated: no step may be empty or begin with a dollar sign.").arg(shown(dotted)));
        const bool isId = path.front() == "_id" && !operation.onInsertOnly;
        if (m_isCollection && (isId || path.front() == "_version"))
            return failAt(position, tr("\"%1\" can't be changed.").arg(shown(path.front())));
        const auto overlapping = std::ranges::find_if(
            m_program->operations, [&path](const auto &other) { return pathsOverlap(path, other.path); });
        if (overlapping != m_program->operations.end())
            return failAt(position,
                tr("\"%1\" and \"%2\" can't be updated together.").arg(shown(dottedText(overlapping->path)), shown(dotted)));
        operation.path = path;
        operation.position = position;
        m_program->operations.push_back(std::move(operation));
        return {};
    }

    bool m_isCollection;
    std::shared_ptr<UpdateProgram> m_program = std::make_shared<UpdateProgram>();
};

/// Numbers first, by value; all else by bytes.
bool comesBefore(const UpdateTree &left, const UpdateTree &right)
{
    if ((left.arrayPosition >= 0) != (right.arrayPosition >= 0))
        return left.arrayPosition >= 0;
    return left.arrayPosition >= 0 ? left.arrayPosition < right.arrayPosition : left.key < right.key;
}

} // namespace

void plant(UpdateProgram &program)
{
    for (const auto &operation : program.operations) {
        auto *tree = &program.tree;
        for (const auto &step : operation.path) {
            UpdateTree wanted { step, arrayPosition(step), nullptr, {} };
            auto place = std::ranges::find(tree->children, step, &UpdateTree::key);
            if (place == tree->children.end())
                place = tree->children.insert(std::ranges::upper_bound(tree->children, wanted, comesBefore), wanted);
            tree = &*place;
        }
        tree->operation = &operation;
    }
}

DocumentUpdate::DocumentUpdate(std::shared_ptr<const UpdateProgram> program)
    : m_program(std::move(program))
{
}

Result<DocumentUpdate> DocumentUpdate::parse(QByteArrayView text, bool isCollection)
{
    auto program = UpdateParser(isCollection).parse(text);
    if (!program)
        return fail(program.error());
    return DocumentUpdate(std::move(*program));
}

bool DocumentUpdate::isForInsertOnly() const
{
    return std::ranges::all_of(m_program->operations, &UpdateOperation::onInsertOnly);
}

std::vector<DocumentPath> DocumentUpdate::paths() const
{
    std::vector<DocumentPath> paths;
    for (const auto &operation : m_program->operations)
        paths.push_back(operation.path);
    return paths;
}

} // namespace dumbo
