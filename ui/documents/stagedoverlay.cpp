#include "ui/documents/stagedoverlay.h"

#include "core/json/jsonpatch.h"

#include <algorithm>

namespace workbench {

using Kind = StagedDocument::Kind;

namespace {

/// More documents than this are told of as one reset.
constexpr std::size_t mostSingleSignals = 200;
/// Larger documents are marked as a whole.
constexpr qsizetype mostComparedBytes = 1024 * 1024;

std::vector<dumbo::DocumentPath> changedPaths(const QByteArray &before, const QByteArray &now)
{
    const auto was = dumbo::JsonDocument::parse(before);
    const auto is = dumbo::JsonDocument::parse(now);
    std::vector<dumbo::DocumentPath> paths;
    if (!was || !is)
        return paths;
    for (const auto &difference : dumbo::jsonDifferences(was->root(), is->root()))
        paths.push_back(difference.path);
    return paths;
}

} // namespace

StagedOverlay::StagedOverlay(StagedChanges &changes, QObject *parent)
    : DocumentsOverlay(parent)
    , m_changes(changes)
{
    connect(&changes, &StagedChanges::documentChanged, this,
        [this](StagedChanges::Id id, qsizetype, bool was, bool is) { onChanged(id, was, is); });
    connect(&changes, &StagedChanges::changed, this, &StagedOverlay::flush);
}

const DocumentsOverlay::Staged *StagedOverlay::staged(const QByteArray &keyText) const
{
    const auto id = m_changes.idOf(keyText);
    if (!id) {
        const auto settled = m_settled.find(keyText);
        return settled == m_settled.end() ? nullptr : &settled->second;
    }
    const auto known = m_looks.find(*id);
    if (known != m_looks.end())
        return &known->second;
    return &m_looks.emplace(*id, lookOf(*m_changes.find(*id), m_conflicts.contains(*id))).first->second;
}

const DocumentsOverlay::Staged &StagedOverlay::added(qint64 number) const
{
    const auto id = addedId(number);
    const auto known = m_looks.find(id);
    if (known != m_looks.end())
        return known->second;
    return m_looks.emplace(id, lookOf(*m_changes.find(id), m_conflicts.contains(id))).first->second;
}

DocumentsOverlay::Staged StagedOverlay::lookOf(const StagedDocument &document, bool isConflict) const
{
    Staged look;
    look.text = document.kind == Kind::Delete ? document.before : document.text;
    look.state = document.kind == Kind::Delete ? State::Deleted : document.kind == Kind::Insert ? State::Added : State::Changed;
    if (isConflict)
        look.state = State::Conflict;
    if (document.kind == Kind::Edit && document.text.size() <= mostComparedBytes)
        look.changed = changedPaths(document.before, document.text);
    return look;
}

void StagedOverlay::setConflicts(const std::vector<StagedConflict> &conflicts)
{
    for (const auto &[id, conflict] : std::exchange(m_conflicts, {}))
        onChanged(id, true, true);
    for (const auto &conflict : conflicts) {
        m_conflicts.insert_or_assign(conflict.id, conflict);
        onChanged(conflict.id, true, true);
    }
    flush();
}

void StagedOverlay::resolved(StagedChanges::Id id)
{
    if (m_conflicts.erase(id) == 0)
        return;
    onChanged(id, true, true);
    flush();
}

void StagedOverlay::keepShowing(const std::vector<StagedChanges::Written> &written)
{
    for (const auto &one : written) {
        if (one.staged.kind == Kind::Insert)
            continue;
        m_settled.insert_or_assign(one.staged.keyText, lookOf(one.staged, false));
        m_written.insert_or_assign(one.staged.keyText, one);
    }
}

const StagedChanges::Written *StagedOverlay::written(const QByteArray &keyText) const
{
    const auto found = m_written.find(keyText);
    return found == m_written.end() ? nullptr : &found->second;
}

void StagedOverlay::showWhatCame()
{
    m_written.clear();
    if (std::exchange(m_settled, {}).empty())
        return;
    Q_EMIT wasReset();
}

void StagedOverlay::onChanged(StagedChanges::Id id, bool was, bool is)
{
    m_looks.erase(id);
    const auto *document = m_changes.find(id);
    const auto place = std::ranges::lower_bound(m_added, id);
    const bool wasAdded = place != m_added.end() && *place == id;
    const bool isAdded = is && document && document->kind == Kind::Insert;
    if (wasAdded && !isAdded)
        m_added.erase(place);
    else if (!wasAdded && isAdded)
        m_added.insert(place, id);
    m_addedChanged |= wasAdded || isAdded;
    if (const auto known = m_keys.find(id); was && known != m_keys.end())
        m_touched.insert(known->second);
    if (document && !isAdded) {
        m_touched.insert(document->keyText);
        m_keys.insert_or_assign(id, document->keyText);
    } else {
        m_keys.erase(id);
    }
    if (!document)
        m_conflicts.erase(id);
}

void StagedOverlay::flush()
{
    const auto touched = std::exchange(m_touched, {});
    if (std::exchange(m_addedChanged, false) || touched.size() > mostSingleSignals) {
        Q_EMIT wasReset();
        return;
    }
    for (const auto &key : touched)
        Q_EMIT DocumentsOverlay::changed(key);
}

} // namespace workbench
