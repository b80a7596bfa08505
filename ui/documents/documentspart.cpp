#include "ui/documents/documentspart.h"

#include "core/documents/documentsource.h"
#include "core/json/jsonstring.h"
#include "core/plugins/driverregistry.h"
#include "core/sdk/extensions/pongo.h"
#include "ui/documents/analysis/analysispart.h"
#include "ui/documents/documentediting.h"
#include "ui/documents/documentstab.h"
#include "ui/documents/documenttransfer.h"
#include "ui/query/queryservices.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/tabfactory.h"
#include "ui/shell/workspace.h"

namespace workbench {

namespace {

/// What plugs itself into each new tab, in the order of its buttons.
constexpr std::array<void (*)(DocumentsTab &), 3> plugs { plugDocumentEditing, plugAnalysis, plugDocumentTransfer };

Action makeAction(const char *id, const QString &text, const char *icon, const QList<QKeySequence> &shortcuts = {})
{
    Action action;
    action.id = QLatin1StringView(id);
    action.text = text;
    action.icon = QLatin1StringView(icon);
    action.menu = QStringLiteral("documents");
    action.shortcuts = shortcuts;
    return action;
}

void addActions(ActionRegistry &actions)
{
    actions.addForTab(makeAction("documents.filter", DocumentsTab::tr("&Filter Documents"), "view-filter", { Qt::CTRL | Qt::Key_F }), &DocumentsTab::focusFilter);
    actions.addForTab(makeAction("documents.find", DocumentsTab::tr("Fi&nd Documents"), "edit-find", { Qt::CTRL | Qt::Key_Return }), &DocumentsTab::find);
    actions.addForTab(makeAction("documents.history", DocumentsTab::tr("&Earlier Queries of Documents"), "view-history", { Qt::CTRL | Qt::Key_H }), &DocumentsTab::showHistory);
    actions.addForTab(makeAction("documents.tree", DocumentsTab::tr("Documents as a &Tree"), "view-list-tree", { Qt::ALT | Qt::Key_1 }), &DocumentsTab::showTree);
    actions.addForTab(makeAction("documents.list", DocumentsTab::tr("Documents as a &List"), "view-list-details", { Qt::ALT | Qt::Key_2 }), &DocumentsTab::showList);
    actions.addForTab(makeAction("documents.table", DocumentsTab::tr("Documents as a Ta&ble"), "table", { Qt::ALT | Qt::Key_3 }), &DocumentsTab::showTable);
    actions.addForTab(makeAction("documents.sql", DocumentsTab::tr("&SQL of the Documents' Query"), "code-typedef", { Qt::CTRL | Qt::Key_J }), &DocumentsTab::toggleSql);
    actions.addForTab(makeAction("documents.all", DocumentsTab::tr("Read &All Documents"), "go-bottom", { Qt::CTRL | Qt::SHIFT | Qt::Key_End }), &DocumentsTab::fetchAll);
}

} // namespace

void installDocumentsPart(Workspace &workspace, QueryServices &services)
{
    workspace.tabFactory().add(DocumentsTab::documentsTabType(), [&services](Workspace &owner, const QString &connectionId) {
        auto *tab = new DocumentsTab(services, owner, connectionId);
        for (const auto plug : plugs)
            plug(*tab);
        return tab;
    });
    addActions(workspace.actions());
    addDocumentEditingActions(workspace.actions());
}

bool hasDocuments(const Workspace &workspace, const OpenConnection &connection)
{
    const auto manifest = workspace.connections().registry().describe(connection.target().connector);
    return manifest && manifest->extensions.contains(dumbo::PongoExtension::extensionId());
}

QStringList documentColumns(const Workspace &workspace, const OpenConnection &connection, const dumbo::CatalogObject &object)
{
    if (!hasDocuments(workspace, connection))
        return {};
    if (dumbo::isCollection(object))
        return { QStringLiteral("data") };
    // Texts count where a check says that they are JSON, as in SQLite.
    const auto isChecked = [&object](const QString &column) {
        return std::ranges::any_of(object.checks, [&column](const dumbo::CatalogCheck &check) {
            return check.expression.contains(QStringLiteral("json_valid"), Qt::CaseInsensitive) && check.expression.contains(column);
        });
    };
    dumbo::DocumentTraits all;
    all.storages = { dumbo::DocumentStorage::Jsonb, dumbo::DocumentStorage::JsonText, dumbo::DocumentStorage::Text };
    QStringList columns;
    for (const auto &column : dumbo::documentColumns(object, all)) {
        if (column.isDeclared || isChecked(column.name))
            columns.append(column.name);
    }
    return columns;
}

bool opensAsDocuments(const Workspace &workspace, const OpenConnection &connection, const dumbo::CatalogObject &object)
{
    return dumbo::isCollection(object) && hasDocuments(workspace, connection);
}

void openDocuments(Workspace &workspace, const QString &connectionId, const DocumentsRequest &request)
{
    const auto tabs = workspace.tabs().tabs();
    for (auto *tab : tabs) {
        auto *documents = qobject_cast<DocumentsTab *>(tab);
        if (!documents || documents->connectionId() != connectionId || documents->table().name != request.table.name
            || documents->table().schema != request.table.schema || (!request.column.isEmpty() && documents->column() != request.column))
            continue;
        workspace.tabs().setCurrentTab(tab);
        if (!request.filter.isEmpty() && documents->typedQuery().filter != request.filter)
            documents->setQueryText({ request.filter, {}, {} });
        documents->goToRow(request.row);
        return;
    }
    workspace.openTab(DocumentsTab::documentsTabType(), connectionId,
        { { QStringLiteral("database"), request.table.database }, { QStringLiteral("schema"), request.table.schema },
            { QStringLiteral("name"), request.table.name }, { QStringLiteral("column"), request.column },
            { QStringLiteral("filter"), request.filter }, { QStringLiteral("row"), dumbo::fromWtf8(request.row) } });
}

} // namespace workbench
