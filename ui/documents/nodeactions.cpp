#include "ui/documents/nodeactions.h"

#include "core/documents/query/documentpath.h"
#include "core/documents/query/filterparser.h"
#include "core/documents/query/projection.h"
#include "core/json/jsondocument.h"
#include "core/json/jsonstring.h"
#include "ui/documents/documentlook.h"
#include "ui/documents/documentrows.h"
#include "ui/documents/documentstab.h"
#include "ui/documents/documenttree.h"
#include "ui/documents/pathnotation.h"
#include "ui/shell/messagearea.h"

#include <QClipboard>
#include <QGuiApplication>

namespace workbench {

namespace {

constexpr qint64 mostFiltered = 100'000; ///< bytes of a value

bool isField(const DocumentNode &node)
{
    return !node.fieldPath.isEmpty() && node.isWhole && node.text.size() <= mostFiltered;
}

/// What a filter compares with: of a collection's document its id.
struct Comparison {
    dumbo::DocumentPath path;
    QByteArray value;
};

Comparison comparisonOf(const DocumentsTab &tab, const DocumentNode &node)
{
    if (!node.place.isDocument())
        return { node.fieldPath, node.text };
    const auto key = tab.rows().tryKey(node.place.row);
    return { { QByteArrayLiteral("_id") }, dumbo::encodeJsonString(key ? key->text : QByteArray()) };
}

bool canFilter(const DocumentsTab &tab, const DocumentNode &node)
{
    if (node.place.isDocument())
        return tab.source() && tab.source()->isCollection && node.place.row >= tab.rows().addedCount();
    return isField(node);
}

void filterBy(DocumentsTab &tab, const DocumentNode &node, bool excludes)
{
    const auto [path, value] = comparisonOf(tab, node);
    const auto before = tab.typedQuery().filter.toUtf8();
    const auto filter = excludes ? dumbo::butNot(before, path, value) : dumbo::andAlso(before, path, value);
    if (filter)
        tab.setFilter(QString::fromUtf8(*filter));
    else
        tab.messages().showError(filter.error());
}

void filterByKind(DocumentsTab &tab, const DocumentNode &node, bool exists)
{
    dumbo::DocumentFilter condition;
    condition.kind = dumbo::DocumentFilter::Kind::Exists;
    condition.path = node.fieldPath;
    if (!exists) {
        dumbo::DocumentFilter negated;
        negated.kind = dumbo::DocumentFilter::Kind::Not;
        negated.children.push_back(condition);
        condition = negated;
    }
    const auto filter = dumbo::andAlso(tab.typedQuery().filter.toUtf8(), condition);
    if (filter)
        tab.setFilter(QString::fromUtf8(*filter));
    else
        tab.messages().showError(filter.error());
}

void addFilterActions(DocumentsTab &tab)
{
    auto *at = &tab;
    const auto applies = [at](const DocumentNode &node) { return canFilter(*at, node); };
    const auto isInside = [](const DocumentNode &node) { return !node.fieldPath.isEmpty(); };
    using Group = NodeAction::Group;
    at->addNodeAction({ Group::Filter, DocumentsTab::tr("Filter by This Value"), QStringLiteral("view-filter"), {}, applies,
        [at](const DocumentNode &node) { filterBy(*at, node, false); } });
    at->addNodeAction({ Group::Filter, DocumentsTab::tr("Exclude This Value"), QStringLiteral("list-remove"), {}, applies,
        [at](const DocumentNode &node) { filterBy(*at, node, true); } });
    at->addNodeAction({ Group::Filter, DocumentsTab::tr("Only Documents with This Field"), {}, {}, isInside,
        [at](const DocumentNode &node) { filterByKind(*at, node, true); } });
    at->addNodeAction({ Group::Filter, DocumentsTab::tr("Only Documents without This Field"), {}, {}, isInside,
        [at](const DocumentNode &node) { filterByKind(*at, node, false); } });
    at->addNodeAction({ Group::Filter, DocumentsTab::tr("Sort by This Field"), QStringLiteral("view-sort-ascending"), {}, isInside,
        [at](const DocumentNode &node) {
            auto query = at->typedQuery();
            query.sort = sortTextOf(node.fieldPath, Qt::AscendingOrder);
            at->setQueryText(query);
        } });
}

void copyPath(const DocumentsTab &tab, const DocumentNode &node, PathStyle style)
{
    const auto opened = tab.rows().tryOpen(node.place.row);
    std::vector<bool> isPosition;
    auto at = opened.document.root();
    for (const auto step : node.place.steps) {
        isPosition.push_back(at.isArray());
        at = at.child(step);
    }
    QGuiApplication::clipboard()->setText(pathText(style, tab.column(), node.path, isPosition));
}

void addCopyActions(DocumentsTab &tab)
{
    auto *at = &tab;
    using Group = NodeAction::Group;
    const auto isInside = [](const DocumentNode &node) { return !node.place.isDocument(); };
    at->addNodeAction({ Group::Copy, DocumentsTab::tr("Copy Value"), QStringLiteral("edit-copy"), QKeySequence::Copy, {},
        [at](const DocumentNode &) { at->copyCurrent(); } });
    at->addNodeAction({ Group::Copy, DocumentsTab::tr("Copy Id"), QStringLiteral("edit-copy"), {},
        [at](const DocumentNode &node) { return node.place.row >= at->rows().addedCount() && at->source() && !at->source()->key.isEmpty(); },
        [at](const DocumentNode &node) {
            if (const auto key = at->rows().tryKey(node.place.row))
                QGuiApplication::clipboard()->setText(dumbo::fromWtf8(key->text));
        } });
    at->addNodeAction({ Group::Copy, DocumentsTab::tr("Copy Key"), {}, {}, isInside,
        [](const DocumentNode &node) { QGuiApplication::clipboard()->setText(dumbo::fromWtf8(node.key)); } });
    // Called by what they look like: which database reads which one is not for the window to say.
    const std::pair<PathStyle, QString> styles[] { { PathStyle::JsonPath, DocumentsTab::tr("JSONPath: $.key[0]") },
        { PathStyle::Arrows, DocumentsTab::tr("SQL: column -> 'key' ->> 0") }, { PathStyle::ArrowPath, DocumentsTab::tr("SQL: column ->> '$.key[0]'") },
        { PathStyle::Dotted, DocumentsTab::tr("Dotted: key.0") } };
    for (const auto &[style, text] : styles)
        at->addNodeAction({ Group::Copy, text, {}, {}, isInside, [at, chosen = style](const DocumentNode &node) { copyPath(*at, node, chosen); },
            DocumentsTab::tr("Copy Path") });
}

} // namespace

void addStandardNodeActions(DocumentsTab &tab)
{
    addFilterActions(tab);
    addCopyActions(tab);
    auto *at = &tab;
    at->addNodeAction({ NodeAction::Group::Go, DocumentsTab::tr("Go to the Document with This Id"), QStringLiteral("go-jump"), {},
        [](const DocumentNode &node) {
            const bool isScalar = node.kind == NodeKind::String || node.kind == NodeKind::Number;
            return isScalar && !node.place.isDocument() && node.isWhole && node.text.size() < 1000;
        },
        [at](const DocumentNode &node) { jumpToDocument(*at, node); } });
    at->addNodeAction({ NodeAction::Group::Go, DocumentsTab::tr("Expand All Below"), QStringLiteral("expand-all"), Qt::Key_Asterisk,
        [at](const DocumentNode &node) { return node.isContainer() && at->view() != DocumentsTab::View::Table; },
        [at](const DocumentNode &node) { at->tree().expandAll(node.place); } });
    at->addNodeAction({ NodeAction::Group::Go, DocumentsTab::tr("Collapse All"), QStringLiteral("collapse-all"), {},
        [at](const DocumentNode &) { return at->view() == DocumentsTab::View::Tree; },
        [at](const DocumentNode &) { at->tree().collapseAll(); } });
}

QString sortTextOf(const dumbo::DocumentPath &path, Qt::SortOrder order)
{
    return QString::fromUtf8(dumbo::sortText({ { path, order == Qt::DescendingOrder } }));
}

ValueContent valueOf(const DocumentNode &node)
{
    ValueContent value;
    value.typeName = kindText(node.kind);
    value.bytes = node.text;
    value.kind = ValueContent::Kind::Json;
    value.fullSize = node.isWhole ? node.text.size() : node.end - node.begin;
    if (node.kind == NodeKind::String && node.isWhole) {
        value.kind = ValueContent::Kind::Text;
        value.bytes = dumbo::decodeJsonString(node.text);
        value.fullSize = value.bytes.size();
    } else if (node.kind == NodeKind::NotJson) {
        value.kind = ValueContent::Kind::Text;
        value.fullSize = value.bytes.size();
    }
    return value;
}

void DocumentsTab::copyCurrent()
{
    const auto node = currentNode();
    if (!node)
        return;
    // Whole, however long: the node has only the beginning of a long one.
    const auto opened = rows().tryOpen(node->place.row);
    const auto whole = DocumentRows::nodeAt(opened.document, node->place.steps);
    if (!whole.isValid())
        QGuiApplication::clipboard()->setText(QString::fromUtf8(node->text));
    else
        QGuiApplication::clipboard()->setText(whole.isString() ? whole.toQString() : QString::fromUtf8(whole.text()));
}

} // namespace workbench
