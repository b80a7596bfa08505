#pragma once

#include "ui/history/historystore.h"
#include "ui/shell/workspacetab.h"

#include <QTimer>

class QLabel;
class QLineEdit;
class QTreeView;

namespace workbench {

class HistoryModel;
class MessageArea;
class QueryServices;
class SqlView;

/// What was run, searchable. Enter or a double click opens an entry in a query tab.
class HistoryTab : public WorkspaceTab {
    Q_OBJECT

public:
    HistoryTab(HistoryStore &store, Workspace &workspace);

    [[nodiscard]] static QString historyTabType() { return QStringLiteral("history"); }
    [[nodiscard]] QString typeName() const override { return historyTabType(); }
    [[nodiscard]] QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;
    void refresh() override;

    [[nodiscard]] HistoryModel &model() const { return *m_model; }

protected:
    void showEvent(QShowEvent *event) override;

private:
    void makeLayout();
    void makeList();
    void take(const dumbo::Result<std::vector<HistoryItem>> &items);
    void showCurrent();
    void openCurrent();
    void insertCurrent();
    void removeSelected();
    void showMenu(const QPoint &position);
    [[nodiscard]] const HistoryItem *current() const;

    HistoryStore &m_store;
    HistoryModel *m_model;
    QLineEdit *m_search;
    QTreeView *m_list;
    SqlView *m_text;
    QLabel *m_count;
    MessageArea *m_messages;
    QTimer m_soon;
    quint64 m_generation = 0;
};

/// Keeps what query tabs run in a file, and brings the history's tab and its action into the window.
HistoryStore &installHistoryPart(Workspace &workspace, QueryServices &services, dumbo::DriverRegistry &registry,
    const dumbo::Connector &connector, const QString &filePath);

} // namespace workbench
