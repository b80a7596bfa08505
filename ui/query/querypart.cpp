#include "ui/query/querypart.h"

#include "ui/journal/journal.h"
#include "ui/query/querytab.h"
#include "ui/query/scriptdocument.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/tabfactory.h"
#include "ui/shell/workspace.h"

#include <QCoreApplication>
#include <QFileDialog>

namespace workbench {

namespace {

constexpr int daysOfClosedTexts = 60;
constexpr int mostClosedTexts = 200;

QString tr(const char *text)
{
    return QCoreApplication::translate("QueryPart", text);
}

Action makeAction(const char *id, const QString &text, const QList<QKeySequence> &shortcuts, const char *icon)
{
    Action action;
    action.id = QLatin1StringView(id);
    action.text = text;
    action.menu = action.id.section(u'.', 0, 0);
    action.shortcuts = shortcuts;
    action.icon = QLatin1StringView(icon);
    return action;
}

void addRunActions(ActionRegistry &actions)
{
    actions.addForTab(makeAction("query.run-current", tr("&Run Statement or Selection"),
                          { Qt::CTRL | Qt::Key_Return, Qt::CTRL | Qt::Key_Enter }, "media-playback-start"),
        &QueryTab::runCurrent);
    actions.addForTab(
        makeAction("query.run-script", tr("Run &Script"), { Qt::Key_F5 }, "media-skip-forward"), &QueryTab::runScript);
    auto explain = makeAction("query.explain", tr("E&xplain"), { Qt::CTRL | Qt::ALT | Qt::Key_E }, "view-list-tree");
    explain.beginsGroup = true;
    actions.addForTab(explain, &QueryTab::explain, &QueryTab::canExplain);
    actions.addForTab(makeAction("query.explain-analyze", tr("Explain with a R&un, Rolled Back"),
                          { Qt::CTRL | Qt::ALT | Qt::SHIFT | Qt::Key_E }, "view-list-tree"),
        &QueryTab::explainAnalyze, &QueryTab::canExplain);
    for (const auto *id : { "query.explain", "query.explain-analyze" }) {
        actions.setReason(QLatin1StringView(id), [](const WorkspaceTab &tab) {
            const auto *query = qobject_cast<const QueryTab *>(&tab);
            return query ? query->whyNotExplain() : QString();
        });
    }
    auto begin = makeAction("query.begin", tr("&Begin Transaction"), {}, "media-record");
    begin.beginsGroup = true;
    actions.addForTab(begin, &QueryTab::beginTransaction, &QueryTab::canBegin);
    actions.addForTab(
        makeAction("query.commit", tr("Co&mmit"), {}, "vcs-commit"), &QueryTab::commitTransaction, &QueryTab::canCommit);
    actions.addForTab(makeAction("query.roll-back", tr("Roll Bac&k"), {}, "edit-undo"), &QueryTab::rollBackTransaction,
        &QueryTab::canRollBack);
    auto pin = makeAction("query.pin-result", tr("&Pin or Unpin Result"), {}, "window-pin");
    pin.beginsGroup = true;
    actions.addForTab(pin, &QueryTab::pinResult, &QueryTab::hasResult);
    actions.addForTab(
        makeAction("query.export", tr("&Export Result…"), { Qt::CTRL | Qt::Key_E }, "document-export"), &QueryTab::exportCsv,
        &QueryTab::hasResult);
}

void addTextActions(ActionRegistry &actions)
{
    auto format = makeAction("query.format", tr("&Format"), { Qt::CTRL | Qt::SHIFT | Qt::Key_F }, "format-justify-left");
    format.beginsGroup = true;
    actions.addForTab(format, &QueryTab::formatText);
    actions.addForTab(
        makeAction("query.comment", tr("Comment or &Uncomment"), { Qt::CTRL | Qt::Key_Slash }, "comment-symbolic"),
        &QueryTab::toggleComment);
    actions.addForTab(
        makeAction("query.complete", tr("Complete &Word"), { Qt::CTRL | Qt::Key_Space }, "code-context"), &QueryTab::complete);
    actions.addForTab(
        makeAction("query.switch-focus", tr("Switch between Editor and &Result"), { Qt::Key_F6 }, "view-split-top-bottom"),
        &QueryTab::switchFocus);
}

void addFileActions(ActionRegistry &actions, Workspace &workspace)
{
    auto open = makeAction("file.open-script", tr("Open S&cript…"), { Qt::CTRL | Qt::ALT | Qt::Key_O }, "document-open");
    open.beginsGroup = true;
    actions.add(open, &workspace, [&workspace] {
        auto *dialog = new QFileDialog(workspace.tabs().window(), tr("Open Script"));
        dialog->setObjectName(QStringLiteral("openScriptDialog"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::ExistingFiles);
        dialog->setNameFilters({ tr("SQL scripts (*.sql)"), tr("All files (*)") });
        QObject::connect(dialog, &QFileDialog::filesSelected, &workspace, [&workspace](const QStringList &paths) {
            for (const auto &path : paths)
                openScript(workspace, path);
        });
        dialog->show();
    });
    actions.addForTab(makeAction("file.save", tr("&Save Script"), { QKeySequence(Qt::CTRL | Qt::Key_S) }, "document-save"),
        &QueryTab::save);
    actions.addForTab(
        makeAction("file.save-as", tr("Save Script &As…"), { Qt::CTRL | Qt::SHIFT | Qt::Key_S }, "document-save-as"),
        &QueryTab::saveAs);
}

} // namespace

QueryServices &installQueryPart(Workspace &workspace, const QString &journalFolder)
{
    auto *services = new QueryServices(workspace, journalFolder);
    workspace.tabFactory().add(Workspace::queryTabType(), [services](Workspace &owner, const QString &connectionId) {
        return new QueryTab(*services, owner, connectionId);
    });
    auto &actions = workspace.actions();
    addRunActions(actions);
    addTextActions(actions);
    addFileActions(actions, workspace);
    return *services;
}

void recoverForgottenTexts(QueryServices &services, Workspace &workspace)
{
    auto &journal = services.journal();
    QStringList knownIds;
    const auto saved = workspace.tabs().save();
    for (const auto &tab : saved)
        knownIds.append(TabArea::SavedTab::fromJson(tab.toObject()).tabId);
    auto keep = knownIds;
    const auto ids = journal.ids();
    for (const auto &id : ids) {
        if (knownIds.contains(id))
            continue;
        const auto recovered = journal.recover(id);
        if (!recovered || recovered->facts.value(QStringLiteral("closed")).toBool() || recovered->text.trimmed().isEmpty())
            continue;
        keep.append(id);
        auto *tab = workspace.tabFactory().make(
            Workspace::queryTabType(), workspace, recovered->facts.value(QStringLiteral("connection")).toString());
        tab->setTabId(id);
        tab->restoreState({});
        workspace.tabs().addTab(tab);
    }
    journal.prune(keep, daysOfClosedTexts, mostClosedTexts);
}

void openScript(Workspace &workspace, const QString &path)
{
    const auto tabs = workspace.tabs().tabs();
    for (auto *tab : tabs) {
        if (const auto *query = qobject_cast<QueryTab *>(tab); query && query->script().path() == path) {
            workspace.tabs().setCurrentTab(tab);
            return;
        }
    }
    workspace.openTab(Workspace::queryTabType(), workspace.currentConnectionId(), { { QStringLiteral("path"), path } });
}

} // namespace workbench
