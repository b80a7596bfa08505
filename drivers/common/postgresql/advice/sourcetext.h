#pragma once

#include "core/sdk/extensions/migrationadvice.h"
#include "drivers/common/script/scanner.h"

#include <optional>
#include <string_view>
#include <vector>

namespace dumbo::postgresql::advice {

/// The text of one statement, for positions of what the parse tree has no position of, and for edits that keep how the
/// rest is written. Cut into tokens when first asked.
class SourceText
{
public:
    explicit SourceText(const QByteArray &sql);

    [[nodiscard]] const QByteArray &sql() const { return m_sql; }
    /// From the first token to the last, without the semicolon.
    [[nodiscard]] TextSpan whole() const;
    [[nodiscard]] QByteArray text(const TextSpan &span) const { return m_sql.mid(span.begin, span.end - span.begin); }
    /// The first of these words behind a place, or the whole statement where there is none.
    [[nodiscard]] TextSpan word(std::string_view upperCaseWord, qint64 from = 0) const;
    [[nodiscard]] bool hasWord(std::string_view upperCaseWord) const;
    /// The token that begins here, or the whole statement.
    [[nodiscard]] TextSpan tokenAt(qint64 place) const;
    /// The token at or behind a place, else the last one.
    [[nodiscard]] TextSpan tokenNear(qint64 place) const;
    /// All words and quoted names.
    [[nodiscard]] std::vector<TextSpan> names() const;
    /// The statement with some more words behind this one.
    [[nodiscard]] QByteArray withBehind(const TextSpan &word, const QByteArray &more) const;
    [[nodiscard]] QByteArray without(const TextSpan &part) const;
    /// The statement from its first word, e.g. behind comments.
    [[nodiscard]] QByteArray trimmed() const { return text(whole()); }

    /// Of ALTER TABLE and its like: "ALTER TABLE ONLY hut", and the commands behind it.
    struct Commands
    {
        QByteArray head;
        std::vector<TextSpan> spans;
    };
    [[nodiscard]] const Commands &commands() const;

private:
    [[nodiscard]] const std::vector<script::Token> &tokens() const;
    [[nodiscard]] std::size_t behindName(std::size_t token) const;
    [[nodiscard]] bool isWord(std::size_t token, std::string_view word) const;
    [[nodiscard]] bool isSign(std::size_t token, char sign) const;

    const QByteArray &m_sql;
    std::string_view m_view;
    mutable std::optional<std::vector<script::Token>> m_tokens;
    mutable std::optional<Commands> m_commands;
};

} // namespace dumbo::postgresql::advice
