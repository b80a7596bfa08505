#pragma once

#include "ui/explain/explainrun.h"

#include <QWidget>

class QButtonGroup;
class QLabel;
class QSplitter;
class QStackedWidget;
class QTreeView;

namespace workbench {

class MessageArea;
class PlanDetails;
class PlanModel;
class SqlView;

/// How a statement is run: a tree with the costly steps marked, and the server's own text and JSON.
class ExplainPage : public QWidget {
    Q_OBJECT

public:
    enum class View { Tree, Text, Json };

    ExplainPage(const ExplainRun::Plan &plan, const QString &statement, QWidget *parent = nullptr);

    [[nodiscard]] const dumbo::ExplainPlan &plan() const { return *m_plan; }
    [[nodiscard]] PlanModel &model() const { return *m_model; }
    [[nodiscard]] QTreeView &tree() const { return *m_tree; }
    [[nodiscard]] QString title() const;
    /// "Planning 0.12 ms · Execution 35.5 ms", and what else is to be said in a line.
    [[nodiscard]] QString summary() const;
    void setView(View view);
    /// The selected steps in the tree, else the text or JSON that is shown, whole.
    void copy();

protected:
    /// Takes Ctrl+C in the tree, which alone would copy one cell.
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void makeLayout();
    QWidget *makeBar();
    QWidget *makeTree();
    void softenSelection();
    void showNotes();
    void showMenu(const QPoint &position);
    [[nodiscard]] View view() const;
    [[nodiscard]] QString wholeText() const;

    ExplainRun::Plan m_plan;
    QString m_statement;
    PlanModel *m_model;
    QTreeView *m_tree;
    PlanDetails *m_details;
    SqlView *m_text;
    SqlView *m_json;
    MessageArea *m_messages;
    QButtonGroup *m_views;
    QStackedWidget *m_stack;
    QLabel *m_summary;
};

} // namespace workbench
