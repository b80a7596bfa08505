#pragma once

#include "ui/migrations/migrationtask.h"
#include "ui/newmigration/comparison.h"
#include "ui/newmigration/migrationcontent.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QStackedWidget;

namespace workbench {

class ChangesPage;
class MessageArea;
class Workspace;

/// Compares the connection's database with another one, with its migrations or with a file of components, and writes the SQL in the
/// direction a person wants.
class DifferencePage : public MigrationContentPage {
    Q_OBJECT

public:
    DifferencePage(Workspace &workspace, QWidget *parent = nullptr);
    ~DifferencePage() override;

    [[nodiscard]] MigrationContent content() const override;
    [[nodiscard]] QString missing() const override;
    [[nodiscard]] QString suggestedTitle() const override;
    [[nodiscard]] bool isBusy() const override { return m_task != nullptr; }
    void cancel() override;

    void setConnectionId(const QString &connectionId);
    /// Folder or file with migrations that can be compared with.
    void setSource(const QString &source);
    void compare();
    [[nodiscard]] const std::optional<Comparison> &comparison() const { return m_comparison; }
    [[nodiscard]] QComboBox &other() const { return *m_other; }
    [[nodiscard]] QComboBox &direction() const { return *m_direction; }

private:
    enum class Other { Migrations, Components, Database };
    using Task = MigrationTask<QString, Comparison>;

    void makeLayout();
    void fillOthers();
    void takeOther();
    void chooseComponents();
    void finish(const dumbo::Result<Comparison> &compared);
    void showDifference();
    void showObjects();
    void showNotGenerated(const std::vector<dumbo::NotGenerated> &left);
    /// What the migration would do; null before something was compared.
    [[nodiscard]] const dumbo::DifferenceScript *wanted() const;

    Workspace &m_workspace;
    QString m_connectionId;
    QString m_source;
    QString m_components; ///< the file that was chosen
    bool m_isPicked = false; ///< a person chose what to compare with
    QComboBox *m_other;
    QComboBox *m_direction;
    QCheckBox *m_keepsData;
    QPushButton *m_compare;
    QPushButton *m_cancel;
    QLabel *m_state;
    MessageArea *m_messages;
    ChangesPage *m_changes;
    std::unique_ptr<Task> m_task;
    std::optional<Comparison> m_comparison;
    QString m_otherName; ///< of what was compared with
};

} // namespace workbench
