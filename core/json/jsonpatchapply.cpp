#include "core/json/jsonbytes.h"
#include "core/json/jsonedit.h"
#include "core/json/jsonpatch.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("dumbo::JsonPatch", text);
}

std::unexpected<Error> malformed(const JsonNode &at, const QString &message)
{
    return std::unexpected(Error(ErrorKind::Data, message).withPosition(at.begin()));
}

std::unexpected<Error> unfit(const JsonNode &at, const QString &message)
{
    return std::unexpected(Error(ErrorKind::InvalidOperation, message).withPosition(at.begin()));
}

/// One operation of a patch, taken apart.
struct Operation {
    JsonNode node;
    QByteArray name;
    QByteArray path;
    QByteArray from;
    JsonNode value;
};

/// The container that a pointer's last step is in, and that step.
struct Target {
    JsonNode container;
    QByteArray step;
};

Result<Operation> operationOf(const JsonNode &node)
{
    const auto text = [&](QByteArrayView key) { return node.find(key); };
    Operation operation { node, text("op").string(), text("path").string(), text("from").string(), text("value") };
    static const QByteArrayList names { "add", "remove", "replace", "move", "copy", "test" };
    if (!node.isObject() || !names.contains(operation.name))
        return malformed(text("op").isValid() ? text("op") : node, tr("An operation is \"add\", \"remove\", \"replace\", \"move\", \"copy\" or \"test\""));
    const bool needsFrom = operation.name == "move" || operation.name == "copy";
    for (const auto *key : { "path", "from" }) {
        if (qstrcmp(key, "from") == 0 && !needsFrom)
            continue;
        const auto pointer = text(key);
        if (!pointer.isString() || (!pointer.string().isEmpty() && !pointer.string().startsWith('/')))
            return malformed(pointer.isValid() ? pointer : node, tr("\"%1\" is missing, or no JSON pointer").arg(QLatin1StringView(key)));
    }
    if (!operation.value.isValid() && (operation.name == "add" || operation.name == "replace" || operation.name == "test"))
        return malformed(node, tr("\"value\" is missing"));
    return operation;
}

Target targetOf(const JsonDocument &document, const QByteArray &pointer)
{
    const auto slash = pointer.lastIndexOf('/');
    auto step = pointer.sliced(slash + 1);
    return { document.find(pointer.first(slash)), step.replace("~1", "/").replace("~0", "~") };
}

Result<QByteArray> replaced(const JsonDocument &document, const JsonNode &node, const QByteArray &json)
{
    JsonEdit edit(document);
    if (const auto done = edit.replace(node, json); !done)
        return std::unexpected(done.error());
    return edit.text();
}

Result<QByteArray> removed(const JsonDocument &document, const Operation &operation, const QByteArray &pointer)
{
    const auto node = document.find(pointer);
    if (!node.isValid())
        return unfit(operation.node, tr("There is nothing at \"%1\"").arg(QString::fromUtf8(pointer)));
    JsonEdit edit(document);
    if (const auto done = edit.remove(node); !done)
        return unfit(operation.node, done.error().message());
    return edit.text();
}

Result<QByteArray> added(const JsonDocument &document, const Operation &operation, const QByteArray &json)
{
    if (operation.path.isEmpty())
        return replaced(document, document.root(), json);
    const auto [container, step] = targetOf(document, operation.path);
    const auto nothing = tr("\"%1\" can't be added: there is nothing to add it to").arg(QString::fromUtf8(operation.path));
    JsonEdit edit(document);
    if (container.isObject()) {
        const auto existing = container.find(step);
        const auto done = existing.isValid() ? edit.replace(existing, json) : edit.insertMember(container, step, json);
        return done ? Result<QByteArray>(edit.text()) : std::unexpected(done.error());
    }
    if (!container.isArray())
        return unfit(operation.node, nothing);
    bool isPosition = false;
    const auto position = step.toLongLong(&isPosition);
    isPosition = isPosition && std::ranges::all_of(step, json::isDigit) && (step.size() == 1 || step[0] != '0');
    if (step != "-" && (!isPosition || position > container.childCount()))
        return unfit(operation.node, nothing);
    const auto done = edit.insertElement(container, json, step == "-" ? JsonEdit::atEnd : position);
    return done ? Result<QByteArray>(edit.text()) : std::unexpected(done.error());
}

Result<QByteArray> moved(const JsonDocument &document, const Operation &operation, const JsonNode &from)
{
    const auto value = from.text().toByteArray();
    if (operation.path == operation.from)
        return document.text();
    if (operation.path.startsWith(operation.from + '/'))
        return unfit(operation.node, tr("A value can't be moved into itself"));
    const auto without = removed(document, operation, operation.from);
    if (!without)
        return without;
    const auto rest = JsonDocument::parse(*without);
    return rest ? added(*rest, operation, value) : std::unexpected(rest.error());
}

Result<QByteArray> applied(const JsonDocument &document, const Operation &operation)
{
    const auto value = operation.value.text().toByteArray();
    if (operation.name == "add")
        return added(document, operation, value);
    if (operation.name == "remove")
        return removed(document, operation, operation.path);
    const bool isCopy = operation.name == "copy";
    const auto &pointer = isCopy || operation.name == "move" ? operation.from : operation.path;
    const auto node = document.find(pointer);
    if (!node.isValid())
        return unfit(operation.node, tr("There is nothing at \"%1\"").arg(QString::fromUtf8(pointer)));
    if (operation.name == "replace")
        return replaced(document, node, value);
    if (isCopy)
        return added(document, operation, node.text().toByteArray());
    if (operation.name == "move")
        return moved(document, operation, node);
    if (!jsonEqual(node, operation.value))
        return unfit(operation.node, tr("The value at \"%1\" is not the one expected").arg(QString::fromUtf8(pointer)));
    return document.text();
}

} // namespace

Result<QByteArray> applyJsonPatch(const QByteArray &text, const QByteArray &patch)
{
    auto document = JsonDocument::parse(text);
    if (!document)
        return std::unexpected(document.error());
    const auto operations = JsonDocument::parse(patch);
    if (!operations)
        return std::unexpected(operations.error());
    if (!operations->root().isArray())
        return malformed(operations->root(), tr("A patch is an array of operations"));
    for (const auto node : operations->root().children()) {
        const auto operation = operationOf(node);
        if (!operation)
            return std::unexpected(operation.error());
        const auto after = applied(*document, *operation);
        if (!after)
            return after;
        if (operation->name == "test")
            continue;
        document = JsonDocument::parse(*after);
        if (!document)
            return std::unexpected(document.error());
    }
    return document->text();
}

} // namespace dumbo
