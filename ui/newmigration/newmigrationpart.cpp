#include "ui/newmigration/newmigrationpart.h"

#include "ui/newmigration/newmigrationtab.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/tabfactory.h"
#include "ui/shell/workspace.h"

namespace workbench {

namespace {

Action makeAction(const char *id, const QString &text, const char *icon, bool beginsGroup = false)
{
    Action action;
    action.id = QLatin1StringView(id);
    action.text = text;
    action.menu = QStringLiteral("migrations");
    action.icon = QLatin1StringView(icon);
    action.beginsGroup = beginsGroup;
    return action;
}

void openFor(Workspace &workspace, NewMigrationTab::Kind kind)
{
    const auto id = workspace.currentConnectionId();
    if (!workspace.connections().find(id)) {
        InlineMessage message;
        message.text = NewMigrationTab::tr("There is no open database that a migration could be for.");
        message.replaces = QStringLiteral("migrations");
        workspace.messages().show(message);
        return;
    }
    if (auto *tab = openNewMigration(workspace, id))
        tab->setKind(kind);
}

} // namespace

NewMigrationTab *openNewMigration(Workspace &workspace, const QString &connectionId)
{
    return qobject_cast<NewMigrationTab *>(workspace.openTab(NewMigrationTab::newMigrationTabType(), connectionId));
}

void installNewMigrationPart(Workspace &workspace, HistoryStore &history)
{
    workspace.tabFactory().add(NewMigrationTab::newMigrationTabType(),
        [&history](Workspace &owner, const QString &connectionId) { return new NewMigrationTab(history, owner, connectionId); });
    auto &actions = workspace.actions();
    actions.add(makeAction("migrations.new", NewMigrationTab::tr("&New Migration…"), "document-new", true), &workspace,
        [&workspace] { openFor(workspace, NewMigrationTab::Kind::Empty); });
    actions.add(makeAction("migrations.new-from-history", NewMigrationTab::tr("New Migration from Statements Run &by Hand…"), "view-history"), &workspace,
        [&workspace] { openFor(workspace, NewMigrationTab::Kind::Recorded); });
    actions.add(makeAction("migrations.new-from-difference", NewMigrationTab::tr("New Mi&gration from a Difference…"), "view-split-left-right"), &workspace,
        [&workspace] { openFor(workspace, NewMigrationTab::Kind::Difference); });
}

} // namespace workbench
