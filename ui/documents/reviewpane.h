#pragma once

#include "ui/documents/documentediting.h"
#include "ui/shell/backgroundtask.h"

#include <QTimer>
#include <QWidget>

#include <memory>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTabBar;
class QToolButton;
class QTreeView;

namespace workbench {

class DifferenceView;
class SqlView;
class StagedModel;

/// What is staged, each document with what differs, all of it as the statements that saving will send; and where somebody else was
/// first, the choice between both.
class ReviewPane : public QWidget {
    Q_OBJECT

public:
    explicit ReviewPane(DocumentEditing &editing, QWidget *parent = nullptr);
    ~ReviewPane() override;

    [[nodiscard]] QTreeView &list() const { return *m_list; }
    [[nodiscard]] DifferenceView &differences() const { return *m_differences; }
    [[nodiscard]] SqlView &statements() const { return *m_statements; }
    [[nodiscard]] QPushButton &saveButton() const { return *m_save; }
    void showStatements();
    void select(StagedChanges::Id id);

private:
    void makeLayout();
    QWidget *makeEmpty();
    QWidget *makeChoices();
    QWidget *makeButtons();
    void connectParts();
    void onChanged();
    void showSelected();
    void showConflict(const StagedConflict &conflict, const StagedDocument &document);
    [[nodiscard]] bool canInsertAgain(const StagedDocument &document) const;
    void showChoices();
    void useChoice();
    void readStatements();
    void goToConflict();
    [[nodiscard]] std::optional<StagedChanges::Id> selected() const;
    [[nodiscard]] std::vector<StagedChanges::Id> selection() const;

    using Script = BackgroundTask<int, QByteArray>;

    DocumentEditing &m_editing;
    StagedModel *m_model;
    QStackedWidget *m_stack;
    QTreeView *m_list;
    QTabBar *m_pages;
    QStackedWidget *m_page;
    DifferenceView *m_differences;
    SqlView *m_statements;
    QWidget *m_choices;
    QLabel *m_conflictText;
    QPushButton *m_allMine;
    QPushButton *m_allTheirs;
    QPushButton *m_use;
    QToolButton *m_discard;
    QPushButton *m_save;
    std::optional<StagedChanges::Id> m_shown;
    std::optional<StagedDocument> m_shownDocument;
    std::optional<StagedConflict> m_shownConflict;
    bool m_isSelecting = false;
    QTimer m_soon; ///< until the statements are made anew
    std::unique_ptr<Script> m_script;
};

} // namespace workbench
