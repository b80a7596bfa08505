#include "core/documents/analysis/schemafilter.h"

#include "core/json/jsondocument.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace dumbo {

namespace {

using Kind = DocumentFilter::Kind;

QString tr(const char *text)
{
    return QCoreApplication::translate("SchemaFilter", text);
}

DocumentFilter group(Kind kind, std::vector<DocumentFilter> children)
{
    DocumentFilter filter;
    filter.kind = kind;
    filter.children = std::move(children);
    return filter;
}

DocumentFilter negated(DocumentFilter filter)
{
    return group(Kind::Not, { std::move(filter) });
}

DocumentFilter any(std::vector<DocumentFilter> children)
{
    return group(Kind::Or, std::move(children));
}

DocumentFilter condition(Kind kind, const DocumentPath &path, const JsonNode &value = {})
{
    DocumentFilter filter;
    filter.kind = kind;
    filter.path = path;
    filter.value = value.text().toByteArray();
    return filter;
}

DocumentFilter hasOneOf(const DocumentPath &path, const QStringList &types)
{
    auto filter = condition(Kind::Type, path);
    filter.types = types;
    return filter;
}

/// Of the value itself: a condition on a field holds for an array by its elements too.
DocumentFilter isType(const DocumentPath &path, const QString &type)
{
    const auto isArray = hasOneOf(path, { QStringLiteral("array") });
    if (type == u"array")
        return isArray;
    return group(Kind::And, { hasOneOf(path, { type }), negated(isArray) });
}

DocumentFilter hasSize(const DocumentPath &path, qint64 size)
{
    auto filter = condition(Kind::Size, path);
    filter.size = size;
    return filter;
}

/// Whether a condition in it is on the value itself, or on what is below it.
bool asks(const DocumentFilter &filter, bool ofItself)
{
    const auto isGroup = filter.kind == Kind::And || filter.kind == Kind::Or || filter.kind == Kind::Not;
    if (!isGroup)
        return filter.path.isEmpty() == ofItself;
    return std::ranges::any_of(filter.children, [&](const DocumentFilter &child) { return asks(child, ofItself); });
}

class Reader {
public:
    QStringList ignored;

    /// What a schema says of the value at a path.
    Result<DocumentFilter> schema(const JsonNode &node, const DocumentPath &path);

private:
    using Conditions = std::vector<DocumentFilter>;
    Result<void> keyword(const QByteArray &name, const JsonNode &value, const DocumentPath &path, Conditions &conditions);
    Result<void> structure(const QByteArray &name, const JsonNode &value, const DocumentPath &path, Conditions &conditions);
    Result<void> limit(const QByteArray &name, const JsonNode &value, const DocumentPath &path, Conditions &conditions);

    Result<DocumentFilter> types(const JsonNode &value, const DocumentPath &path);
    Result<DocumentFilter> constants(const std::vector<JsonNode> &values, const DocumentPath &path);
    Result<DocumentFilter> properties(const JsonNode &value, const DocumentPath &path);
    Result<DocumentFilter> required(const JsonNode &value, const DocumentPath &path);
    Result<DocumentFilter> items(const JsonNode &value, const DocumentPath &path);
    Result<DocumentFilter> list(Kind kind, const JsonNode &value, const DocumentPath &path);
    Result<DocumentFilter> range(const QByteArray &name, const JsonNode &value, const DocumentPath &path);
    Result<DocumentFilter> length(const QByteArray &name, const JsonNode &value, const DocumentPath &path);
    Result<DocumentFilter> elements(const QByteArray &name, const JsonNode &value, const DocumentPath &path);

    /// Holds for all other types too.
    static DocumentFilter ifType(const DocumentPath &path, const QString &type, DocumentFilter filter)
    {
        // The document itself is an object, and so is an element whose keys are looked at.
        if (path.isEmpty() && type == u"object")
            return filter;
        return any({ negated(isType(path, type)), std::move(filter) });
    }

