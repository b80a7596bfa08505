#include "core/documents/query/projection.h"

#include "core/documents/query/documentpath.h"
#include "core/documents/query/projectionreading.h"
#include "core/documents/query/relaxedvalue.h"
#include "core/documents/query/valuewalk.h"
#include "core/json/jsonstring.h"

#include <algorithm>
#include <optional>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return documentWords(text);
}

QString shown(const QByteArray &text)
{
    return fromWtf8(text);
}

QByteArray quoted(const QByteArray &text)
{
    return encodeJsonString(QByteArrayView(text));
}

Result<void> checkField(const RelaxedValue &member)
{
    const auto path = dottedPath(member.key);
    const bool wrong = std::ranges::any_of(path, [](const auto &step) { return step.isEmpty() || step.startsWith('$'); });
    if (wrong || path.size() > deepestRelaxedValue)
        return failAt(member.keyPosition, tr("\"%1\" names no field.").arg(shown(member.key)));
    return {};
}

/// Reads { a: 1, b: { c: 1 } }.
class ProjectionParser {
public:
    Result<DocumentProjection> parse(const RelaxedValue &object)
    {
        if (auto read = members(object, {}); !read)
            return fail(read.error());
        DocumentProjection projection;
        projection.withId = m_withId.value_or(true);
        projection.paths = m_paths;
        if (m_includes)
            projection.mode = *m_includes ? DocumentProjection::Mode::Include : DocumentProjection::Mode::Exclude;
        else if (m_withId)
            projection.mode = *m_withId ? DocumentProjection::Mode::Include : DocumentProjection::Mode::Exclude;
        return projection;
    }

private:
    Result<void> members(const RelaxedValue &object, const DocumentPath &prefix)
    {
        for (const auto &member : object.children) {
            if (member.key.startsWith('$'))
                return failAt(member.keyPosition, tr("There is no operator \"%1\" in a projection.").arg(shown(member.key)));
            if (auto checked = checkField(member); !checked)
                return checked;
            const auto path = prefix + dottedPath(member.key);
            const bool isNested = member.isObject() && !member.children.empty();
            if (auto read = isNested ? members(member, path) : field(member, path); !read)
                return read;
        }
        return {};
    }

    Result<void> field(const RelaxedValue &value, const DocumentPath &path)
    {
        if (value.kind != RelaxedValue::Kind::Boolean && !value.isNumber())
            return failAt(value.position, tr("A projection has 1 (with) and 0 (without) behind a field."));
        const bool wanted = value.isNumber() ? wholeNumber(value) != 0 : value.text == "true";
        if (path == DocumentPath { "_id" }) {
            m_withId = wanted;
            return {};
        }
        if (m_includes && *m_includes != wanted)
            return failAt(value.keyPosition, tr("A projection names either what is wanted or what is not; only _id may differ."));
        m_includes = wanted;
        const bool overlaps
            = std::ranges::any_of(m_paths, [&path](const auto &other) { return pathsOverlap(path, other); });
        if (overlaps)
            return failAt(value.keyPosition, tr("\"%1\" overlaps with another field.").arg(shown(dottedText(path))));
        m_paths.push_back(path);
        return {};
    }

    std::vector<DocumentPath> m_paths;
    std::optional<bool> m_includes;
    std::optional<bool> m_withId;
};

/// Paths as a tree: what is wanted, or not, of one object.
struct FieldTree {
    struct Branch;
    std::vector<Branch> branches;
    [[nodiscard]] const Branch *find(QByteArrayView key) const;
};

struct FieldTree::Branch {
    QByteArray key;
    bool isWhole = false;
    FieldTree inside;
};

const FieldTree::Branch *FieldTree::find(QByteArrayView key) const
{
    const auto found = std::ranges::find(branches, key, [](const Branch &branch) { return QByteArrayView(branch.key); });
    return found == branches.end() ? nullptr : &*found;
}

void addPath(FieldTree &tree, const DocumentPath &path, qsizetype from)
{
    auto found = std::ranges::find(tree.branches, path[from], &FieldTree::Branch::key);
    if (found == tree.branches.end()) {
        tree.branches.push_back({ path[from], false, {} });
        found = tree.branches.end() - 1;
    }
    if (from + 1 == path.size())
        found->isWhole = true;
    else
        addPath(found->inside, path, from + 1);
}

class Projector {
public:
    explicit Projector(bool include)
        : m_include(include)
    {
    }

