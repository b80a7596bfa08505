#pragma once

#include "core/catalog/catalogdifference.h"

#include <QWidget>

#include <functional>

class QLabel;
class QTreeWidget;

namespace workbench {

/// What a migration changes in the catalog, object by object, each with the statements that do it.
class ChangesPage : public QWidget {
    Q_OBJECT

public:
    /// Statements, from 0, that work on the object.
    using StatementsOf = std::function<QList<int>(const dumbo::ObjectPath &)>;

    explicit ChangesPage(QWidget *parent = nullptr);

    void showDifference(const dumbo::CatalogDifference &difference, const StatementsOf &statementsOf);
    /// What the columns are called where the difference comes from no statements.
    struct Words {
        QString before;
        QString after;
        QString note; ///< of the last column; empty: there is none
        std::function<QString(const dumbo::ObjectPath &)> noteOf;
    };
    void showDifference(const dumbo::CatalogDifference &difference, const Words &words);
    /// Instead of a difference.
    void showWords(const QString &words);
    [[nodiscard]] QTreeWidget &tree() const { return *m_tree; }
    /// Marks what the statement changes and brings it into view; -1 marks nothing.
    void markStatement(int statement);

Q_SIGNALS:
    void statementWanted(int statement);

protected:
    void changeEvent(QEvent *event) override;

private:
    void fill();

    dumbo::CatalogDifference m_difference;
    StatementsOf m_statementsOf;
    std::function<QString(const dumbo::ObjectPath &)> m_noteOf; ///< instead of statements
    QLabel *m_words;
    QTreeWidget *m_tree;
    int m_marked = -1;
};

} // namespace workbench
