#include "app/cli/shell/edittext.h"

#include <QTextBoundaryFinder>

#include <algorithm>
#include <utility>

namespace cli {

namespace {

constexpr std::size_t mostSteps = 500;

bool isNamePart(QChar character)
{
    return character.isLetterOrNumber() || character == u'_' || character == u'$' || character.isSurrogate();
}

} // namespace

void EditText::reset(const QString &text)
{
    m_text = text;
    m_cursor = text.size();
    m_before.clear();
    m_isCutting = false;
    m_isTyping = false;
}

void EditText::replaceAll(const QString &text)
{
    keep();
    m_text = text;
    m_cursor = text.size();
}

void EditText::insert(const QString &text)
{
    keep(text.size() == 1);
    m_text.insert(m_cursor, text);
    m_cursor += text.size();
}

void EditText::replace(qsizetype begin, qsizetype end, const QString &text)
{
    keep();
    m_text.replace(begin, end - begin, text);
    m_cursor = begin + text.size();
}

void EditText::eraseLeft()
{
    if (m_cursor == 0)
        return;
    keep(true);
    // A combining mark goes by itself, as it was typed.
    const bool isPair = m_cursor > 1 && m_text.at(m_cursor - 1).isLowSurrogate() && m_text.at(m_cursor - 2).isHighSurrogate();
    const auto begin = m_cursor - (isPair ? 2 : 1);
    m_text.remove(begin, m_cursor - begin);
    m_cursor = begin;
}

void EditText::eraseRight()
{
    if (m_cursor == m_text.size())
        return;
    keep();
    m_text.remove(m_cursor, boundaryRight(m_cursor) - m_cursor);
}

void EditText::undo()
{
    if (m_before.empty())
        return;
    m_text = std::move(m_before.back().text);
    m_cursor = m_before.back().cursor;
    m_before.pop_back();
    m_isTyping = false;
}

void EditText::moveLeft()
{
    m_cursor = boundaryLeft(m_cursor);
}

void EditText::moveRight()
{
    m_cursor = boundaryRight(m_cursor);
}

void EditText::moveWordLeft()
{
    while (m_cursor > 0 && !isNamePart(m_text.at(m_cursor - 1)))
        --m_cursor;
    while (m_cursor > 0 && isNamePart(m_text.at(m_cursor - 1)))
        --m_cursor;
}

void EditText::moveWordRight()
{
    while (m_cursor < m_text.size() && !isNamePart(m_text.at(m_cursor)))
        ++m_cursor;
    while (m_cursor < m_text.size() && isNamePart(m_text.at(m_cursor)))
        ++m_cursor;
}

void EditText::moveToLineBegin()
{
    m_cursor = lineBegin(m_cursor);
}

void EditText::moveToLineEnd()
{
    m_cursor = lineEnd(m_cursor);
}

void EditText::moveLine(int lines)
{
    const auto begin = lineBegin(m_cursor);
    const auto column = m_cursor - begin;
    if (lines < 0 && begin > 0) {
        const auto target = lineBegin(begin - 1);
        m_cursor = std::min(target + column, begin - 1);
    } else if (lines > 0 && lineEnd(m_cursor) < m_text.size()) {
        const auto target = lineEnd(m_cursor) + 1;
        m_cursor = std::min(target + column, lineEnd(target));
    }
    // Not into the middle of a character.
    if (m_cursor > 0 && m_cursor < m_text.size())
        m_cursor = boundaryLeft(boundaryRight(m_cursor));
}

void EditText::cutToLineBegin()
{
    cut(lineBegin(m_cursor), m_cursor);
}

void EditText::cutToLineEnd()
{
    const auto end = lineEnd(m_cursor);
    cut(m_cursor, end == m_cursor && end < m_text.size() ? end + 1 : end);
}

void EditText::cutWordLeft()
{
    auto begin = m_cursor;
    while (begin > 0 && m_text.at(begin - 1).isSpace())
        --begin;
    while (begin > 0 && !m_text.at(begin - 1).isSpace())
        --begin;
    cut(begin, m_cursor);
}

void EditText::cutWordPartLeft()
{
    const auto end = m_cursor;
    moveWordLeft();
    const auto begin = std::exchange(m_cursor, end);
    cut(begin, end);
}

void EditText::cutWordRight()
{
    const auto begin = m_cursor;
    moveWordRight();
    const auto end = std::exchange(m_cursor, begin);
    cut(begin, end);
}

void EditText::paste()
{
    if (!m_cut.isEmpty()) {
        m_isTyping = false;
        insert(m_cut);
    }
}

void EditText::transpose()
{
    if (m_cursor == 0 || m_text.size() < 2)
        return;
    const auto right = m_cursor == m_text.size() ? boundaryLeft(m_cursor) : m_cursor;
    const auto left = boundaryLeft(right);
    const auto end = boundaryRight(right);
    if (left == right)
        return;
    keep();
    m_text.replace(left, end - left, m_text.sliced(right, end - right) + m_text.sliced(left, right - left));
    m_cursor = end;
}

/// What is typed in a row is undone at once, up to a blank.
void EditText::keep(bool isTyping)
{
    const bool joins = isTyping && m_isTyping && m_cursor > 0 && !m_text.at(m_cursor - 1).isSpace();
    m_isTyping = isTyping;
    if (joins && !m_before.empty())
        return;
    if (m_before.size() == mostSteps)
        m_before.erase(m_before.begin());
    m_before.push_back({ m_text, m_cursor });
}

void EditText::cut(qsizetype begin, qsizetype end)
{
    if (begin == end)
        return;
    keep();
    const auto piece = m_text.sliced(begin, end - begin);
    if (!std::exchange(m_isCutting, true))
        m_cut = piece;
    else
        m_cut = end == m_cursor ? piece + m_cut : m_cut + piece;
    m_text.remove(begin, end - begin);
    m_cursor = begin;
}

qsizetype EditText::boundaryLeft(qsizetype position) const
{
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, m_text);
    finder.setPosition(position);
    const auto found = finder.toPreviousBoundary();
    return found < 0 ? 0 : found;
}

qsizetype EditText::boundaryRight(qsizetype position) const
{
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, m_text);
    finder.setPosition(position);
    const auto found = finder.toNextBoundary();
    return found < 0 ? m_text.size() : found;
}

qsizetype EditText::lineBegin(qsizetype position) const
{
    return position == 0 ? 0 : m_text.lastIndexOf(u'\n', position - 1) + 1;
}

qsizetype EditText::lineEnd(qsizetype position) const
{
    const auto end = m_text.indexOf(u'\n', position);
    return end < 0 ? m_text.size() : end;
}

} // namespace cli