    void object(QByteArray &text, const JsonNode &node, const FieldTree &tree) const
    {
        const auto start = text.size();
        text += '{';
        for (const auto &member : node.children()) {
            const auto *branch = tree.find(member.key());
            const auto before = text.size();
            if (before > start + 1)
                text += ',';
            text += member.rawKey();
            text += ':';
            if (!value(text, member, branch))
                text.truncate(before);
        }
        text += '}';
    }

private:
    /// False where the value is not wanted.
    bool value(QByteArray &text, const JsonNode &node, const FieldTree::Branch *branch) const
    {
        if (!branch || branch->isWhole) {
            if (m_include == !branch)
                return false;
            text += node.text();
            return true;
        }
        if (node.isObject()) {
            object(text, node, branch->inside);
            return true;
        }
        if (node.isArray())
            return array(text, node, branch->inside);
        if (!m_include)
            text += node.text();
        return !m_include;
    }

    /// Arrays in arrays are bounded by what a stack carries: deeper ones are taken or left as a whole.
    bool array(QByteArray &text, const JsonNode &node, const FieldTree &tree, int depth = 0) const
    {
        text += '[';
        bool first = true;
        for (const auto &element : node.children()) {
            const bool goesInto = element.isObject() || (element.isArray() && depth < 50);
            if (!goesInto && m_include)
                continue;
            if (!first)
                text += ',';
            first = false;
            if (element.isObject())
                object(text, element, tree);
            else if (element.isArray() && goesInto)
                array(text, element, tree, depth + 1);
            else
                text += element.text();
        }
        text += ']';
        return true;
    }

    bool m_include;
};

} // namespace

Result<DocumentProjection> readProjection(const RelaxedValue &object)
{
    return ProjectionParser().parse(object);
}

Result<std::vector<DocumentSortKey>> readSortKeys(const RelaxedValue &object)
{
    std::vector<DocumentSortKey> keys;
    for (const auto &member : object.children) {
        if (auto checked = checkField(member); !checked)
            return fail(checked.error());
        const auto direction = wholeNumber(member);
        if (direction != 1 && direction != -1)
            return failAt(member.position, tr("A sort has 1 (upwards) and -1 (downwards) behind a field."));
        const DocumentSortKey key { dottedPath(member.key), direction == -1 };
        const bool overlaps
            = std::ranges::any_of(keys, [&key](const auto &other) { return pathsOverlap(key.path, other.path); });
        if (overlaps)
            return failAt(member.keyPosition, tr("\"%1\" overlaps with another field.").arg(shown(member.key)));
        keys.push_back(key);
    }
    return keys;
}

Result<std::vector<DocumentSortKey>> parseSort(QByteArrayView text)
{
    const auto object = parseRelaxedObject(text);
    if (!object)
        return fail(object.error());
    return readSortKeys(*object);
}

QByteArray sortText(const std::vector<DocumentSortKey> &keys)
{
    QByteArrayList texts;
    for (const auto &key : keys)
        texts += quoted(dottedText(key.path)) + (key.descending ? ": -1" : ": 1");
    return texts.isEmpty() ? QByteArray("{}") : "{" + texts.join(", ") + "}";
}

Result<DocumentProjection> parseProjection(QByteArrayView text)
{
    const auto object = parseRelaxedObject(text);
    if (!object)
        return fail(object.error());
    return readProjection(*object);
}

QByteArray projectionText(const DocumentProjection &projection)
{
    QByteArrayList texts;
    const bool include = projection.mode == DocumentProjection::Mode::Include;
    if (projection.mode == DocumentProjection::Mode::Whole)
        return "{}";
    for (const auto &path : projection.paths)
        texts += quoted(dottedText(path)) + (include ? ": 1" : ": 0");
    if (!projection.withId || projection.paths.empty())
        texts += projection.withId ? "\"_id\": 1" : "\"_id\": 0";
    return "{" + texts.join(", ") + "}";
}

QByteArray project(const DocumentProjection &projection, const JsonNode &document)
{
    if (projection.mode == DocumentProjection::Mode::Whole || !document.isObject())
        return document.text().toByteArray();
    const bool include = projection.mode == DocumentProjection::Mode::Include;
    FieldTree tree;
    for (const auto &path : projection.paths)
        addPath(tree, path, 0);
    if (include == projection.withId && !tree.find("_id"))
        addPath(tree, { "_id" }, 0);
    QByteArray text;
    Projector(include).object(text, document, tree);
    return text;
}

} // namespace dumbo
