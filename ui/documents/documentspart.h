#pragma once

#include "core/sdk/catalogobject.h"
#include "core/sdk/value.h"

#include <QString>

#include <vector>

namespace workbench {

class OpenConnection;
class QueryServices;
class Workspace;

/// Brings the tab of documents and its actions into the window.
void installDocumentsPart(Workspace &workspace, QueryServices &services);

/// Whether the driver of the connection says that it knows documents.
[[nodiscard]] bool hasDocuments(const Workspace &workspace, const OpenConnection &connection);
/// Columns of the object that a documents tab can show; empty where there are none or the driver knows no documents.
[[nodiscard]] QStringList documentColumns(const Workspace &workspace, const OpenConnection &connection, const dumbo::CatalogObject &object);

/// What a documents tab shall show.
struct DocumentsRequest {
    dumbo::ObjectPath table;
    QString column; ///< empty: the only one
    QString filter;
};
/// Opens a tab, or makes the one current that shows the same column; then its filter is the request's.
void openDocuments(Workspace &workspace, const QString &connectionId, const DocumentsRequest &request);

} // namespace workbench
