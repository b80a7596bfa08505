#pragma once

#include "core/sdk/extensions/explain.h"

#include <QTreeWidget>

namespace workbench {

/// Everything that is known of one step, and of the statement as a whole. Ctrl+C copies what is selected.
class PlanDetails : public QTreeWidget {
    Q_OBJECT

public:
    explicit PlanDetails(QWidget *parent = nullptr);

    /// node may be null.
    void showStep(const dumbo::PlanNode *node, const dumbo::ExplainPlan &plan);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QTreeWidgetItem *section(const QString &title);
    void add(QTreeWidgetItem *section, const QString &name, const QString &value);
    void addNode(const dumbo::PlanNode &node);
    void addPlan(const dumbo::ExplainPlan &plan);
};

} // namespace workbench
