#pragma once

#include <QString>

namespace workbench {

class MigrationsTab;
class Workspace;

/// The forms in which a tab of migrations goes to others.
enum class MigrationExport {
    PlanSql, ///< what a run of the pending ones would send
    ReviewMarkdown, ///< states, findings, forecast and measurement, verdicts: for a pull request
    ReviewHtml,
};

/// Asks for a file and writes it in the background; the outcome is a message of the tab.
void exportMigrations(MigrationsTab &tab, MigrationExport form);
/// The same without the question.
void exportMigrationsTo(MigrationsTab &tab, MigrationExport form, const QString &path);
/// Puts the review on the clipboard as Markdown.
void copyReview(MigrationsTab &tab);

/// The actions for these.
void installMigrationExport(Workspace &workspace);

} // namespace workbench
