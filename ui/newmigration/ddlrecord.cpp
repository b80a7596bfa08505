#include "ui/newmigration/ddlrecord.h"

#include "core/sql/lexer.h"
#include "core/sql/splitter.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace workbench {

namespace {

constexpr std::array<std::string_view, 7> verbs { "create", "alter", "drop", "comment", "rename", "grant", "revoke" };

/// The first words in lower case, comments left out.
std::vector<std::string> firstWords(std::string_view text, const dumbo::Dialect &dialect, std::size_t most)
{
    std::vector<std::string> words;
    dumbo::Lexer lexer(text, dialect.lexer);
    dumbo::Token token;
    while (words.size() < most && lexer.next(token)) {
        using enum dumbo::TokenKind;
        if (token.kind == Whitespace || token.kind == LineComment || token.kind == BlockComment)
            continue;
        words.emplace_back(tokenText(text, token));
        std::ranges::transform(words.back(), words.back().begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    }
    return words;
}

} // namespace

bool changesSchema(const QByteArray &statement, const dumbo::Dialect &dialect)
{
    const auto words = firstWords({ statement.constData(), std::size_t(statement.size()) }, dialect, 4);
    if (words.empty() || !std::ranges::contains(verbs, std::string_view(words.front())))
        return false;
    return std::ranges::none_of(words, [](const std::string &word) { return word == "temp" || word == "temporary"; });
}

std::vector<RecordedStatement> recordedDdl(
    const std::vector<HistoryItem> &items, const QString &connection, const dumbo::Dialect &dialect)
{
    std::vector<RecordedStatement> found;
    for (const auto &item : items) {
        if (item.entry.connection != connection || !item.entry.error.isEmpty())
            continue;
        const auto script = item.entry.text.toUtf8();
        for (const auto &part : dumbo::splitScript({ script.constData(), std::size_t(script.size()) }, dialect)) {
            const auto text = script.sliced(part.begin, part.end - part.begin);
            if (part.kind == dumbo::ScriptPart::Kind::Statement && changesSchema(text, dialect))
                found.push_back({ item.entry.time, text });
        }
    }
    std::ranges::stable_sort(found, {}, &RecordedStatement::time);
    return found;
}

} // namespace workbench
