#include "core/documents/query/compacttext.h"
#include "core/documents/query/documentorder.h"
#include "core/documents/query/documentpath.h"
#include "core/documents/query/relaxedvalue.h"
#include "core/documents/query/updateprogram.h"
#include "core/json/jsonedit.h"
#include "core/json/jsonnumber.h"
#include "core/json/jsonstring.h"

#include <QHash>
#include <QSet>
#include <QTimeZone>

#include <algorithm>

namespace dumbo {

namespace {

using Kind = UpdateOperation::Kind;

/// As many elements as MongoDB fills up an array with.
constexpr qint64 mostNulls = 1'500'000;

QString tr(const char *text)
{
    return documentWords(text);
}

QString shown(const UpdateOperation &operation)
{
    return fromWtf8(dottedText(operation.path));
}

QByteArray elementsText(const std::vector<UpdateOutcome::Element> &elements, const QByteArray &separator)
{
    QByteArrayList texts;
    for (const auto &element : elements)
        texts += element.node.isValid() ? element.node.text().toByteArray() : element.text;
    return '[' + texts.join(separator) + ']';
}

UpdateOutcome set(const QByteArray &text)
{
    UpdateOutcome outcome;
    outcome.kind = UpdateOutcome::Kind::Set;
    outcome.text = text;
    return outcome;
}

/// One update on one document: edits of its text, collected while the tree of paths and the document are gone through together.
class UpdateRun {
public:
    UpdateRun(const UpdateProgram &program, const JsonDocument &document, const UpdateContext &context)
        : m_program(program)
        , m_document(document)
        , m_context(context)
        , m_edit(document)
    {
    }

    Result<std::optional<QByteArray>> run()
    {
        for (const auto &operation : m_program.operations) {
            if (operation.kind != Kind::RenameFrom)
                continue;
            if (auto prepared = prepareRename(operation); !prepared)
                return fail(prepared.error());
        }
        if (auto applied = container(m_document.root(), m_program.tree); !applied)
            return fail(applied.error());
        if (m_edit.isEmpty())
            return std::nullopt;
        return m_edit.text();
    }

private:
    Result<void> container(const JsonNode &node, const UpdateTree &tree)
    {
        for (const auto &child : tree.children) {
            if (auto applied = member(node, child); !applied)
                return applied;
        }
        return {};
    }

    Result<void> member(const JsonNode &container, const UpdateTree &tree)
    {
        if (tree.operation && m_done.contains(tree.operation))
            return {};
        if (container.isArray() && tree.arrayPosition < 0)
            return impassable(tree, container);
        const auto node = container.isArray() ? container.child(tree.arrayPosition)
                                              : container.find(tree.key, m_context.rules.firstKeyWins);
        if (tree.operation)
            return apply(container, node, tree);
        if (node.isContainer())
            return this->container(node, tree);
        if (node.isValid())
            return impassable(tree, node);
        const auto text = created(tree);
        if (!text)
            return fail(text.error());
        return *text ? insert(container, tree, **text) : Result<void>();
    }

    /// What can't be made here is an error; what only takes away finds nothing.
    Result<void> impassable(const UpdateTree &tree, const JsonNode &)
    {
        const auto text = created(tree);
        if (!text)
            return fail(text.error());
        if (!*text)
            return {};
        const auto *operation = firstOperation(tree);
        return misfit(*operation, tr("\"%1\" leads through a value that has no fields in this document.").arg(shown(*operation)));
    }

    static const UpdateOperation *firstOperation(const UpdateTree &tree)
    {
        return tree.operation ? tree.operation : firstOperation(tree.children.front());
    }

    /// What stands at a path that is missing; nothing where nothing is made there.
    Result<std::optional<QByteArray>> created(const UpdateTree &tree)
    {
        if (tree.operation) {
            const auto outcome = outcomeOf(*tree.operation, JsonNode());
            if (!outcome)
                return fail(outcome.error());
            if (outcome->kind == UpdateOutcome::Kind::Set)
                return outcome->text;
            if (outcome->kind == UpdateOutcome::Kind::Elements)
                return elementsText(outcome->elements, ",");
            return std::nullopt;
        }
        QByteArrayList members;
        for (const auto &child : tree.children) {
            const auto text = created(child);
            if (!text)
                return text;
            if (*text)
                members += encodeJsonString(QByteArrayView(child.key)) + ':' + **text;
        }
        if (members.isEmpty())
            return std::nullopt;
        return '{' + members.join(',') + '}';
    }

