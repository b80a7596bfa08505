#pragma once

#include "ui/migrations/migrationreview.h"

#include <QWidget>

class QBoxLayout;
class QComboBox;
class QLineEdit;
class QListWidget;
class QLabel;

namespace workbench {

/// What was said about a migration and its statements, and a line to say more.
class ReviewPage : public QWidget {
    Q_OBJECT

public:
    explicit ReviewPage(QWidget *parent = nullptr);

    /// statements: how many the migration has; current: from 0, or -1.
    void showReview(const MigrationReview &review, const QString &migration, int statements, int current);
    void setCurrentStatement(int statement);
    /// The line gets the focus.
    void write();
    [[nodiscard]] QLineEdit &line() const { return *m_line; }
    [[nodiscard]] QListWidget &list() const { return *m_list; }

Q_SIGNALS:
    /// statement: from 0; nothing: about the whole.
    void said(dumbo::ReviewVerdict::Kind kind, std::optional<int> statement, const QString &text);
    void takenBack(const QString &verdictId);
    void statementWanted(int statement);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeBar();
    void say(dumbo::ReviewVerdict::Kind kind);

    QBoxLayout *m_bar = nullptr;
    QListWidget *m_list;
    QLabel *m_nothing;
    QComboBox *m_about;
    QLineEdit *m_line;
    QString m_migration;
};

} // namespace workbench
