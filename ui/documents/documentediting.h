#pragma once

#include "ui/documents/documentcheck.h"
#include "ui/documents/documentstab.h"
#include "ui/documents/stagedjournal.h"
#include "ui/documents/stagedoverlay.h"

#include <QObject>

#include <functional>
#include <memory>

class QToolButton;

namespace workbench {

class ActionRegistry;

/// Editing of the documents of one tab: what is staged, how it is seen, and how it is written. A child of the tab, found by of().
class DocumentEditing : public QObject {
    Q_OBJECT

public:
    /// One document as editing sees it.
    struct Subject {
        std::optional<StagedChanges::Id> id; ///< where it is staged
        StagedDocument::Kind kind = StagedDocument::Kind::Edit;
        ReadDocument read; ///< as it was read; of a new one empty
        QByteArray text; ///< as it shall be; of a deleted one as it was
    };

    explicit DocumentEditing(DocumentsTab &tab);
    ~DocumentEditing() override;
    /// Null where the tab is no documents tab, or nothing edits there.
    [[nodiscard]] static DocumentEditing *of(const WorkspaceTab &tab);

    [[nodiscard]] DocumentsTab &tab() const { return m_tab; }
    [[nodiscard]] StagedChanges &changes() const { return *m_changes; }
    [[nodiscard]] StagedOverlay &overlay() const { return *m_overlay; }
    /// Empty source before the first find.
    [[nodiscard]] dumbo::DocumentSource source() const;
    [[nodiscard]] StagedList staged() const;

    /// Why documents can't be changed here; empty where they can.
    [[nodiscard]] QString whyNotEdit() const;
    [[nodiscard]] bool canEdit() const { return whyNotEdit().isEmpty(); }
    [[nodiscard]] QString whyNotAdd() const;
    /// Nothing while it is not in memory, or where there is none that could be changed.
    [[nodiscard]] std::optional<Subject> subject(qint64 row) const;
    [[nodiscard]] std::optional<Subject> currentSubject() const;
    /// For people: its key, or that it is new.
    [[nodiscard]] QString nameOf(const StagedDocument &document) const;
    [[nodiscard]] std::optional<DocumentProblem> problemOf(StagedChanges::Id id) const;
    [[nodiscard]] qsizetype problemCount() const;

    /// word: as for StagedChanges::edit().
    void setText(const Subject &subject, const QByteArray &text, const QString &word = {});
    void addDocument();
    void duplicate();
    void removeSelected();
    /// Of the selected documents.
    void discardSelected();
    void discardAll();
    void editAsText();
    void undo();
    void redo();
    void review();
    void updateMany();
    void deleteMany();
    void compare();

    /// Writes what is staged, all or nothing.
    void save();
    /// In production what is staged is looked at first.
    void saveOrReview();
    void cancelSave();
    [[nodiscard]] bool isSaving() const { return m_isSaving; }
    /// Shows the conflict; its resolution is the text that the document shall have.
    void resolve(StagedChanges::Id id, const QByteArray &text);
    /// Theirs is what shall be: it is not staged any more.
    void takeTheirs(StagedChanges::Id id);

    /// A document of its own, with an _id.
    [[nodiscard]] static QByteArray newDocument();

Q_SIGNALS:
    /// Saving began or ended, conflicts or problems are others.
    void stateChanged();
    /// A conflict is to be looked at.
    void conflictsFound();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void addParts();
    void connectParts();
    void takeState();
    void updateFacts();
    void onChanged();
    void onSaved(const dumbo::Result<SaveOutcome> &outcome);
    void offerKept();
    void bringBack(const std::vector<StagedJournal::Kept> &kept);
    void showFailure(const dumbo::Error &error);
    void guardClose(const std::function<void()> &proceed);
    void showAdded(StagedChanges::Id id);
    /// Of a row that is not staged; nothing while it is read.
    [[nodiscard]] std::optional<QByteArray> wholeText(qint64 row) const;
    /// There is a document that is not in memory.
    [[nodiscard]] bool isUnread(qint64 row) const;
    void showUnread(qint64 count);
    void work(bool saves);
    void showConflicts(std::size_t count);
    [[nodiscard]] Journal &journal() const;

    DocumentsTab &m_tab;
    StagedChanges *m_changes;
    StagedOverlay *m_overlay;
    std::unique_ptr<StagedJournal> m_journal;
    QToolButton *m_summary = nullptr; ///< beside the number of documents
    DocumentsJob m_job;
    bool m_isSaving = false;
    bool m_wasOffered = false;
    qint64 m_toDuplicate = -1; ///< once it is read
    std::function<void()> m_closing; ///< once it is saved
    mutable std::map<StagedChanges::Id, std::optional<DocumentProblem>> m_problems; ///< known ones
};

/// Editing for a new tab.
void plugDocumentEditing(DocumentsTab &tab);
/// Actions of all tabs with documents.
void addDocumentEditingActions(ActionRegistry &actions);
/// Brings staged changes back whose tabs nobody remembers.
void recoverForgottenChanges(QueryServices &services, Workspace &workspace);

} // namespace workbench
