#include "ui/journal/tabjournal.h"

namespace workbench {

namespace {

/// A file this large is begun anew when the edits outweigh the text they are about.
constexpr qint64 compactAbove = 256 * 1024;

} // namespace

JournaledText::JournaledText() = default;
JournaledText::~JournaledText() = default;

TabJournal::TabJournal(Journal &journal, const QString &id, const JournaledText &text, QObject *parent)
    : QObject(parent)
    , m_journal(journal)
    , m_id(id)
    , m_text(text)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &TabJournal::flush);
    connect(&m_journal, &Journal::written, this, &TabJournal::onWritten);
}

void TabJournal::edited(int firstLine, int lines)
{
    const int below = m_text.lineCount() - firstLine - lines;
    if (!m_dirty) {
        m_cleanTop = firstLine;
        m_cleanBottom = below;
    }
    m_cleanTop = std::min(m_cleanTop, firstLine);
    m_cleanBottom = std::max(0, std::min(m_cleanBottom, below));
    m_dirty = true;
    startTimer(m_trouble ? retryMilliseconds : delayMilliseconds);
}

void TabJournal::setFacts(const QJsonObject &facts)
{
    m_factsDirty |= m_facts != facts;
    m_facts = facts;
    if (m_hasFile && m_factsDirty)
        startTimer(delayMilliseconds);
}

void TabJournal::flush()
{
    m_timer.stop();
    if (!m_dirty && !(m_factsDirty && m_hasFile))
        return;
    if (!m_hasFile) {
        writeAll();
        return;
    }
    const int lineCount = m_text.lineCount();
    const int top = std::min({ m_cleanTop, lineCount, m_writtenLines });
    const int bottom = std::min({ m_cleanBottom, lineCount - top, m_writtenLines - top });
    const int inserted = lineCount - top - bottom;
    const int removed = m_writtenLines - top - bottom;
    std::optional<QString> lines;
    if (inserted > 0)
        lines = m_text.lines(top, inserted);
    const auto facts = m_factsDirty ? std::optional(m_facts) : std::nullopt;
    m_journal.append(m_id, [top, removed, lines, facts, dirty = m_dirty] {
        QByteArray records;
        if (dirty)
            records += journalrecord::edit(top, removed, lines);
        if (facts)
            records += journalrecord::facts(*facts);
        return records;
    });
    m_writtenLines = lineCount;
    m_dirty = m_factsDirty = false;
}

void TabJournal::keep()
{
    if (m_hasFile)
        flush();
    else
        writeAll();
}

void TabJournal::forget()
{
    m_timer.stop();
    m_journal.remove(m_id);
    m_hasFile = m_dirty = false;
}

void TabJournal::writeAll()
{
    m_timer.stop();
    const int lineCount = m_text.lineCount();
    m_journal.replace(m_id, [text = m_text.lines(0, lineCount), facts = m_facts] {
        return journalrecord::facts(facts) + journalrecord::snapshot(text);
    });
    m_writtenLines = lineCount;
    m_dirty = m_factsDirty = false;
    m_hasFile = true;
}

void TabJournal::onWritten(const Journal::Written &written)
{
    if (written.id != m_id)
        return;
    if (written.error) {
        // The file lacks this edit, so the next attempt writes the whole text.
        m_hasFile = false;
        m_dirty = true;
        startTimer(retryMilliseconds);
        if (!std::exchange(m_trouble, true))
            Q_EMIT failed(*written.error);
        return;
    }
    if (m_hasFile && std::exchange(m_trouble, false))
        Q_EMIT recovered();
    if (m_hasFile && written.fileBytes > compactAbove && written.fileBytes > 4 * written.snapshotBytes
        && written.snapshotBytes > 0)
        writeAll();
}

void TabJournal::startTimer(int milliseconds)
{
    if (!m_timer.isActive())
        m_timer.start(milliseconds);
}

} // namespace workbench
