#include "ui/documents/stagedchanges.h"

#include <algorithm>

namespace workbench {

namespace {

/// Texts that only undo needs; the oldest steps go first.
constexpr qint64 mostUndoBytes = 256LL * 1024 * 1024;

std::optional<StagedDocument> edited(StagedDocument document, const QByteArray &text)
{
    if (document.kind != StagedDocument::Kind::Insert)
        document.kind = StagedDocument::Kind::Edit;
    if (document.kind == StagedDocument::Kind::Edit && document.before == text)
        return {};
    document.text = text;
    return document;
}

} // namespace

StagedChanges::StagedChanges(QObject *parent)
    : QObject(parent)
{
}

StagedChanges::~StagedChanges() = default;

qsizetype StagedChanges::count(StagedDocument::Kind kind) const
{
    return std::ranges::count_if(m_documents, [kind](const auto &entry) { return entry.second.kind == kind; });
}

const StagedDocument *StagedChanges::find(Id id) const
{
    const auto found = m_documents.find(id);
    return found == m_documents.end() ? nullptr : &found->second;
}

std::optional<StagedChanges::Id> StagedChanges::idOf(const QByteArray &keyText) const
{
    const auto found = m_byKey.find(keyText);
    return found == m_byKey.end() ? std::nullopt : std::optional(found->second);
}

qsizetype StagedChanges::indexOf(Id id) const
{
    return std::ranges::lower_bound(m_ids, id) - m_ids.begin();
}

StagedChanges::Id StagedChanges::insert(const QByteArray &text)
{
    const auto id = m_next++;
    StagedDocument document;
    document.kind = StagedDocument::Kind::Insert;
    document.text = text;
    run({ { id, {}, document } });
    return id;
}

std::optional<StagedChanges::Id> StagedChanges::edit(const ReadDocument &read, const QByteArray &text, const QString &word)
{
    if (const auto id = idOf(read.keyText)) {
        setText(*id, text, word);
        return find(*id) ? id : std::nullopt;
    }
    if (text == read.text)
        return {};
    const auto id = m_next++;
    run({ { id, {}, StagedDocument { StagedDocument::Kind::Edit, read.key, read.keyText, read.text, read.version, text } } }, word);
    return id;
}

void StagedChanges::setText(Id id, const QByteArray &text, const QString &word)
{
    const auto *document = find(id);
    if (document)
        run({ { id, *document, edited(*document, text) } }, word);
}

void StagedChanges::remove(const std::vector<ReadDocument> &read)
{
    std::vector<Change> changes;
    for (const auto &document : read) {
        const auto id = idOf(document.keyText);
        StagedDocument deleted { StagedDocument::Kind::Delete, document.key, document.keyText, document.text, document.version, {} };
        if (!id) {
            changes.push_back({ m_next++, {}, deleted });
            continue;
        }
        const auto *known = find(*id);
        deleted.before = known->before;
        deleted.version = known->version;
        changes.push_back({ *id, *known, deleted });
    }
    run(std::move(changes));
}

void StagedChanges::discard(const std::vector<Id> &ids)
{
    std::vector<Change> changes;
    for (const auto id : ids) {
        if (const auto *document = find(id))
            changes.push_back({ id, *document, {} });
    }
    run(std::move(changes));
}

void StagedChanges::discardAll()
{
    discard(std::vector(m_ids));
}

void StagedChanges::rebase(Id id, const std::optional<ReadDocument> &read, const QByteArray &text)
{
    const auto *document = find(id);
    if (!document)
        return;
    auto now = *document;
    if (read) {
        now = { StagedDocument::Kind::Edit, read->key, read->keyText, read->text, read->version, text };
        if (read->text == text) {
            run({ { id, *document, {} } });
            return;
        }
        // A new document may turn out to be one that is staged itself.
        if (const auto other = idOf(read->keyText); other && *other != id) {
            run({ { id, *document, {} }, { *other, *find(*other), now } });
            return;
        }
    } else {
        now = { StagedDocument::Kind::Insert, {}, {}, {}, {}, text };
    }
    run({ { id, *document, now } });
}

void StagedChanges::settle(const std::vector<Written> &written)
{
    forgetSteps();
    for (const auto &one : written) {
        const auto *now = find(one.id);
        if (!now)
            continue;
        if (*now == one.staged)
            put(one.id, {});
        else if (one.staged.kind == StagedDocument::Kind::Delete)
            put(one.id, StagedDocument { StagedDocument::Kind::Insert, {}, {}, {}, {}, now->text }); // what it changed is gone
        else if (now->kind == StagedDocument::Kind::Delete)
            put(one.id, StagedDocument { now->kind, one.key, one.keyText, one.staged.text, one.version, {} });
        else
            put(one.id, StagedDocument { StagedDocument::Kind::Edit, one.key, one.keyText, one.staged.text, one.version, now->text });
    }
    Q_EMIT changed();
}

void StagedChanges::restore(std::map<Id, StagedDocument> documents)
{
    forgetSteps();
    for (const auto id : std::vector(m_ids))
        put(id, {});
    for (const auto &[id, document] : documents)
        put(id, document);
    Q_EMIT changed();
}

void StagedChanges::undo()
{
    if (!canUndo())
        return;
    const auto &step = m_steps[--m_done];
    for (auto change = step.changes.rbegin(); change != step.changes.rend(); ++change)
        put(change->id, change->before);
    Q_EMIT changed();
}

void StagedChanges::redo()
{
    if (!canRedo())
        return;
    for (const auto &change : m_steps[m_done++].changes)
        put(change.id, change.after);
    Q_EMIT changed();
}

void StagedChanges::run(std::vector<Change> changes, const QString &word)
{
    std::erase_if(changes, [](const Change &change) { return change.before == change.after; });
    if (changes.empty())
        return;
    for (const auto &change : changes)
        put(change.id, change.after);
    while (m_steps.size() > m_done) {
        m_stepBytes -= m_steps.back().bytes;
        m_steps.pop_back();
    }
    if (!merge(changes, word)) {
        Step step { word, std::move(changes), 0 };
        for (const auto &change : step.changes)
            step.bytes += (change.before ? change.before->text.size() : 0) + (change.after ? change.after->text.size() : 0);
        m_stepBytes += step.bytes;
        m_steps.push_back(std::move(step));
        m_done = m_steps.size();
        trimSteps();
    }
    Q_EMIT changed();
}

bool StagedChanges::merge(const std::vector<Change> &changes, const QString &word)
{
    if (word.isEmpty() || m_steps.empty() || changes.size() != 1)
        return false;
    auto &last = m_steps.back();
    if (last.word != word || last.changes.size() != 1 || last.changes.front().id != changes.front().id)
        return false;
    last.changes.front().after = changes.front().after;
    return true;
}

void StagedChanges::put(Id id, const std::optional<StagedDocument> &document)
{
    const auto found = m_documents.find(id);
    const bool was = found != m_documents.end();
    if (!was && !document)
        return;
    const auto index = indexOf(id);
    if (was) {
        if (found->second.kind != StagedDocument::Kind::Insert)
            m_byKey.erase(found->second.keyText);
        m_documents.erase(found);
        m_ids.erase(m_ids.begin() + index);
    }
    if (document) {
        m_documents.emplace(id, *document);
        m_ids.insert(m_ids.begin() + index, id);
        if (document->kind != StagedDocument::Kind::Insert)
            m_byKey.insert_or_assign(document->keyText, id);
        m_next = std::max(m_next, id + 1);
    }
    Q_EMIT documentChanged(id, index, was, document.has_value());
}

void StagedChanges::forgetSteps()
{
    m_steps.clear();
    m_done = 0;
    m_stepBytes = 0;
}

void StagedChanges::trimSteps()
{
    while (m_stepBytes > mostUndoBytes && m_steps.size() > 1) {
        m_stepBytes -= m_steps.front().bytes;
        m_steps.pop_front();
        --m_done;
    }
}

} // namespace workbench
