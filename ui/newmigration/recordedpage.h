#pragma once

#include "ui/newmigration/ddlrecord.h"
#include "ui/newmigration/migrationcontent.h"

class QLabel;
class QLineEdit;
class QStackedWidget;
class QTreeWidget;

namespace workbench {

class OpenConnection;

/// The statements that were run by hand on a connection, to choose from.
class RecordedPage : public MigrationContentPage {
    Q_OBJECT

public:
    explicit RecordedPage(HistoryStore &store, QWidget *parent = nullptr);

    [[nodiscard]] MigrationContent content() const override;
    [[nodiscard]] QString missing() const override;
    [[nodiscard]] QString suggestedTitle() const override;

    /// Reads the history anew; null: nothing is shown.
    void showConnection(const OpenConnection *connection);
    [[nodiscard]] QTreeWidget &list() const { return *m_list; }

private:
    void showStatements(const std::vector<RecordedStatement> &statements);
    void filter(const QString &words);
    void checkShown(bool checked);
    [[nodiscard]] QStringList checkedTexts() const;

    HistoryStore &m_store;
    QStackedWidget *m_faces;
    QLabel *m_nothing;
    QLineEdit *m_search;
    QTreeWidget *m_list;
    int m_generation = 0; ///< of the question asked last
};

} // namespace workbench