    Result<UpdateOutcome> outcomeOf(const UpdateOperation &operation, const JsonNode &node)
    {
        switch (operation.kind) {
        case Kind::Set:
            return operation.onInsertOnly && !m_context.inserting ? UpdateOutcome() : set(operation.value.text());
        case Kind::Unset:
            return node.isValid() ? removal() : UpdateOutcome();
        case Kind::RenameFrom:
            return node.isValid() && m_renamed.contains(operation.other) ? removal() : UpdateOutcome();
        case Kind::RenameTo:
            return m_renamed.contains(operation.path) ? set(m_renamed.value(operation.path)) : UpdateOutcome();
        case Kind::Increment:
        case Kind::Multiply:
            return calculated(operation, node);
        case Kind::Minimum:
        case Kind::Maximum:
            return bounded(operation, node);
        case Kind::CurrentDate:
            return set('"' + dateText(m_context.now.isValid() ? m_context.now : QDateTime::currentDateTimeUtc()) + '"');
        default:
            return arrayOutcome(operation, node, m_context);
        }
    }

    static UpdateOutcome removal()
    {
        UpdateOutcome outcome;
        outcome.kind = UpdateOutcome::Kind::Remove;
        return outcome;
    }

    Result<UpdateOutcome> calculated(const UpdateOperation &operation, const JsonNode &node)
    {
        const auto value = operation.value.root().text();
        const bool adds = operation.kind == Kind::Increment;
        if (!node.isValid())
            return set(adds ? value.toByteArray() : QByteArray("0"));
        if (!node.isNumber())
            return misfit(operation, tr("\"%1\" is no number in this document.").arg(shown(operation)));
        const auto result = adds ? addJsonNumbers(node.text(), value) : multiplyJsonNumbers(node.text(), value);
        if (!result)
            return misfit(operation, result.error().message());
        return compareJsonNumbers(*result, node.text()) == 0 ? UpdateOutcome() : set(*result);
    }

    Result<UpdateOutcome> bounded(const UpdateOperation &operation, const JsonNode &node)
    {
        const auto order = node.isValid() ? compareValues(operation.value.root(), node, m_context.rules) : 1;
        const bool sets = !node.isValid() || (operation.kind == Kind::Minimum ? order < 0 : order > 0);
        return sets ? set(operation.value.text()) : UpdateOutcome();
    }

    Result<void> apply(const JsonNode &container, const JsonNode &node, const UpdateTree &tree)
    {
        const auto outcome = outcomeOf(*tree.operation, node);
        if (!outcome)
            return fail(outcome.error());
        switch (outcome->kind) {
        case UpdateOutcome::Kind::Nothing:
            return {};
        case UpdateOutcome::Kind::Set:
            return node.isValid() ? replace(node, outcome->text) : insert(container, tree, outcome->text);
        case UpdateOutcome::Kind::Remove:
            return container.isArray() ? replace(node, "null") : removeMembers(container, tree.key, {});
        case UpdateOutcome::Kind::Elements:
            break;
        }
        if (!node.isValid())
            return insert(container, tree, elementsText(outcome->elements, ","));
        return rearrange(node, outcome->elements);
    }

    /// Every member with the key, but one: a second would come to light once the one that counts is gone.
    Result<void> removeMembers(const JsonNode &object, const QByteArray &key, const JsonNode &stays)
    {
        for (const auto &member : object.children()) {
            if (member == stays || !member.keyIs(key))
                continue;
            if (auto removed = m_edit.remove(member); !removed)
                return removed;
        }
        return {};
    }

    Result<void> replace(const JsonNode &node, const QByteArray &text)
    {
        return compactText(node) == text ? Result<void>() : m_edit.replace(node, text);
    }

    Result<void> insert(const JsonNode &container, const UpdateTree &tree, const QByteArray &text)
    {
        if (container.isObject())
            return m_edit.insertMember(container, tree.key, text);
        auto &size = m_sizes[container.number()];
        size = std::max(size, container.childCount());
        if (tree.arrayPosition - size > mostNulls)
            return misfit(*firstOperation(tree),
                tr("The array would have to be filled up with more than %1 nulls.").arg(mostNulls));
        for (; size < tree.arrayPosition; ++size) {
            if (auto inserted = m_edit.insertElement(container, "null"); !inserted)
                return inserted;
        }
        ++size;
        return m_edit.insertElement(container, text);
    }

    /// Elements that stay in their order are left where they are.
    Result<void> rearrange(const JsonNode &array, const std::vector<UpdateOutcome::Element> &elements)
    {
        QSet<quint32> kept;
        quint32 last = 0;
        bool inOrder = true;
        for (const auto &element : elements) {
            if (!element.node.isValid())
                continue;
            inOrder = inOrder && (kept.isEmpty() || element.node.number() > last);
            last = element.node.number();
            kept.insert(last);
        }
        if (!inOrder || kept.isEmpty()) {
            const auto text = elementsText(elements, separatorOf(array));
            return kept.isEmpty() && elements.empty() && !array.firstChild().isValid() ? Result<void>() : m_edit.replace(array, text);
        }
        for (const auto &child : array.children()) {
            if (kept.contains(child.number()))
                continue;
            if (auto removed = m_edit.remove(child); !removed)
                return removed;
        }
        return insertBetween(array, elements);
    }

