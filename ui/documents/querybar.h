#pragma once

#include "core/base/error.h"
#include "ui/documents/documentstab.h"
#include "ui/documents/querycompletion.h"

#include <QWidget>

class QGridLayout;
class QLabel;
class QMenu;
class QToolButton;

namespace workbench {

class QueryEdit;
class Settings;

/// Filter, order and fields above the documents, the queries asked before, and a button that finds.
class QueryBar : public QWidget {
    Q_OBJECT

public:
    explicit QueryBar(Settings &settings, QWidget *parent = nullptr);

    [[nodiscard]] DocumentQueryText query() const;
    [[nodiscard]] bool hasMistake() const;
    [[nodiscard]] QueryEdit &filter() const { return *m_filter; }
    [[nodiscard]] QueryEdit &sort() const { return *m_sort; }
    [[nodiscard]] QueryEdit &projection() const { return *m_projection; }

    void setQuery(const DocumentQueryText &query);
    /// Reads all three now.
    void check();
    void showMistake(QueryEdit &edit, const dumbo::Error &error);
    void setPaths(const QList<dumbo::DocumentPath> &paths);
    /// Queries are remembered by this name.
    void setHistoryName(const QString &name) { m_historyName = name; }
    void remember(const DocumentQueryText &query);
    [[nodiscard]] QList<DocumentQueryText> history() const;
    void showHistory();
    void setRunning(bool running);
    void focusFilter();

Q_SIGNALS:
    void findWanted();
    void cancelWanted();
    void edited();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QueryEdit *makeEdit(QueryField field, const char *name, const QString &title, const QString &example);
    QLabel *makeLabel(const QString &text, QueryEdit *edit);
    void makeButtons();
    void arrange();
    void fillHistory();
    void showMistakes();

    Settings &m_settings;
    QGridLayout *m_grid;
    QueryEdit *m_filter;
    QueryEdit *m_sort;
    QueryEdit *m_projection;
    QLabel *m_labels[3] {};
    QLabel *m_mistake;
    QToolButton *m_history;
    QToolButton *m_find;
    QMenu *m_menu;
    QString m_historyName;
    int m_arrangement = -1;
    bool m_running = false;
};

} // namespace workbench