    static std::unexpected<Error> wrong(const JsonNode &node, const QString &sentence)
    {
        return fail(Error(ErrorKind::Data, sentence).withPosition(node.begin()));
    }
    static std::unexpected<Error> impossible(const JsonNode &node, const QString &sentence)
    {
        return fail(Error(ErrorKind::NotImplemented, sentence).withPosition(node.hasKey() ? node.keyBegin() : node.begin()));
    }

    int m_depth = 0;
};

constexpr int deepest = 60;
constexpr qint64 mostSizes = 100;

Result<DocumentFilter> Reader::schema(const JsonNode &node, const DocumentPath &path)
{
    if (node.kind() == JsonKind::Boolean)
        return group(node.isTrue() ? Kind::And : Kind::Or, {});
    if (!node.isObject())
        return wrong(node, tr("A schema is an object, or true or false."));
    if (m_depth >= deepest)
        return impossible(node, tr("The schema is nested more than %1 levels deep.").arg(deepest));
    ++m_depth;
    Conditions conditions;
    for (const auto &value : node.children()) {
        if (const auto read = keyword(value.key(), value, path, conditions); !read) {
            --m_depth;
            return fail(read.error());
        }
    }
    --m_depth;
    return conditions.size() == 1 ? conditions.front() : group(Kind::And, std::move(conditions));
}

Result<void> Reader::keyword(const QByteArray &name, const JsonNode &value, const DocumentPath &path, Conditions &conditions)
{
    static const QByteArrayList annotations { "$schema", "$id", "$comment", "$anchor", "title", "description", "default", "examples",
        "deprecated", "readOnly", "writeOnly", "$defs" };
    if (annotations.contains(name))
        return {};
    if (name == "format") {
        ignored.append(tr("\"format\" of \"%1\" is an annotation: it refuses nothing.").arg(QString::fromUtf8(path.join('.'))));
        return {};
    }
    const auto permitsAll = value.kind() == JsonKind::Boolean ? value.isTrue() : value.isObject() && value.childCount() == 0;
    if ((name == "additionalProperties" || name == "unevaluatedProperties") && permitsAll)
        return {};
    return structure(name, value, path, conditions);
}

Result<void> Reader::structure(const QByteArray &name, const JsonNode &value, const DocumentPath &path, Conditions &conditions)
{
    auto condition = [&]() -> std::optional<Result<DocumentFilter>> {
        if (name == "type")
            return types(value, path);
        if (name == "const")
            return constants({ value }, path);
        if (name == "enum") {
            const auto children = value.children();
            return value.isArray() ? constants({ children.begin(), children.end() }, path) : wrong(value, tr("\"enum\" is a list of values."));
        }
        if (name == "properties")
            return properties(value, path);
        if (name == "required")
            return required(value, path);
        if (name == "items")
            return items(value, path);
        if (name == "allOf" || name == "anyOf")
            return list(name == "allOf" ? Kind::And : Kind::Or, value, path);
        if (name == "not")
            return schema(value, path).transform(negated);
        return {};
    }();
    if (!condition)
        return limit(name, value, path, conditions);
    if (!*condition)
        return fail(condition->error());
    conditions.push_back(std::move(**condition));
    return {};
}

Result<void> Reader::limit(const QByteArray &name, const JsonNode &value, const DocumentPath &path, Conditions &conditions)
{
    auto condition = [&]() -> Result<DocumentFilter> {
        if (name == "minimum" || name == "maximum" || name == "exclusiveMinimum" || name == "exclusiveMaximum")
            return range(name, value, path);
        if (name == "pattern" || name == "minLength" || name == "maxLength")
            return length(name, value, path);
        if (name == "minItems" || name == "maxItems")
            return elements(name, value, path);
        return impossible(value, tr("No condition can be made of \"%1\".").arg(QString::fromUtf8(name)));
    }();
    if (!condition)
        return fail(condition.error());
    conditions.push_back(std::move(*condition));
    return {};
}

Result<DocumentFilter> Reader::types(const JsonNode &value, const DocumentPath &path)
{
    std::vector<DocumentFilter> choices;
    const auto children = value.children();
    const auto names = value.isArray() ? std::vector<JsonNode>(children.begin(), children.end()) : std::vector { value };
    for (const auto &name : names) {
        const auto word = name.string();
        static const QByteArrayList known { "null", "boolean", "integer", "number", "string", "array", "object" };
        if (!name.isString() || !known.contains(word))
            return wrong(name, tr("This is none of the types null, boolean, integer, number, string, array and object."));
        if (word == "integer")
            choices.push_back(group(Kind::And, { hasOneOf(path, { QStringLiteral("int"), QStringLiteral("long") }), negated(isType(path, QStringLiteral("array"))) }));
        else
            choices.push_back(isType(path, word == "boolean" ? QStringLiteral("bool") : QString::fromLatin1(word)));
    }
    if (path.isEmpty() && m_depth == 1)
        return std::ranges::any_of(names, [](const JsonNode &name) { return name.string() == "object"; })
            ? Result<DocumentFilter>(group(Kind::And, {}))
            : impossible(value, tr("The document itself is an object: another type is not looked for."));
    return choices.size() == 1 ? choices.front() : any(std::move(choices));
}

Result<DocumentFilter> Reader::constants(const std::vector<JsonNode> &values, const DocumentPath &path)
{
    std::vector<DocumentFilter> choices;
    auto among = condition(Kind::In, path);
    for (const auto &value : values) {
        if (value.isArray())
            return impossible(value, tr("A list can't be compared as a whole."));
        if (value.isNull())
            choices.push_back(isType(path, QStringLiteral("null")));
        else
            among.values.push_back(value.text().toByteArray());
    }
    if (!among.values.empty())
        choices.push_back(group(Kind::And, { among, negated(isType(path, QStringLiteral("array"))) }));
    return choices.size() == 1 ? choices.front() : any(std::move(choices));
}

Result<DocumentFilter> Reader::properties(const JsonNode &value, const DocumentPath &path)
{
    if (!value.isObject())
        return wrong(value, tr("\"properties\" is an object of schemas by key."));
    std::vector<DocumentFilter> all;
    for (const auto &member : value.children()) {
        const auto below = path + DocumentPath { member.key() };
        auto holds = schema(member, below);
        if (!holds)
            return holds;
        const auto saysNothing = holds->kind == Kind::And && holds->children.empty();
        if (!saysNothing)
            all.push_back(any({ negated(condition(Kind::Exists, below)), std::move(*holds) }));
    }
    return ifType(path, QStringLiteral("object"), group(Kind::And, std::move(all)));
}

Result<DocumentFilter> Reader::required(const JsonNode &value, const DocumentPath &path)
{
    if (!value.isArray())
        return wrong(value, tr("\"required\" is a list of keys."));
    std::vector<DocumentFilter> all;
    for (const auto &key : value.children()) {
        if (!key.isString())
            return wrong(key, tr("\"required\" is a list of keys."));
        all.push_back(condition(Kind::Exists, path + DocumentPath { key.string() }));
    }
    return ifType(path, QStringLiteral("object"), group(Kind::And, std::move(all)));
}

Result<DocumentFilter> Reader::items(const JsonNode &value, const DocumentPath &path)
{
    // The paths of what is inside begin at the element.
    auto holds = schema(value, {});
    if (!holds)
        return holds;
    // Conditions on an element and conditions on its keys are two kinds of ElementMatch, and the second takes an array for an object.
    const auto parts = holds->kind == Kind::And ? holds->children : std::vector { *holds };
    std::vector<DocumentFilter> ofElement;
    std::vector<DocumentFilter> ofKeys;
    for (const auto &part : parts) {
        if (asks(part, true) && asks(part, false))
            return impossible(value, tr("Conditions on an element and on its keys can't be chosen between."));
        (asks(part, false) ? ofKeys : ofElement).push_back(part);
    }
    if (!ofKeys.empty() && value.find("type").string() != "object")
        return impossible(value, tr("Keys of elements are asked for, so their type is to be \"object\"."));
    std::vector<DocumentFilter> all;
    for (auto *conditions : { &ofElement, &ofKeys }) {
        auto breaks = condition(Kind::ElementMatch, path);
        breaks.children.push_back(negated(group(Kind::And, *conditions)));
        if (!conditions->empty())
            all.push_back(negated(std::move(breaks)));
    }
    return ifType(path, QStringLiteral("array"), group(Kind::And, std::move(all)));
}

Result<DocumentFilter> Reader::list(Kind kind, const JsonNode &value, const DocumentPath &path)
{
    if (!value.isArray() || value.childCount() == 0)
        return wrong(value, tr("This is a list of one or more schemas."));
    std::vector<DocumentFilter> all;
    for (const auto &child : value.children()) {
        auto holds = schema(child, path);
        if (!holds)
            return holds;
        all.push_back(std::move(*holds));
    }
    return group(kind, std::move(all));
}

Result<DocumentFilter> Reader::range(const QByteArray &name, const JsonNode &value, const DocumentPath &path)
{
    if (!value.isNumber())
        return wrong(value, tr("\"%1\" is a number.").arg(QString::fromUtf8(name)));
    const auto kind = name == "minimum" ? Kind::GreaterOrEqual
        : name == "maximum"             ? Kind::LessOrEqual
        : name == "exclusiveMinimum"    ? Kind::Greater
                                        : Kind::Less;
    return ifType(path, QStringLiteral("number"), condition(kind, path, value));
}

Result<DocumentFilter> Reader::length(const QByteArray &name, const JsonNode &value, const DocumentPath &path)
{
    auto matches = condition(Kind::Regex, path);
    if (name == "pattern") {
        if (!value.isString())
            return wrong(value, tr("\"pattern\" is a text."));
        matches.pattern = value.string();
    } else {
        bool isNumber = false;
        const auto characters = value.text().toInt(&isNumber);
        if (!isNumber || characters < 0 || characters > 60000)
            return wrong(value, tr("\"%1\" is a whole number up to 60,000.").arg(QString::fromUtf8(name)));
        const auto count = QByteArray::number(characters);
        matches.pattern = name == "minLength" ? "\\A.{" + count + ",}" : "\\A.{0," + count + "}\\z";
        matches.options = "s";
    }
    return ifType(path, QStringLiteral("string"), std::move(matches));
}

Result<DocumentFilter> Reader::elements(const QByteArray &name, const JsonNode &value, const DocumentPath &path)
{
    bool isNumber = false;
    const auto count = value.text().toLongLong(&isNumber);
    if (!isNumber || count < 0 || count > mostSizes)
        return wrong(value, tr("\"%1\" is a whole number up to %2.").arg(QString::fromUtf8(name)).arg(mostSizes));
    std::vector<DocumentFilter> sizes;
    for (qint64 size = 0; name == "minItems" ? size < count : size <= count; ++size)
        sizes.push_back(hasSize(path, size));
    auto within = any(std::move(sizes));
    return ifType(path, QStringLiteral("array"), name == "minItems" ? negated(std::move(within)) : std::move(within));
}

} // namespace

Result<SchemaFilter> schemaFilter(const QByteArray &schema)
{
    const auto document = JsonDocument::parse(schema);
    if (!document)
        return fail(document.error());
    Reader reader;
    auto filter = reader.schema(document->root(), {});
    if (!filter)
        return fail(filter.error());
    return SchemaFilter { std::move(*filter), reader.ignored };
}

DocumentFilter deviating(const SchemaFilter &schema)
{
    return negated(schema.filter);
}

} // namespace dumbo
