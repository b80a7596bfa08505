#include "core/json/jsonlayout.h"

#include "core/json/jsonbytes.h"

namespace dumbo {

namespace {

/// The document's whole text around a node, without owning it.
const char *textOf(const JsonNode &node)
{
    return node.text().data() - node.begin();
}

/// The space in front of a child: back to the comma or bracket.
QByteArray spaceBefore(const JsonNode &child)
{
    const auto *text = textOf(child);
    const auto end = child.hasKey() ? child.keyBegin() : child.begin();
    auto begin = end;
    while (begin > 0 && json::isSpace(text[begin - 1]))
        --begin;
    return QByteArray(text + begin, end - begin);
}

/// The space in front of a container's closing bracket.
QByteArray spaceAtEnd(const JsonNode &container)
{
    const auto *text = textOf(container);
    const auto end = container.end() - 1;
    auto begin = end;
    while (json::isSpace(text[begin - 1]))
        --begin;
    return QByteArray(text + begin, end - begin);
}

QByteArray colonOf(const JsonNode &member)
{
    const auto keyEnd = member.keyBegin() + member.rawKey().size();
    return QByteArray(textOf(member) + keyEnd, member.begin() - keyEnd);
}

QByteArray behindLineBreak(const QByteArray &space)
{
    return space.sliced(space.lastIndexOf('\n') + 1);
}

} // namespace

JsonLayout::JsonLayout(const JsonNode &container)
    : m_container(container)
{
    for (auto node = container; node.isValid(); node = node.parent()) {
        if (const auto member = node.isObject() ? node.firstChild() : JsonNode(); member.isValid()) {
            m_colon = colonOf(member);
            break;
        }
    }
    const auto first = container.firstChild();
    if (!first.isValid()) {
        followSurroundings(container);
        return;
    }
    const auto second = first.next();
    m_opening = spaceBefore(first);
    m_closing = spaceAtEnd(container);
    m_gap = second.isValid() ? spaceBefore(second) : m_opening;
    if (!second.isValid() && !m_gap.contains('\n') && m_gap.isEmpty() && m_colon.endsWith(' '))
        m_gap = " ";
}

/// On lines of their own where the container itself stands on such a line among its parent's children.
void JsonLayout::followSurroundings(const JsonNode &container)
{
    m_gap = m_colon.endsWith(' ') ? " " : "";
    const auto parent = container.parent();
    if (!parent.isValid())
        return;
    const auto before = spaceBefore(container);
    if (!before.contains('\n'))
        return;
    const auto own = behindLineBreak(before);
    const auto outer = behindLineBreak(spaceAtEnd(parent));
    const auto step = own.startsWith(outer) ? own.sliced(outer.size()) : QByteArray("  ");
    const QByteArray lineBreak = before.contains("\r\n") ? "\r\n" : "\n";
    m_opening = m_gap = lineBreak + own + step;
    m_closing = lineBreak + own;
}

QByteArray JsonLayout::gapBetween(const JsonNode &child) const
{
    return child == m_container.firstChild() ? m_gap : spaceBefore(child);
}

QByteArray JsonLayout::indentation() const
{
    if (m_gap.contains('\n'))
        return behindLineBreak(m_gap);
    const auto *text = textOf(m_container);
    auto begin = m_container.begin();
    while (begin > 0 && text[begin - 1] != '\n')
        --begin;
    auto end = begin;
    while (text[end] == ' ' || text[end] == '\t')
        ++end;
    return QByteArray(text + begin, end - begin);
}

QByteArray JsonLayout::lineIndentation(const JsonDocument &document, qint64 byte)
{
    const auto text = document.text();
    const auto begin = byte > 0 ? text.lastIndexOf('\n', byte - 1) + 1 : 0;
    auto end = begin;
    while (end < byte && (text[end] == ' ' || text[end] == '\t'))
        ++end;
    return text.sliced(begin, end - begin);
}

QByteArray JsonLayout::indented(const QByteArray &json, const QByteArray &indentation)
{
    // A line break is never within a string.
    return indentation.isEmpty() || !json.contains('\n') ? json : QByteArray(json).replace("\n", "\n" + indentation);
}

} // namespace dumbo
