#pragma once

#include "ui/documents/documentsave.h"
#include "ui/documents/documentsoverlay.h"

#include <map>
#include <set>

namespace workbench {

/// Staged changes and what is in conflict with them, as the views of documents want to know it.
class StagedOverlay : public DocumentsOverlay {
    Q_OBJECT

public:
    explicit StagedOverlay(StagedChanges &changes, QObject *parent = nullptr);

    [[nodiscard]] const Staged *staged(const QByteArray &keyText) const override;
    [[nodiscard]] qint64 addedCount() const override { return qint64(m_added.size()); }
    [[nodiscard]] const Staged &added(qint64 number) const override;
    [[nodiscard]] StagedChanges::Id addedId(qint64 number) const { return m_added[std::size_t(number)]; }

    /// By staged document; those that are not staged any more leave by themselves.
    [[nodiscard]] const std::map<StagedChanges::Id, StagedConflict> &conflicts() const { return m_conflicts; }
    void setConflicts(const std::vector<StagedConflict> &conflicts);
    void resolved(StagedChanges::Id id);
    /// What was written is shown until it was read again: before settle(), and when documents came.
    void keepShowing(const std::vector<StagedChanges::Written> &written);
    void showWhatCame();
    /// What was written and not read again yet, by its key; null: nothing.
    [[nodiscard]] const StagedChanges::Written *written(const QByteArray &keyText) const;

private:
    void onChanged(StagedChanges::Id id, bool was, bool is);
    void flush();
    [[nodiscard]] Staged lookOf(const StagedDocument &document, bool isConflict) const;

    StagedChanges &m_changes;
    std::vector<StagedChanges::Id> m_added;
    std::map<StagedChanges::Id, StagedConflict> m_conflicts;
    std::map<StagedChanges::Id, QByteArray> m_keys; ///< of what is staged now, to tell about what leaves
    std::set<QByteArray> m_touched; ///< by the command under way
    bool m_addedChanged = false;
    std::map<QByteArray, Staged> m_settled;
    std::map<QByteArray, StagedChanges::Written> m_written;
    mutable std::map<StagedChanges::Id, Staged> m_looks; ///< made when asked for
};

} // namespace workbench
