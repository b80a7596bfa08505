#pragma once

#include "ui/migrations/timelinemodel.h"

#include <QJsonObject>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QListView;

namespace workbench {

/// The left of the tab: all steps, with a field and a choice to find some of them.
class MigrationTimeline : public QWidget {
    Q_OBJECT

public:
    explicit MigrationTimeline(QWidget *parent = nullptr);

    /// Keeps the current line, if it is still there, and the scroll position; else makes the first current that `preferred` names.
    void setEntries(std::vector<TimelineEntry> entries, const QString &preferred);
    [[nodiscard]] TimelineModel &model() const { return *m_model; }
    [[nodiscard]] QListView &view() const { return *m_view; }
    /// Empty where nothing is selected.
    [[nodiscard]] QString currentKey() const;
    void setCurrentKey(const QString &key);
    /// Of the selected lines, in order.
    [[nodiscard]] QStringList selectedKeys() const;

    [[nodiscard]] QJsonObject saveState() const;
    void restoreState(const QJsonObject &state);

Q_SIGNALS:
    void currentChanged(const QString &key);
    void selectionChanged();
    /// What saveState() returns is another.
    void stateChanged();
    void menuWanted(const QPoint &globalPosition);
    void activated();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeBar();
    void makeView();
    void showCount();

    TimelineModel *m_model;
    TimelineFilter *m_shown;
    QLineEdit *m_filter;
    QComboBox *m_wanted;
    QListView *m_view;
    QLabel *m_nothing;
    QString m_wantedKey; ///< to be current as soon as it is there
    bool m_isFilling = false;
};

} // namespace workbench
