#pragma once

#include "core/sdk/catalogobject.h"

#include <QByteArray>
#include <QStringList>

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

/// Whether documents are what one wants of it first: a collection.
[[nodiscard]] bool opensAsDocuments(const Workspace &workspace, const OpenConnection &connection, const dumbo::CatalogObject &object);

/// What a documents tab shall show.
struct DocumentsRequest {
    dumbo::ObjectPath table;
    QString column; ///< empty: the only one
    QString filter;
    QByteArray row; ///< the key of a row to go to, as DocumentKey::text; empty: none
};
/// Opens a tab, or makes the one current that shows the same column; then its filter is the request's.
void openDocuments(Workspace &workspace, const QString &connectionId, const DocumentsRequest &request);

} // namespace workbench
