#pragma once

#include "ui/migrations/migrationlook.h"

#include <QAbstractListModel>
#include <QSortFilterProxyModel>

#include <optional>
#include <vector>

namespace workbench {

/// A line of the timeline.
struct TimelineEntry {
    QString key; ///< unique; the same after reading again
    QString name;
    QString detail; ///< beside the state's word: when, by whom, why
    QString toolTip;
    look::Step step = look::Step::Pending;
    int dangers = 0;
    int warnings = 0;
    std::optional<dumbo::ReviewStatus::State> review; ///< nothing: there is nothing to review
    bool isRunning = false;
    friend bool operator==(const TimelineEntry &, const TimelineEntry &) = default;
};

/// What a database has behind it and before it, in order.
class TimelineModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        KeyRole = Qt::UserRole,
        DetailRole, ///< of the second line, without the state's word
        StepRole, ///< look::Step
        DangersRole,
        WarningsRole,
        ReviewRole, ///< dumbo::ReviewStatus::State; invalid where there is nothing to review
        RunningRole,
    };

    using QAbstractListModel::QAbstractListModel;

    /// Changes lines in place where the keys are the same as before.
    void setEntries(std::vector<TimelineEntry> entries);
    [[nodiscard]] const std::vector<TimelineEntry> &entries() const { return m_entries; }
    /// -1 where there is none.
    [[nodiscard]] int rowOf(const QString &key) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    std::vector<TimelineEntry> m_entries;
};

/// Lines whose name or detail has the text, and whose state is wanted.
class TimelineFilter : public QSortFilterProxyModel {
    Q_OBJECT

public:
    enum class Wanted { All, Pending, Applied, Attention, Unreviewed, Foreign };

    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setWanted(Wanted wanted);
    [[nodiscard]] Wanted wanted() const { return m_wanted; }
    void setText(const QString &text);
    [[nodiscard]] static bool fits(look::Step step, Wanted wanted);

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    Wanted m_wanted = Wanted::All;
    QString m_text;
};

} // namespace workbench
