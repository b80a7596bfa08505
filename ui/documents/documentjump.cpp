// From a value to the document whose id it is.
#include "core/documents/documentsource.h"
#include "core/json/jsonstring.h"
#include "ui/documents/documentspart.h"
#include "ui/documents/documentstab.h"
#include "ui/documents/nodeactions.h"
#include "ui/query/tabsession.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"

#include <QPointer>

namespace workbench {

using dumbo::CatalogObject;
using dumbo::Result;

namespace {

constexpr std::size_t mostCollections = 200;
const QString jumpMessage = QStringLiteral("jump");

/// Collections, those whose names look like the key's first: "userId" leads to users before it leads elsewhere.
std::vector<CatalogObject> candidates(const std::vector<CatalogObject> &objects, const QString &key)
{
    auto word = key.toLower();
    for (const auto *end : { "_ids", "_id", "ids", "id" }) {
        if (word.size() > 2 && word.endsWith(QLatin1StringView(end))) {
            word.chop(qsizetype(qstrlen(end)));
            break;
        }
    }
    std::vector<CatalogObject> found;
    for (const auto &object : objects) {
        if (dumbo::isCollection(object))
            found.push_back(object);
    }
    std::ranges::stable_partition(found, [&](const CatalogObject &object) { return word.size() > 1 && object.path.name.toLower().startsWith(word); });
    if (found.size() > mostCollections)
        found.resize(mostCollections);
    return found;
}

Result<std::optional<dumbo::ObjectPath>> search(
    dumbo::Executor &executor, const dumbo::DocumentEngine &engine, const std::vector<CatalogObject> &collections, const QByteArray &filter)
{
    for (const auto &collection : collections) {
        const auto source = dumbo::documentSource(collection, engine.pongo());
        if (!source)
            continue;
        auto query = engine.query(*source, filter);
        if (!query)
            return dumbo::fail(query.error());
        query->limit = 1;
        const auto count = engine.count(executor, *query);
        if (!count && (count.error().isCancelled() || executor.isCancelled()))
            return dumbo::fail(count.error());
        // A collection that may not be read can't be the one.
        if (count && *count > 0)
            return collection.path;
    }
    return std::optional<dumbo::ObjectPath>();
}

void say(DocumentsTab &tab, const QString &text)
{
    InlineMessage message;
    message.text = text;
    message.replaces = jumpMessage;
    tab.messages().show(message);
}

} // namespace

void jumpToDocument(DocumentsTab &tab, const DocumentNode &node)
{
    const auto *open = tab.tabSession().connection();
    const auto objects = open ? open->objects() : nullptr;
    if (!objects)
        return;
    tab.messages().dismiss(jumpMessage);
    const auto id = node.kind == NodeKind::String ? dumbo::decodeJsonString(node.text) : node.text;
    const auto filter = QByteArrayLiteral("{\"_id\": ") + dumbo::encodeJsonString(id) + '}';
    const auto key = node.fieldPath.isEmpty() ? QString() : dumbo::fromWtf8(node.fieldPath.last());
    dumbo::JobOptions options;
    options.name = DocumentsTab::tr("Document %1").arg(QString::fromUtf8(id));
    tab.run(
        DocumentsTab::Access::Reads,
        [collections = candidates(*objects, key), filter](dumbo::Executor &executor, const dumbo::DocumentEngine &engine) {
            return search(executor, engine, collections, filter);
        },
        &tab,
        [kept = &tab, filter, id](const Result<std::optional<dumbo::ObjectPath>> &found) {
            if (!found)
                kept->messages().showError(found.error());
            else if (!*found)
                say(*kept, DocumentsTab::tr("No collection has a document with the id %1.").arg(QString::fromUtf8(id)));
            else
                openDocuments(kept->workspace(), kept->connectionId(), { **found, {}, QString::fromUtf8(filter), {} });
        },
        options);
}

} // namespace workbench
