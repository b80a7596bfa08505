#pragma once

#include "core/base/result.h"
#include "core/migrations/sources/migrationsource.h"
#include "ui/newmigration/migrationcontent.h"
#include "ui/shell/workspacetab.h"

#include <QTimer>

class QButtonGroup;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace workbench {

class DifferencePage;
class HistoryStore;
class MessageArea;
class OpenConnection;
class RecordedPage;
class SqlView;

/// Makes the files of a new migration: empty, from what was run by hand, or from a difference; shown whole before it is written.
class NewMigrationTab : public WorkspaceTab {
    Q_OBJECT

public:
    enum class Kind { Empty, Recorded, Difference };

    NewMigrationTab(HistoryStore &history, Workspace &workspace, const QString &connectionId);
    ~NewMigrationTab() override;

    [[nodiscard]] static QString newMigrationTabType() { return QStringLiteral("new-migration"); }
    [[nodiscard]] QString typeName() const override { return newMigrationTabType(); }
    [[nodiscard]] QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;
    void cancel() override;
    void refresh() override;

    void setKind(Kind kind);
    void setSource(const QString &folder);
    void create();
    [[nodiscard]] RecordedPage &recorded() const { return *m_recorded; }
    [[nodiscard]] DifferencePage &difference() const { return *m_difference; }

private:
    void makeLayout();
    QWidget *makeForm();
    QWidget *makeKinds();
    [[nodiscard]] const OpenConnection *connection() const;
    [[nodiscard]] MigrationContentPage *page() const;
    [[nodiscard]] dumbo::NewMigrationRequest request() const;
    void followConnection();
    void chooseSource();
    void takeContent();
    void planSoon();
    void plan();
    void showPlan(const dumbo::Result<dumbo::NewMigration> &planned);
    void showMissing(const QString &why);
    void finish(const dumbo::Result<void> &written, const dumbo::NewMigration &migration);

    QLineEdit *m_source;
    QLineEdit *m_title;
    QLabel *m_file;
    QButtonGroup *m_kinds;
    QStackedWidget *m_pages;
    MigrationContentPage *m_empty;
    RecordedPage *m_recorded;
    DifferencePage *m_difference;
    SqlView *m_preview;
    QPushButton *m_create;
    MessageArea *m_messages;
    QTimer m_soon; ///< until a pause in typing
    QString m_suggested; ///< the title that was put in, not typed
    std::optional<dumbo::NewMigration> m_planned; ///< what create() writes
    int m_generation = 0;
    bool m_writing = false;
};

} // namespace workbench
