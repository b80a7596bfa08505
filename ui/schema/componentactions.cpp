#include "ui/schema/componentactions.h"

#include "core/schema/componentfile.h"
#include "ui/migrations/migrationspart.h"
#include "ui/schema/componentfeed.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspace.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QPointer>
#include <QSaveFile>

namespace workbench {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Components", text);
}

/// Beside the window rather than above it: a query may run meanwhile.
QFileDialog *makeDialog(Workspace &workspace, const ComponentFeed &feed, const OpenConnection &connection, const QString &title)
{
    auto *dialog = new QFileDialog(workspace.tabs().window(), title);
    dialog->setObjectName(QStringLiteral("componentFileDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setNameFilters({ tr("Component files (*.json)"), tr("All files (*)") });
    if (const auto path = feed.file(connection); !path.isEmpty())
        dialog->setDirectory(QFileInfo(path).absolutePath());
    return dialog;
}

void whenChosen(QFileDialog *dialog, ComponentFeed &feed, Workspace &workspace, const QString &id, std::function<bool(const QString &)> prepare)
{
    QObject::connect(dialog, &QFileDialog::fileSelected, &feed, [&feed, &workspace, id, prepare = std::move(prepare)](const QString &path) {
        const auto *connection = workspace.connections().find(id);
        if (connection && prepare(path))
            feed.setFile(*connection, path);
    });
    dialog->show();
}

void choose(Workspace &workspace, ComponentFeed &feed, const OpenConnection &connection)
{
    auto *dialog = makeDialog(workspace, feed, connection, tr("Component File of %1").arg(connection.name()));
    dialog->setFileMode(QFileDialog::ExistingFile);
    whenChosen(dialog, feed, workspace, connection.id(), [](const QString &) { return true; });
}

bool writeSample(Workspace &workspace, const QString &path)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(dumbo::sampleComponentFile()) >= 0 && file.commit())
        return true;
    workspace.messages().showError(dumbo::Error(dumbo::ErrorKind::System, tr("%1 can't be written: %2").arg(path, file.errorString())));
    return false;
}

void makeNew(Workspace &workspace, ComponentFeed &feed, const OpenConnection &connection)
{
    auto *dialog = makeDialog(workspace, feed, connection, tr("New Component File for %1").arg(connection.name()));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->setDefaultSuffix(QStringLiteral("json"));
    whenChosen(dialog, feed, workspace, connection.id(), [&workspace](const QString &path) { return writeSample(workspace, path); });
}

struct Command {
    const char *id;
    const char *text;
    const char *icon;
    bool needsFile;
};

constexpr Command commands[] = {
    { "components.choose", QT_TRANSLATE_NOOP("Components", "Choose Component &File…"), "document-open", false },
    { "components.new", QT_TRANSLATE_NOOP("Components", "&New Component File…"), "document-new", false },
    { "components.read", QT_TRANSLATE_NOOP("Components", "&Read Component File Again"), "view-refresh", true },
    { "components.migrations", QT_TRANSLATE_NOOP("Components", "Open &Migrations of the Component File"), "vcs-update-required", true },
    { "components.forget", QT_TRANSLATE_NOOP("Components", "For&get Component File"), "edit-clear", true },
};

} // namespace

bool doComponentAction(Workspace &workspace, ComponentFeed &feed, const QString &connectionId, const QString &action)
{
    if (!action.startsWith(u"components."))
        return false;
    auto *connection = workspace.connections().find(connectionId);
    if (!connection) {
        InlineMessage message;
        message.text = tr("There is no open database that components could be declared for.");
        message.replaces = QStringLiteral("components");
        workspace.messages().show(message);
        return true;
    }
    const auto needsFile = action != u"components.choose" && action != u"components.new";
    if (action == u"components.new")
        makeNew(workspace, feed, *connection);
    else if (!needsFile || feed.file(*connection).isEmpty())
        choose(workspace, feed, *connection);
    else if (action == u"components.read")
        feed.read(*connection);
    else if (action == u"components.migrations")
        openMigrations(workspace, connectionId, feed.file(*connection));
    else if (action == u"components.forget")
        feed.setFile(*connection, {});
    return true;
}

void addComponentActions(Workspace &workspace, ComponentFeed &feed)
{
    for (const auto &command : commands) {
        Action action;
        action.id = QLatin1StringView(command.id);
        action.text = tr(command.text);
        action.icon = QLatin1StringView(command.icon);
        workspace.actions().add(action, &feed,
            [&workspace, &feed, id = action.id] { doComponentAction(workspace, feed, workspace.currentConnectionId(), id); });
    }
}

void addComponentMenu(QMenu &menu, Workspace &workspace, ComponentFeed &feed, const OpenConnection &connection)
{
    const auto hasFile = !feed.file(connection).isEmpty();
    for (const auto &command : commands) {
        if (command.needsFile && !hasFile)
            continue;
        auto *action = menu.addAction(theme::icon(QLatin1StringView(command.icon)), tr(command.text));
        QObject::connect(action, &QAction::triggered, &feed, [&workspace, &feed, id = connection.id(), what = QString::fromLatin1(command.id)] {
            doComponentAction(workspace, feed, id, what);
        });
    }
}

} // namespace workbench