    Result<void> insertBetween(const JsonNode &array, const std::vector<UpdateOutcome::Element> &elements)
    {
        // From behind: where the next element that stays stands now.
        std::vector<qint64> places(elements.size(), JsonEdit::atEnd);
        for (auto i = elements.size(); i-- > 1;)
            places[i - 1] = elements[i].node.isValid() ? elements[i].node.position() : places[i];
        for (size_t i = 0; i < elements.size(); ++i) {
            if (elements[i].node.isValid())
                continue;
            if (auto inserted = m_edit.insertElement(array, elements[i].text, places[i]); !inserted)
                return inserted;
        }
        return {};
    }

    static QByteArray separatorOf(const JsonNode &array)
    {
        const auto first = array.firstChild();
        const auto second = first.next();
        return second.isValid() && second.begin() - first.end() > 1 ? ", " : ",";
    }

    /// Objects only; an array on the way is an error.
    Result<JsonNode> walk(const UpdateOperation &operation, const DocumentPath &path)
    {
        auto node = m_document.root();
        for (const auto &step : path) {
            if (node.isArray())
                return misfit(operation, tr("$rename does not go through arrays."));
            node = node.find(step, m_context.rules.firstKeyWins);
        }
        return node;
    }

    Result<void> prepareRename(const UpdateOperation &from)
    {
        const auto source = walk(from, from.path);
        const auto target = walk(from, from.other);
        if (!source || !target)
            return fail(source ? target.error() : source.error());
        if (!source->isValid())
            return {};
        const bool staysInside = from.path.first(from.path.size() - 1) == from.other.first(from.other.size() - 1);
        if (!staysInside || target->isValid()) {
            m_renamed.insert(from.other, source->text().toByteArray());
            return {};
        }
        m_done.insert(&from);
        if (auto removed = removeMembers(source->parent(), from.path.back(), *source); !removed)
            return removed;
        return m_edit.renameKey(*source, from.other.back());
    }

    const UpdateProgram &m_program;
    JsonDocument m_document;
    const UpdateContext &m_context;
    JsonEdit m_edit;
    QHash<DocumentPath, QByteArray> m_renamed; ///< by new name
    QSet<const UpdateOperation *> m_done;
    QHash<quint32, qint64> m_sizes; ///< of arrays to which something was added
};

} // namespace

std::unexpected<Error> misfit(const UpdateOperation &operation, const QString &message)
{
    return failAt(operation.position, message);
}

Result<std::optional<QByteArray>> DocumentUpdate::apply(QByteArrayView document, const UpdateContext &context) const
{
    const auto parsed = JsonDocument::parse(document.toByteArray());
    if (!parsed)
        return fail(parsed.error());
    if (!parsed->root().isObject())
        return fail(ErrorKind::Data, tr("Only objects can be updated by fields."));
    return UpdateRun(*m_program, *parsed, context).run();
}

namespace {

Result<void> collectEqualities(const DocumentFilter &filter, UpdateProgram &program)
{
    using FilterKind = DocumentFilter::Kind;
    if (filter.kind == FilterKind::And) {
        for (const auto &child : filter.children) {
            if (auto collected = collectEqualities(child, program); !collected)
                return collected;
        }
        return {};
    }
    const bool isEqual = filter.kind == FilterKind::Equal || (filter.kind == FilterKind::In && filter.values.size() == 1);
    if (!isEqual || filter.path.isEmpty() || filter.path.front() == "_version")
        return {};
    auto value = JsonDocument::parse(filter.kind == FilterKind::In ? filter.values.front() : filter.value);
    if (!value)
        return fail(value.error());
    for (const auto &other : program.operations) {
        if (other.path == filter.path && compareValues(other.value.root(), value->root()) == 0)
            return {};
        if (pathsOverlap(other.path, filter.path))
            return failAt(filter.position,
                tr("No document can be made from the filter: it says two things about \"%1\".").arg(fromWtf8(dottedText(filter.path))));
    }
    UpdateOperation operation;
    operation.path = filter.path;
    operation.position = filter.position;
    operation.value = *value;
    program.operations.push_back(std::move(operation));
    return {};
}

} // namespace

Result<QByteArray> documentOfFilter(const DocumentFilter &filter)
{
    UpdateProgram program;
    if (auto collected = collectEqualities(filter, program); !collected)
        return fail(collected.error());
    plant(program);
    std::ranges::stable_partition(program.tree.children, [](const auto &child) { return child.key == "_id"; });
    const auto document = JsonDocument::parse("{}");
    auto made = UpdateRun(program, *document, {}).run();
    if (!made)
        return fail(made.error());
    return made->value_or("{}");
}

} // namespace dumbo
