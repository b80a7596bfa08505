#pragma once

#include "core/sdk/value.h"

#include <QByteArray>
#include <QObject>
#include <QString>

#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace workbench {

/// A document as a database holds it.
struct ReadDocument {
    std::vector<dumbo::Value> key; ///< in the order of DocumentSource::key
    QByteArray keyText; ///< as DocumentKey::text
    QByteArray text; ///< as the server sent it
    std::optional<qint64> version; ///< of a collection
    friend bool operator==(const ReadDocument &, const ReadDocument &) = default;
};

/// One document that is to be written, and what is known of it in the database.
struct StagedDocument {
    enum class Kind { Insert, Edit, Delete };
    Kind kind = Kind::Edit;
    std::vector<dumbo::Value> key; ///< of Insert empty
    QByteArray keyText;
    QByteArray before; ///< as it was read; of Insert empty
    std::optional<qint64> version; ///< as it was read
    QByteArray text; ///< as it shall be, byte for byte as a person left it, perhaps not yet JSON; of Delete empty
    friend bool operator==(const StagedDocument &, const StagedDocument &) = default;
};

/// What a person changed in documents and has not written yet, with undo and redo. One document is in it at most once. What is
/// undone, discarded or written leaves; nothing else makes it forget.
class StagedChanges : public QObject {
    Q_OBJECT

public:
    using Id = qint64; ///< the same for one document as long as it is staged; grows in the order of staging

    /// A document that was written.
    struct Written {
        Id id = 0;
        StagedDocument staged; ///< as it was handed to the database
        std::vector<dumbo::Value> key; ///< as it is now
        QByteArray keyText;
        std::optional<qint64> version; ///< as it is now
    };

    explicit StagedChanges(QObject *parent = nullptr);
    ~StagedChanges() override;

    [[nodiscard]] bool isEmpty() const { return m_documents.empty(); }
    [[nodiscard]] qsizetype count() const { return qsizetype(m_documents.size()); }
    [[nodiscard]] qsizetype count(StagedDocument::Kind kind) const;
    /// In the order of staging.
    [[nodiscard]] const std::vector<Id> &ids() const { return m_ids; }
    [[nodiscard]] const std::map<Id, StagedDocument> &documents() const { return m_documents; }
    /// Null where it is not staged.
    [[nodiscard]] const StagedDocument *find(Id id) const;
    /// Of edits and deletes. Quick.
    [[nodiscard]] std::optional<Id> idOf(const QByteArray &keyText) const;
    /// The place among ids(), from 0.
    [[nodiscard]] qsizetype indexOf(Id id) const;

    Id insert(const QByteArray &text);
    /// The document shall be this text; the text it has already takes it out. Edits of one document that follow each other with the
    /// same word are one step of undo; an empty word is a step of its own. Answers nothing where it is not staged now.
    std::optional<Id> edit(const ReadDocument &read, const QByteArray &text, const QString &word = {});
    /// The same for what is staged. A delete becomes an edit.
    void setText(Id id, const QByteArray &text, const QString &word = {});
    void remove(const std::vector<ReadDocument> &read);
    /// Takes them out of it.
    void discard(const std::vector<Id> &ids);
    void discardAll();
    /// What the database holds turned out to be another: it counts as read now, and the document shall be the text. Without a read
    /// document, which was deleted meanwhile, it becomes an insert. The text that it has already takes it out.
    void rebase(Id id, const std::optional<ReadDocument> &read, const QByteArray &text);
    /// Takes out what was written; what was changed since it was handed over stays, as a change of what was written. Undo begins
    /// anew.
    void settle(const std::vector<Written> &written);
    /// As an earlier run left them. Undo begins anew.
    void restore(std::map<Id, StagedDocument> documents);

    [[nodiscard]] bool canUndo() const { return m_done > 0; }
    [[nodiscard]] bool canRedo() const { return m_done < m_steps.size(); }
    void undo();
    void redo();

Q_SIGNALS:
    /// One document came (before is null), went (now is null) or is another. index: its place among ids(), after that.
    void documentChanged(qint64 id, qsizetype index, bool was, bool is);
    /// After all documentChanged() of one command.
    void changed();

private:
    struct Change {
        Id id = 0;
        std::optional<StagedDocument> before;
        std::optional<StagedDocument> after;
    };
    struct Step {
        QString word;
        std::vector<Change> changes;
        qint64 bytes = 0;
    };

    void run(std::vector<Change> changes, const QString &word = {});
    [[nodiscard]] bool merge(const std::vector<Change> &changes, const QString &word);
    void put(Id id, const std::optional<StagedDocument> &document);
    void forgetSteps();
    void trimSteps();

    std::map<Id, StagedDocument> m_documents;
    std::vector<Id> m_ids;
    std::map<QByteArray, Id> m_byKey;
    std::deque<Step> m_steps;
    std::size_t m_done = 0; ///< steps that are not undone
    qint64 m_stepBytes = 0;
    Id m_next = 1;
};

} // namespace workbench
