#pragma once

#include "core/sdk/extensions/explain.h"

#include <QAbstractItemModel>

#include <memory>
#include <vector>

namespace workbench {

/// The nodes of a plan as a tree.
class PlanModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column {
        StepColumn,
        ObjectColumn,
        SelfTimeColumn,
        TotalTimeColumn,
        RowsColumn,
        EstimateColumn,
        FactorColumn,
        LoopsColumn,
        CostColumn,
        BuffersColumn,
        DetailColumn,
        ColumnCount,
    };
    enum Role {
        ShareRole = Qt::UserRole, ///< of StepColumn, SelfTimeColumn and CostColumn: its part of the whole, 0 to 1
        FactorRole, ///< of FactorColumn: how far off the estimate is, above 1 either way
    };

    explicit PlanModel(QObject *parent = nullptr);

    void setPlan(std::shared_ptr<const dumbo::ExplainPlan> plan);
    [[nodiscard]] const std::shared_ptr<const dumbo::ExplainPlan> &plan() const { return m_plan; }
    [[nodiscard]] const dumbo::PlanNode &node(const QModelIndex &index) const;
    /// Whether any node knows something for the column.
    [[nodiscard]] bool isUsed(Column column) const;
    /// The node that took or would cost most by itself; invalid where nothing is known.
    [[nodiscard]] QModelIndex costliest() const;
    /// By time where it was run, else by cost.
    [[nodiscard]] double share(const QModelIndex &index) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Item {
        const dumbo::PlanNode *node = nullptr;
        Item *parent = nullptr;
        int row = 0;
        double share = 0;
        std::vector<std::unique_ptr<Item>> children;
    };

    void add(Item &parent, const std::vector<dumbo::PlanNode> &nodes);
    void reckonShares();
    [[nodiscard]] const Item &itemOf(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(const Item &item) const;
    [[nodiscard]] QVariant text(const Item &item, Column column) const;

    std::shared_ptr<const dumbo::ExplainPlan> m_plan;
    Item m_root;
};

/// Grouped digits; a short power of ten for what is too long to read.
[[nodiscard]] QString planNumberText(const dumbo::PlanNumber &number);

} // namespace workbench
