#pragma once

#include <QByteArray>
#include <QString>

#include <string_view>
#include <vector>

namespace dumbo::sqlite {

/// A word, name, literal or sign of SQL text as SQLite's own tokenizer cuts it; blanks and comments are
/// between tokens.
struct Token
{
    enum class Kind {
        Word, ///< keyword or bare name
        Quoted, ///< "name", `name`, [name]
        String, ///< 'text', X'00'
        Number,
        Variable, ///< ?1, :name, @name, $name
        Sign, ///< one or several characters of punctuation
    };
    Kind kind = Kind::Sign;
    qint64 begin = 0; ///< bytes from 0
    qint64 end = 0;

    [[nodiscard]] std::string_view text(std::string_view sql) const
    {
        return sql.substr(std::size_t(begin), std::size_t(end - begin));
    }
    /// Whether the token is this word, in any capitals. Quoted names never are.
    [[nodiscard]] bool isWord(std::string_view sql, std::string_view upperCaseWord) const;
    [[nodiscard]] bool isSign(std::string_view sql, std::string_view sign) const;
};

/// All tokens of sql. Never fails: an unfinished string or comment reaches to the end.
/// Source of the rules: https://www.sqlite.org/src/file/src/tokenize.c
[[nodiscard]] std::vector<Token> tokenize(std::string_view sql);

/// Where the first token at or behind from begins; the size of sql where there is none.
[[nodiscard]] qint64 skipBlank(std::string_view sql, qint64 from);

/// A name without its quotes.
[[nodiscard]] QString unquoted(std::string_view token);

/// "name" with quotes doubled inside.
[[nodiscard]] QByteArray quoted(const QString &name);

/// The word that says what a statement does, in upper case: for WITH the one behind the common table
/// expressions.
[[nodiscard]] QByteArray mainKeyword(std::string_view sql);

/// Whether that word counts rows it changes: INSERT, UPDATE, DELETE, REPLACE.
[[nodiscard]] bool changesRows(const QByteArray &mainKeyword);

} // namespace dumbo::sqlite
