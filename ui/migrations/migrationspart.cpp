#include "ui/migrations/migrationspart.h"

#include "ui/migrations/migrationexport.h"
#include "ui/migrations/migrationstab.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/tabfactory.h"
#include "ui/shell/workspace.h"

namespace workbench {

namespace {

const QString menuName = QStringLiteral("migrations");

Action makeAction(const char *id, const QString &text, const QList<QKeySequence> &shortcuts, const char *icon, bool beginsGroup = false)
{
    Action action;
    action.id = QLatin1StringView(id);
    action.text = text;
    action.menu = menuName;
    action.shortcuts = shortcuts;
    action.icon = QLatin1StringView(icon);
    action.beginsGroup = beginsGroup;
    return action;
}

void openForCurrent(Workspace &workspace)
{
    if (const auto id = workspace.currentConnectionId(); workspace.connections().find(id)) {
        openMigrations(workspace, id);
        return;
    }
    InlineMessage message;
    message.text = MigrationsTab::tr("There is no open database whose migrations could be shown.");
    message.replaces = QStringLiteral("migrations");
    workspace.messages().show(message);
}

void addRunActions(ActionRegistry &actions)
{
    actions.addForTab(makeAction("migrations.choose-folder", MigrationsTab::tr("Choose &Folder…"), {}, "folder-open", true), &MigrationsTab::chooseFolder);
    actions.addForTab(makeAction("migrations.choose-file", MigrationsTab::tr("Choose F&ile…"), {}, "document-open"), &MigrationsTab::chooseFile);
    actions.addForTab(makeAction("migrations.run", MigrationsTab::tr("&Run Pending"), { Qt::CTRL | Qt::Key_Return, Qt::CTRL | Qt::Key_Enter },
                          "media-playback-start", true),
        &MigrationsTab::run, &MigrationsTab::canRun);
    actions.addForTab(makeAction("migrations.run-up-to", MigrationsTab::tr("Run &up to This"), {}, "media-seek-forward"),
        &MigrationsTab::runUpToCurrent, &MigrationsTab::canRunUpToCurrent);
    actions.addForTab(makeAction("migrations.dry-run", MigrationsTab::tr("&Dry Run"), { Qt::CTRL | Qt::SHIFT | Qt::Key_Return, Qt::CTRL | Qt::SHIFT | Qt::Key_Enter },
                          "run-build-prune", true),
        &MigrationsTab::dryRun, &MigrationsTab::canDryRun);
    actions.addForTab(makeAction("migrations.dry-run-current", MigrationsTab::tr("Dry Run up to T&his"), { Qt::CTRL | Qt::ALT | Qt::Key_D }, "run-build-prune"),
        &MigrationsTab::dryRunCurrent, &MigrationsTab::canDryRunCurrent);
    actions.addForTab(makeAction("migrations.prove-down", MigrationsTab::tr("Prove the Do&wn Script"), {}, "view-refresh"),
        &MigrationsTab::proveDown, &MigrationsTab::canProveDown);
    actions.addForTab(makeAction("migrations.run-down", MigrationsTab::tr("Run Down Script…"), {}, "edit-undo"),
        &MigrationsTab::runDown, &MigrationsTab::canRunDown);
    const auto reason = [](const WorkspaceTab &tab) {
        const auto *migrations = qobject_cast<const MigrationsTab *>(&tab);
        return migrations && migrations->isIdle() && !migrations->canRun() ? MigrationsTab::tr("Nothing is pending.") : QString();
    };
    for (const auto *id : { "migrations.run", "migrations.run-up-to" })
        actions.setReason(QLatin1StringView(id), reason);
    const auto noTrial = [](const WorkspaceTab &tab) {
        const auto *migrations = qobject_cast<const MigrationsTab *>(&tab);
        if (!migrations || !migrations->isIdle() || migrations->canDryRun())
            return QString();
        return migrations->canRun() ? MigrationsTab::tr("This database offers no dry run.") : MigrationsTab::tr("Nothing is pending.");
    };
    for (const auto *id : { "migrations.dry-run", "migrations.dry-run-current" })
        actions.setReason(QLatin1StringView(id), noTrial);
}

void addReviewActions(ActionRegistry &actions)
{
    actions.addForTab(makeAction("migrations.approve", MigrationsTab::tr("&Approve"), { Qt::CTRL | Qt::ALT | Qt::Key_A }, "dialog-ok-apply", true),
        &MigrationsTab::approve, &MigrationsTab::canReview);
    actions.addForTab(makeAction("migrations.reject", MigrationsTab::tr("Re&ject"), { Qt::CTRL | Qt::ALT | Qt::Key_R }, "dialog-cancel"),
        &MigrationsTab::reject, &MigrationsTab::canReview);
    actions.addForTab(makeAction("migrations.comment", MigrationsTab::tr("&Comment"), { Qt::CTRL | Qt::ALT | Qt::Key_C }, "edit-comment"),
        &MigrationsTab::comment, &MigrationsTab::canReview);
    actions.addForTab(makeAction("migrations.approve-statement", MigrationsTab::tr("Approve &Statement"), { Qt::CTRL | Qt::ALT | Qt::SHIFT | Qt::Key_A }, "dialog-ok-apply"),
        &MigrationsTab::approveStatement, &MigrationsTab::canReviewStatement);
    actions.addForTab(makeAction("migrations.reject-statement", MigrationsTab::tr("Reject S&tatement"), { Qt::CTRL | Qt::ALT | Qt::SHIFT | Qt::Key_R }, "dialog-cancel"),
        &MigrationsTab::rejectStatement, &MigrationsTab::canReviewStatement);
}

void addMoves(ActionRegistry &actions)
{
    actions.addForTab(makeAction("migrations.next-finding", MigrationsTab::tr("Ne&xt Finding"), { Qt::Key_F8 }, "go-down", true), &MigrationsTab::nextFinding,
        &MigrationsTab::hasMigrations);
    actions.addForTab(makeAction("migrations.previous-finding", MigrationsTab::tr("&Previous Finding"), { Qt::SHIFT | Qt::Key_F8 }, "go-up"),
        &MigrationsTab::previousFinding, &MigrationsTab::hasMigrations);
    actions.addForTab(makeAction("migrations.switch-focus", MigrationsTab::tr("Switch between &List, Text and Pages"), { Qt::Key_F6 }, "view-split-left-right"),
        &MigrationsTab::switchFocus, &MigrationsTab::hasMigrations);
    actions.addForTab(makeAction("migrations.open-file", MigrationsTab::tr("&Edit the File"), { Qt::Key_F4 }, "document-edit"), &MigrationsTab::openFile,
        &MigrationsTab::hasFile);
}

} // namespace

MigrationsTab *openMigrations(Workspace &workspace, const QString &connectionId, const QString &source)
{
    const auto tabs = workspace.tabs().tabs();
    for (auto *tab : tabs) {
        auto *migrations = qobject_cast<MigrationsTab *>(tab);
        if (!migrations || migrations->connectionId() != connectionId)
            continue;
        workspace.tabs().setCurrentTab(migrations);
        if (!source.isEmpty())
            migrations->work().setSource(source);
        return migrations;
    }
    QJsonObject state;
    if (!source.isEmpty())
        state.insert(QStringLiteral("source"), source);
    return qobject_cast<MigrationsTab *>(workspace.openTab(MigrationsTab::migrationsTabType(), connectionId, state));
}

void installMigrationsPart(Workspace &workspace)
{
    workspace.tabFactory().add(MigrationsTab::migrationsTabType(),
        [](Workspace &owner, const QString &connectionId) { return new MigrationsTab(owner, connectionId); });
    auto &actions = workspace.actions();
    actions.add(makeAction("view.migrations", MigrationsTab::tr("&Open Migrations"), { Qt::CTRL | Qt::SHIFT | Qt::Key_M }, "vcs-update-required"),
        &workspace, [&workspace] { openForCurrent(workspace); });
    addRunActions(actions);
    addReviewActions(actions);
    addMoves(actions);
    installMigrationExport(workspace);
}

} // namespace workbench
