#pragma once

#include "ui/documents/stagedchanges.h"
#include "ui/journal/tabjournal.h"

#include <QJsonObject>

#include <memory>

namespace workbench {

/// Staged changes as lines of a journal: after a first line, three for each document.
/// ```
/// dumbo-staged 1
/// {"id":…,"kind":"edit","key":[…],"name":"…","version":…}
/// <the text before, backslashes and line ends escaped>
/// <bytes in common at the beginning> <bytes taken out there> <what stands in their place>
/// ```
/// Bytes that are not UTF-8 are kept as decodeUnits() has them.
class StagedText final : public JournaledText {
public:
    explicit StagedText(const StagedChanges &changes);

    static constexpr int linesOfDocument = 3;

    [[nodiscard]] int lineCount() const override;
    [[nodiscard]] QString lines(int first, int count) const override;

    /// As many documents as can be read.
    [[nodiscard]] static std::map<StagedChanges::Id, StagedDocument> read(const QString &text);

private:
    [[nodiscard]] QString line(int number) const;
    const StagedChanges &m_changes;
};

/// Keeps staged changes in a journal, as they are made.
class StagedJournal : public QObject {
    Q_OBJECT

public:
    /// What is known of a text whose tab is not open.
    struct Kept {
        QString id;
        QJsonObject facts; ///< as setFacts() was given them, and "closed"
        std::map<StagedChanges::Id, StagedDocument> documents;
    };

    /// Both outlive this. Nothing is written before the first change.
    StagedJournal(Journal &journal, const QString &id, StagedChanges &changes, QObject *parent = nullptr);
    ~StagedJournal() override;

    /// Staged again as the journal has them; answers whether there were any.
    bool recover();
    /// Which documents they are of.
    void setFacts(const QJsonObject &facts);
    /// Writes what is left. closed: a person closed the tab, so it does not come back by itself.
    void keep(bool closed);

    /// Texts with staged changes that match, the newest first. Reads files: for rare questions.
    [[nodiscard]] static std::vector<Kept> find(Journal &journal, const std::function<bool(const QJsonObject &facts)> &matches);

Q_SIGNALS:
    void failed(const dumbo::Error &error);
    void recovered();

private:
    void onDocumentChanged(StagedChanges::Id id, qsizetype index, bool was, bool is);

    Journal &m_journal;
    QString m_id;
    StagedChanges &m_changes;
    StagedText m_text;
    TabJournal m_tabJournal;
    QJsonObject m_facts;
    std::map<StagedChanges::Id, StagedDocument> m_known; ///< to tell which lines of a document differ
};

} // namespace workbench
