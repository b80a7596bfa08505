#include "ui/query/statementindex.h"

#include "ui/journal/textcoding.h"

#include <KTextEditor/Document>

#include <algorithm>
#include <span>

namespace workbench {

using dumbo::ScriptPart;
using KTextEditor::Cursor;
using KTextEditor::Document;
using KTextEditor::Range;

namespace {

/// What is looked at behind the caret at first.
constexpr qsizetype lookAhead = 64 * 1024;
/// What is split at once: some 10 ms.
constexpr qsizetype pieceUnits = 512 * 1024;
/// Fewer remembered ends cost a little more splitting.
constexpr int linesBetweenEnds = 64;

} // namespace

Cursor cursorAt(QByteArrayView text, qint64 byte, Cursor begin)
{
    const auto before = text.first(std::clamp<qint64>(byte, 0, text.size()));
    const auto lines = int(before.count('\n'));
    const auto lineBegin = before.lastIndexOf('\n') + 1;
    const auto column = int(decodeUnits(before.sliced(lineBegin)).size());
    return lines == 0 ? Cursor(begin.line(), begin.column() + column) : Cursor(begin.line() + lines, column);
}

StatementIndex::StatementIndex(Document &document, QObject *parent)
    : QObject(parent)
    , m_document(document)
{
    connect(&document, &Document::textInserted, this, [this](Document *, Cursor at, const QString &) { forgetFrom(at.line()); });
    connect(&document, &Document::textRemoved, this, [this](Document *, Range range, const QString &) {
        forgetFrom(range.start().line());
    });
    connect(&document, &Document::lineWrapped, this, [this](Document *, Cursor at) { forgetFrom(at.line()); });
    connect(&document, &Document::lineUnwrapped, this, [this](Document *, int line) { forgetFrom(line - 1); });
}

void StatementIndex::setDialect(const dumbo::Dialect &dialect)
{
    m_dialect = dialect;
    m_ends.clear();
}

bool StatementIndex::prepare(Cursor caret)
{
    const auto begin = lastEnd(caret, 1);
    auto size = pieceUnits;
    while (true) {
        const auto end = beyond(begin, size);
        if (end >= caret)
            return true;
        const auto text = encodeText(m_document.text(Range(begin, end)));
        const auto known = m_ends.size();
        noteEnds(text, dumbo::splitScript(std::string_view(text), m_dialect), begin, text.size());
        if (m_ends.size() > known)
            return false;
        size *= 2; // a statement larger than a piece
    }
}

std::optional<StatementIndex::Found> StatementIndex::at(Cursor caret, Extent extent)
{
    while (!prepare(caret)) { }
    for (auto behind = lookAhead;; behind *= 4) {
        const auto [text, caretByte, begin] = around(caret, behind);
        const auto parts = dumbo::splitScript(std::string_view(text), m_dialect);
        noteEnds(text, parts, begin, caretByte);
        const auto part = dumbo::partAt(std::string_view(text), parts, caretByte);
        if (!part)
            return {};
        // The last part of a text that goes on may go on too, and half a statement can do what the whole would not.
        const bool isEnded = part->begin != parts.back().begin || (part->end < text.size() && text[part->end] == ';');
        if (!isEnded && extent == Extent::Whole && beyond(caret, behind) != m_document.documentEnd())
            continue;
        Found found;
        found.kind = part->kind;
        found.text = text.sliced(part->begin, part->end - part->begin);
        found.range = Range(cursorAt(text, part->begin, begin), cursorAt(text, part->end, begin));
        return found;
    }
}

StatementIndex::Surroundings StatementIndex::around(Cursor caret)
{
    return around(caret, lookAhead);
}

StatementIndex::Surroundings StatementIndex::around(Cursor caret, qsizetype unitsBehind)
{
    // One end further back than needed, because the caret may mean the statement before it on its line.
    const auto begin = lastEnd(caret, 2);
    const auto before = encodeText(m_document.text(Range(begin, caret)));
    const auto behind = encodeText(m_document.text(Range(caret, beyond(caret, unitsBehind))));
    return { before + behind, before.size(), begin };
}

Cursor StatementIndex::lastEnd(Cursor caret, int back) const
{
    const auto next = std::ranges::lower_bound(m_ends, caret);
    return next - m_ends.begin() < back ? Cursor(0, 0) : *std::prev(next, back);
}

Cursor StatementIndex::beyond(Cursor caret, qsizetype units) const
{
    int line = caret.line();
    for (auto left = units; line < m_document.lines() && left > 0; ++line)
        left -= m_document.lineLength(line) + 1;
    return line >= m_document.lines() ? m_document.documentEnd() : Cursor(line, 0);
}

void StatementIndex::forgetFrom(int line)
{
    while (!m_ends.empty() && m_ends.back().line() >= line)
        m_ends.pop_back();
}

void StatementIndex::noteEnds(
    const QByteArray &text, std::span<const ScriptPart> parts, Cursor begin, qint64 before)
{
    auto place = begin;
    qint64 at = 0;
    for (const auto &part : parts) {
        if (part.end >= before || part.end >= text.size() || text[part.end] != ';')
            continue;
        place = cursorAt(QByteArrayView(text).sliced(at), part.end + 1 - at, place);
        at = part.end + 1;
        if (m_ends.empty() || place.line() >= m_ends.back().line() + linesBetweenEnds)
            m_ends.push_back(place);
    }
}

} // namespace workbench
