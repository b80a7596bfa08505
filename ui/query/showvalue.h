#pragma once

class QWidget;

namespace workbench {

class ResultPage;
class Workspace;

/// Shows the page's current cell in the window's value panel; nothing where page is null. Only where tab is visible and the panel
/// is shown, or wanted: then the panel is asked to show itself.
void showValue(Workspace &workspace, const QWidget &tab, const ResultPage *page, bool wanted);

} // namespace workbench
