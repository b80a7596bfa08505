#pragma once

#include "core/base/error.h"
#include "core/sdk/extensions/migrationadvice.h"
#include "core/sdk/extensions/migrations.h"

#include <QWidget>

#include <optional>
#include <vector>

class QLabel;
class QTreeWidget;
class QTreeWidgetItem;

namespace workbench {

/// What is known of one statement: what it would do, and what it did when it was tried.
struct StatementFacts {
    QString text;
    std::optional<dumbo::StatementAdvice> forecast; ///< nothing: nobody has advice
    std::optional<dumbo::StatementMeasurement> measured; ///< nothing: it was not tried
    std::optional<dumbo::Error> error; ///< of the try
    QString notTried; ///< why not, where others of the migration were
    std::vector<dumbo::ObjectActivity> activity; ///< of what it locks or rewrites
};

/// Forecast and measurement beside each other, statement by statement.
class ForecastPage : public QWidget {
    Q_OBJECT

public:
    explicit ForecastPage(QWidget *parent = nullptr);

    /// words: about the measurement, or how to get one; notes: what it can't undo or see.
    void showFacts(std::vector<StatementFacts> facts, const QString &words, const QStringList &notes);
    [[nodiscard]] QTreeWidget &statements() const { return *m_statements; }
    [[nodiscard]] QTreeWidget &comparison() const { return *m_comparison; }
    [[nodiscard]] QString words() const;
    void setCurrentStatement(int statement);

Q_SIGNALS:
    void currentStatementChanged(int statement);

protected:
    void changeEvent(QEvent *event) override;

private:
    void fill();
    void compare(int statement);
    QTreeWidgetItem *addRow(const QString &what, const QString &forecast, const QString &measured);
    void addActivity(const dumbo::ObjectActivity &activity);

    std::vector<StatementFacts> m_facts;
    QLabel *m_words;
    QLabel *m_notes; ///< in a line; all of them in its tooltip
    QTreeWidget *m_statements;
    QTreeWidget *m_comparison;
};

/// "ACCESS EXCLUSIVE" of "AccessExclusiveLock", so that both can be compared.
[[nodiscard]] QString lockWord(const QString &mode);

} // namespace workbench
