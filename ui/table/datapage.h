#pragma once

#include "core/sdk/catalogobject.h"
#include "ui/query/scriptrun.h"

#include <QWidget>

class QLineEdit;
class QMenu;
class QStackedLayout;
class QToolButton;

namespace workbench {

class MessageArea;
class QueryServices;
class ResultPage;
class Settings;
class TabSession;

/// The rows of a table or view, filtered and ordered by the server. The first rows show at once; a refresh keeps selection, widths
/// and scroll position.
class DataPage : public QWidget {
    Q_OBJECT

public:
    DataPage(QueryServices &services, Settings &settings, TabSession &session, QWidget *parent = nullptr);
    ~DataPage() override;

    [[nodiscard]] ResultPage *result() const { return m_page; }
    [[nodiscard]] bool isRunning() const { return m_run && m_run->isRunning(); }
    [[nodiscard]] std::chrono::milliseconds elapsed() const;
    [[nodiscard]] QString filter() const;
    [[nodiscard]] QString order() const;
    /// The statement whose rows are shown.
    [[nodiscard]] QByteArray statement() const { return m_statement; }

    void setObject(const dumbo::ObjectPath &path, const QStringList &primaryKey);
    void setFilter(const QString &where, const QString &order);
    /// Reads the rows again.
    void load();
    void cancel();
    /// Fetches the rest, and goes to its end.
    void goToLastRow();
    void focusFilter();

Q_SIGNALS:
    void factsChanged();
    void runningChanged(bool running);
    void valueChanged();
    void valueWanted();
    void filterChanged();
    /// As ResultPage::menuMade().
    void menuMade(QMenu *menu);

private:
    void makeBar();
    void onResult(const RunResult &result);
    void onFinished(const RunSummary &summary);
    void swapWhenReady(ResultPage *page);
    void swap(ResultPage *page);
    void showError(const dumbo::Error &error);

    QueryServices &m_services;
    Settings &m_settings;
    TabSession &m_session;
    QLineEdit *m_where;
    QLineEdit *m_orderBy;
    QToolButton *m_last;
    MessageArea *m_messages;
    QStackedLayout *m_stack;
    ResultPage *m_page = nullptr;
    ResultPage *m_next = nullptr; ///< not shown yet
    std::unique_ptr<ScriptRun> m_run;
    dumbo::ObjectPath m_path;
    QStringList m_primaryKey;
    QByteArray m_statement;
    std::optional<StatementReport> m_report;
    bool m_goToLast = false;
    bool m_again = false; ///< load once more when what runs has ended
};

} // namespace workbench
