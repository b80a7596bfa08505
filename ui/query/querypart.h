#pragma once

#include <QString>

namespace workbench {

class QueryServices;
class Workspace;

/// Brings query tabs into the window: their type, their actions, and what they share. journalFolder is where typed text is
/// kept. Call it before tabs are restored; the services belong to the workspace.
QueryServices &installQueryPart(Workspace &workspace, const QString &journalFolder);

/// Opens tabs for texts of the journal whose tabs nobody remembers, because the program died before it could save them; and
/// forgets texts of tabs closed long ago. Call it after tabs were restored.
void recoverForgottenTexts(QueryServices &services, Workspace &workspace);

/// Opens a script in a query tab; the tab that has the file already is shown instead.
void openScript(Workspace &workspace, const QString &path);

} // namespace workbench
