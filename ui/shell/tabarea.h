#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QPointer>
#include <QTabWidget>

#include <functional>
#include <vector>

namespace workbench {

class TabStrip;
class WorkspaceTab;

/// The tabs in the centre: opened, dragged, closed, opened again. A restored tab is made when it is first looked at;
/// until then only its saved state is kept.
class TabArea : public QTabWidget {
    Q_OBJECT

public:
    /// What is kept of a tab over a restart or after closing.
    struct SavedTab {
        QString typeName;
        QString tabId;
        QString connectionId;
        QString title;
        QString iconName;
        QJsonObject state;

        [[nodiscard]] QJsonObject toJson() const;
        [[nodiscard]] static SavedTab fromJson(const QJsonObject &json);
    };
    /// Makes the tab of a saved state; null where that is impossible.
    using Reviver = std::function<WorkspaceTab *(const SavedTab &)>;
    using AccentSource = std::function<QColor(const QString &connectionId)>;

    explicit TabArea(QWidget *parent = nullptr);

    void setReviver(Reviver reviver) { m_reviver = std::move(reviver); }
    void setAccentSource(AccentSource source);

    /// Takes the tab in, behind the current one, and makes it current.
    void addTab(WorkspaceTab *tab);
    /// Null while there is none.
    [[nodiscard]] WorkspaceTab *currentTab() const;
    /// Those that were made; not those only saved.
    [[nodiscard]] QList<WorkspaceTab *> tabs() const;
    /// Null where the page was not made yet.
    [[nodiscard]] WorkspaceTab *tabAt(int index) const;
    [[nodiscard]] bool hasClosedTabs() const { return !m_closed.empty(); }

    void setCurrentTab(WorkspaceTab *tab);
    void requestClose(int index);
    void reopenClosed();
    void selectNext(int step);
    /// Colours and titles again, e.g. after a connection changed.
    void refreshAppearance();

    [[nodiscard]] QJsonArray save() const;
    /// Adds pages for saved tabs without making them; the current one is made at once.
    void restore(const QJsonArray &saved, int current);

Q_SIGNALS:
    void currentTabChanged(workbench::WorkspaceTab *tab);
    /// Order, number, titles or saved states changed.
    void sessionChanged();
    void closedTabsChanged();

protected:
    void tabInserted(int index) override;
    void tabRemoved(int index) override;

private:
    [[nodiscard]] SavedTab saved(int index) const;
    void insertPage(int index, WorkspaceTab *tab);
    void updatePage(WorkspaceTab *tab);
    void showContextMenu(const QPoint &position);
    void close(WorkspaceTab *tab);
    void remember(const SavedTab &tab, int index);
    void reviveCurrent();
    void announceCurrent();

    struct ClosedTab {
        SavedTab tab;
        int index = 0;
    };
    TabStrip *m_strip;
    Reviver m_reviver;
    AccentSource m_accentSource;
    std::vector<ClosedTab> m_closed;
    QPointer<WorkspaceTab> m_announced;
    bool m_reviving = false;
};

} // namespace workbench
