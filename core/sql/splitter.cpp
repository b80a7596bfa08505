#include "core/sql/splitter.h"

#include "core/sql/scriptscanner.h"

#include <algorithm>

namespace dumbo {

std::vector<ScriptPart> splitScript(std::string_view script, const Dialect &dialect)
{
    std::vector<ScriptPart> parts;
    ScriptScanner scanner(script, dialect.lexer, true);
    while (const auto part = scanner.next())
        parts.push_back(*part);
    return parts;
}

namespace {

/// Whether one of the lines from begin (the start of a line) up to end is empty; the last one, which goes on after end, is not.
bool hasEmptyLine(std::string_view script, qint64 begin, qint64 end)
{
    bool empty = true;
    for (qint64 i = begin; i < end; ++i) {
        const char c = script[std::size_t(i)];
        if (c == '\n' && empty)
            return true;
        if (c == '\n')
            empty = true;
        else if (c != ' ' && c != '\t' && c != '\r')
            empty = false;
    }
    return false;
}

} // namespace

std::optional<ScriptPart> partAt(std::string_view script, std::span<const ScriptPart> parts, qint64 caret)
{
    caret = std::clamp<qint64>(caret, 0, qint64(script.size()));
    const auto after = std::ranges::lower_bound(parts, caret, {}, &ScriptPart::end);
    if (after != parts.end() && after->begin <= caret)
        return *after;
    if (after != parts.begin()) {
        const auto &before = *std::prev(after);
        const auto between = script.substr(std::size_t(before.end), std::size_t(caret - before.end));
        if (!between.contains('\n'))
            return before;
    }
    if (after == parts.end())
        return std::nullopt;
    const auto lineBreak = caret == 0 ? std::string_view::npos : script.rfind('\n', std::size_t(caret - 1));
    const qint64 line = lineBreak == std::string_view::npos ? 0 : qint64(lineBreak) + 1;
    if (hasEmptyLine(script, line, after->begin))
        return std::nullopt;
    return *after;
}

std::optional<ScriptPart> statementAt(std::string_view script, qint64 caret, const Dialect &dialect)
{
    return partAt(script, splitScript(script, dialect), caret);
}

} // namespace dumbo
