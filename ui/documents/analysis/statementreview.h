#pragma once

#include "ui/documents/documentstab.h"

#include <QWidget>

#include <vector>

class QLabel;
class QPushButton;

namespace workbench {

class SqlView;

/// Statements that something would run: read first, then run in one transaction, or taken to a query tab, or left. Hidden until asked.
class StatementReview : public QWidget {
    Q_OBJECT

public:
    StatementReview(DocumentsTab &tab, QWidget *parent = nullptr);

    struct Question {
        QString text; ///< one sentence
        QString accept; ///< of the button
        QString jobName;
        std::vector<dumbo::StatementText> statements;
        std::function<void(const dumbo::Result<bool> &)> done; ///< behind the run, in the window's thread
    };
    void ask(const Question &question);
    void cancel();
    [[nodiscard]] QPushButton &acceptButton() const { return *m_accept; }
    [[nodiscard]] SqlView &statements() const { return *m_sql; }

Q_SIGNALS:
    void runningChanged(bool running);

private:
    void run();

    DocumentsTab &m_tab;
    Question m_question;
    QLabel *m_text;
    SqlView *m_sql;
    QString m_shown; ///< as it is, whatever an editor makes of it
    QPushButton *m_accept;
    DocumentsJob m_job;
};

} // namespace workbench
