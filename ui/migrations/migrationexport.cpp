#include "ui/migrations/migrationexport.h"

#include "core/migrations/planscript.h"
#include "core/migrations/review/reviewreport.h"
#include "ui/migrations/dryruntrial.h"
#include "ui/migrations/migrationreview.h"
#include "ui/migrations/migrationstab.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/workspace.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QSaveFile>
#include <QtConcurrentRun>

namespace workbench {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("MigrationExport", text);
}

/// Everything that a form is made of: a value, so that it is made in another thread.
struct Exported {
    dumbo::ReviewReport report;
    dumbo::Dialect dialect;
};

std::vector<std::optional<dumbo::StatementMeasurement>> measurementsOf(const TriedMigration &tried)
{
    std::vector<std::optional<dumbo::StatementMeasurement>> measured;
    for (const auto &statement : tried.statements)
        measured.push_back(statement.measured);
    return measured;
}

Exported gather(const MigrationsTab &tab)
{
    const auto &snapshot = *tab.work().snapshot();
    Exported exported;
    exported.dialect = snapshot.dialect;
    auto &report = exported.report;
    report.title = QFileInfo(snapshot.source).fileName();
    if (const auto *open = tab.work().connection())
        report.database = open->name();
    report.plan = snapshot.plan;
    report.advice = snapshot.advice;
    for (const auto &planned : snapshot.plan.migrations) {
        const auto name = planned.name();
        report.statuses[name] = tab.review().statusOf(name);
        report.verdicts += tab.review().of(name);
        const auto *tried = planned.migration ? tab.work().trialOf(*planned.migration) : nullptr;
        if (!tried)
            continue;
        report.measured[name] = measurementsOf(*tried);
        for (const auto &object : tried->difference.objects)
            report.changes[name].append(object.sentence);
    }
    return exported;
}

dumbo::Result<QByteArray> textOf(MigrationExport form, const Exported &exported)
{
    switch (form) {
    case MigrationExport::PlanSql: {
        dumbo::PlanScriptOptions options;
        options.fit = [&exported](const dumbo::Migration &migration) {
            std::vector<dumbo::TransactionFit> fits;
            if (const auto *advised = exported.report.advice->find(migration.name)) {
                for (const auto &statement : advised->statements)
                    fits.push_back(statement.advice.fit);
            }
            return fits;
        };
        return dumbo::planScript(exported.report.plan, exported.dialect, options);
    }
    case MigrationExport::ReviewMarkdown:
        return dumbo::reviewMarkdown(exported.report);
    case MigrationExport::ReviewHtml:
        return dumbo::reviewHtml(exported.report);
    }
    Q_UNREACHABLE_RETURN({});
}

dumbo::Result<void> writeText(MigrationExport form, const Exported &exported, const QString &path)
{
    const auto text = textOf(form, exported);
    if (!text)
        return dumbo::fail(text.error());
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(*text) != text->size() || !file.commit())
        return dumbo::fail(dumbo::ErrorKind::System, tr("%1 could not be written: %2").arg(path, file.errorString()));
    return {};
}

QString suffixOf(MigrationExport form)
{
    return form == MigrationExport::PlanSql ? QStringLiteral("sql")
        : form == MigrationExport::ReviewHtml ? QStringLiteral("html")
                                              : QStringLiteral("md");
}

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

} // namespace

void exportMigrations(MigrationsTab &tab, MigrationExport form)
{
    auto *dialog = new QFileDialog(&tab, form == MigrationExport::PlanSql ? tr("Export the Plan") : tr("Export the Review"));
    dialog->setObjectName(QStringLiteral("migrationExportDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffixOf(form));
    dialog->selectFile((form == MigrationExport::PlanSql ? QStringLiteral("plan.") : QStringLiteral("review.")) + suffixOf(form));
    QObject::connect(dialog, &QFileDialog::fileSelected, &tab, [&tab, form](const QString &path) { exportMigrationsTo(tab, form, path); });
    dialog->show();
}

void exportMigrationsTo(MigrationsTab &tab, MigrationExport form, const QString &path)
{
    if (!tab.work().snapshot())
        return;
    QtConcurrent::run([form, path, exported = gather(tab)] { return writeText(form, exported, path); })
        .then(&tab, [&tab, path](const dumbo::Result<void> &written) {
            if (!written) {
                tab.messages().showError(written.error(), tr("Nothing was exported:"));
                return;
            }
            InlineMessage message;
            message.kind = InlineMessage::Kind::Positive;
            message.text = tr("Exported to %1.").arg(QDir::toNativeSeparators(path));
            message.replaces = QStringLiteral("export");
            tab.messages().show(message);
        });
}

void copyReview(MigrationsTab &tab)
{
    if (!tab.work().snapshot())
        return;
    QtConcurrent::run([exported = gather(tab)] { return dumbo::reviewMarkdown(exported.report); })
        .then(&tab, [](const QByteArray &text) { QGuiApplication::clipboard()->setText(QString::fromUtf8(text)); });
}

void installMigrationExport(Workspace &workspace)
{
    const auto hasMigrations = [](const WorkspaceTab &tab) {
        const auto *migrations = qobject_cast<const MigrationsTab *>(&tab);
        return migrations && migrations->hasMigrations();
    };
    const auto add = [&](const Action &action, auto handler) {
        workspace.actions().addForTabs(
            action, hasMigrations, [handler](WorkspaceTab &tab) { handler(static_cast<MigrationsTab &>(tab)); });
    };
    add(makeAction("migrations.export-sql", tr("Export Plan as S&QL…"), "document-export", true),
        [](MigrationsTab &tab) { exportMigrations(tab, MigrationExport::PlanSql); });
    add(makeAction("migrations.export-markdown", tr("Export Review as &Markdown…"), "document-export"),
        [](MigrationsTab &tab) { exportMigrations(tab, MigrationExport::ReviewMarkdown); });
    add(makeAction("migrations.export-html", tr("Export Re&view as HTML…"), "document-export"),
        [](MigrationsTab &tab) { exportMigrations(tab, MigrationExport::ReviewHtml); });
    add(makeAction("migrations.copy-review", tr("Cop&y Review as Markdown"), "edit-copy"), copyReview);
}

} // namespace workbench
