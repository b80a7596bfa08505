#pragma once

#include "core/documents/indexadvice.h"
#include "ui/documents/documentstab.h"

#include <QWidget>

#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;

namespace workbench {

class StatementReview;

/// The indexes of the documents that are shown: those that are there, those that the filter wants, tried out on a sample before any
/// is built, and one of one's own.
class IndexesPane : public QWidget {
    Q_OBJECT

public:
    IndexesPane(DocumentsTab &tab, QWidget *parent = nullptr);

    /// Puts a field into the line of a new index.
    void propose(const dumbo::DocumentPath &path);
    [[nodiscard]] QTreeWidget &existing() const { return *m_existing; }
    [[nodiscard]] QTreeWidget &wanted() const { return *m_wanted; }
    [[nodiscard]] QLineEdit &fields() const { return *m_fields; }
    [[nodiscard]] QPushButton &tryButton() const { return *m_try; }
    [[nodiscard]] QPushButton &createButton() const { return *m_create; }
    [[nodiscard]] StatementReview &review() const { return *m_review; }
    [[nodiscard]] QString state() const;

private:
    QWidget *makeExisting();
    QWidget *makeWanted();
    QWidget *makeNew();
    void showSource();
    void suggest();
    void tryOut();
    /// What is tried stays with the trial: another query may be shown when it ends.
    struct Tried {
        DocumentQueryText query;
        std::vector<dumbo::IndexSuggestion> suggestions;
    };
    void takeTrials(const Tried &tried, const dumbo::Result<dumbo::IndexTrials> &result);
    void showTrial(const dumbo::IndexSuggestion &suggestion, const dumbo::IndexTrials &trials, std::size_t at);
    void allow();
    void create(const dumbo::DocumentIndex &index);
    void drop();
    using Make = std::function<dumbo::Result<std::vector<dumbo::StatementText>>(dumbo::PongoExtension &, const dumbo::DocumentSource &)>;
    /// Asks the driver for statements, and shows them before anything runs.
    void reviewStatements(const Make &make, const QString &text, const QString &accept);
    [[nodiscard]] dumbo::Result<dumbo::DocumentIndex> typedIndex() const;
    void say(const QString &text, bool isBad = false);
    void setRunning(bool running);

    DocumentsTab &m_tab;
    QTreeWidget *m_existing;
    QPushButton *m_drop;
    QTreeWidget *m_wanted;
    QPushButton *m_try;
    QPushButton *m_createWanted;
    QPushButton *m_cancel;
    QLineEdit *m_fields;
    QComboBox *m_kind;
    QCheckBox *m_unique;
    QPushButton *m_create;
    QLabel *m_state;
    StatementReview *m_review;
    std::vector<dumbo::IndexSuggestion> m_suggestions;
    DocumentsJob m_job; ///< that Cancel ends
    DocumentsJob m_suggesting;
    DocumentsJob m_making; ///< statements to be read
    bool m_running = false;
};

/// "customer, created descending".
[[nodiscard]] QString indexFields(const dumbo::DocumentIndex &index);

} // namespace workbench
