#pragma once

#include "core/sdk/dialect.h"

#include <optional>
#include <string_view>

namespace dumbo::script {

/// A word, name, literal or sign of SQL. Blanks and comments are between tokens; MariaDB's executable comments
/// ("/*! … */") are not comments but Code.
struct Token
{
    enum class Kind {
        Word, ///< keyword or bare name
        Quoted, ///< a quoted name
        String,
        Number,
        Placeholder, ///< ?, ?1, $1, :name, @name as the dialect has them
        Code, ///< an executable comment
        Sign, ///< one character
    };
    Kind kind = Kind::Sign;
    qint64 begin = 0; ///< bytes from 0
    qint64 end = 0;

    [[nodiscard]] std::string_view text(std::string_view sql) const
    {
        return sql.substr(std::size_t(begin), std::size_t(end - begin));
    }
    /// Whether the token is this word, in any capitals.
    [[nodiscard]] bool isWord(std::string_view sql, std::string_view upperCaseWord) const;
    [[nodiscard]] bool isSign(std::string_view sql, char sign) const
    {
        return kind == Kind::Sign && sql[std::size_t(begin)] == sign;
    }
};

/// Cuts SQL into tokens by the rules of a dialect. Never fails: what is unfinished reaches to the end. The text
/// and the dialect outlive the scanner.
class Scanner
{
public:
    Scanner(std::string_view sql, const Dialect &dialect, qint64 from = 0);

    [[nodiscard]] std::optional<Token> next();
    /// Continues behind this byte.
    void moveTo(qint64 position) { m_place = position; }
    [[nodiscard]] qint64 position() const { return m_place; }

private:
    [[nodiscard]] char at(qint64 place) const
    {
        return place < m_size ? m_sql[std::size_t(place)] : '\0';
    }
    void skipBlank();
    [[nodiscard]] bool isLineComment() const;
    [[nodiscard]] bool isExecutableComment() const;
    [[nodiscard]] qint64 blockCommentEnd(qint64 from) const;
    [[nodiscard]] qint64 quotedEnd(qint64 open, bool backslashes) const;
    [[nodiscard]] qint64 nameEnd(qint64 from) const;
    [[nodiscard]] std::optional<qint64> dollarQuoteEnd() const;
    [[nodiscard]] Token token(Token::Kind kind, qint64 end);
    [[nodiscard]] Token scanQuote();
    [[nodiscard]] Token scanWord();
    [[nodiscard]] Token scanNumber();
    [[nodiscard]] std::optional<Token> scanPlaceholder();

    std::string_view m_sql;
    const Dialect &m_dialect;
    qint64 m_size;
    qint64 m_place;
};

} // namespace dumbo::script
