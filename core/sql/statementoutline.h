#pragma once

#include "core/sql/completioncontext.h"
#include "core/sql/lexer.h"

#include <optional>
#include <span>
#include <string>

namespace dumbo {

/// Reads the tokens of one statement as far as tables, WITH clauses and subqueries need it, and what can stand before the token
/// number `caret`. No parser: whatever it does not know is skipped.
class StatementOutline {
public:
    /// tokens: without white space and comments; caret: 0 … tokens.size().
    StatementOutline(std::string_view text, std::span<const Token> tokens, std::size_t caret, const Dialect &dialect);

    using Expected = CompletionContext::Expected;
    [[nodiscard]] Expected expected() const { return m_expected; }
    /// Of the query around the caret and of those around it.
    [[nodiscard]] std::vector<TableReference> tables() const;
    [[nodiscard]] std::vector<TableReference> commonTables() const;

private:
    enum class Clause {
        Start, ///< nothing yet
        Keywords, ///< no name fits
        NewName, ///< a name is made up
        Table, ///< a table comes
        AfterTable, ///< a table came: an alias, a comma, a JOIN
        Operand, ///< an expression or column comes
        AfterOperand,
    };
    struct Scope {
        int parent = -1;
        std::vector<TableReference> tables;
        std::vector<TableReference> commonTables;
    };
    /// What is known while one level of parentheses is read.
    struct Level {
        std::size_t last = 0;
        int scope = 0;
        Clause clause = Clause::Start;
        bool inExpression = false; ///< in parentheses of an expression: FROM is part of a function's arguments
        bool inFrom = false; ///< commas separate tables
        bool inSelectList = false;
        bool creates = false; ///< CREATE …
        bool isTrigger = false;
        bool changes = false; ///< INSERT, DELETE, MERGE: USING and INTO name tables
        bool commas = false; ///< the list after SET, VALUES, …: a comma is followed by an operand
        std::string previous; ///< the last word, lower case; empty when the last token was no word
        std::string before; ///< the word before that
        QString item; ///< of the select list: the name it has so far
        QStringList columns;
    };

    QStringList readLevel(std::size_t first, Level level);
    std::size_t readToken(std::size_t index, Level &level);
    std::size_t readWord(std::size_t index, Level &level);
    std::size_t readParenthesis(std::size_t index, Level &level);
    std::size_t readTable(std::size_t index, Level &level);
    std::size_t readAlias(std::size_t index, Level &level, TableReference &table);
    std::size_t readCommonTables(std::size_t index, Level &level);
    std::size_t readCommonTable(std::size_t open, Level &level, std::optional<TableReference> &table);
    bool takeStatementWord(const std::string &word, Level &level);
    bool takeTableWord(const std::string &word, Level &level);
    bool takeClauseWord(const std::string &word, Level &level);
    bool takeDefinitionWord(const std::string &word, Level &level);
    void takeOperand(std::size_t index, Level &level);
    void takeComma(Level &level);
    void startStatement(Level &level);
    void endItem(Level &level);
    void capture(std::size_t index, const Level &level);

    [[nodiscard]] bool isName(std::size_t index) const;
    [[nodiscard]] bool isAlias(std::size_t index) const;
    [[nodiscard]] QString name(std::size_t index) const;
    [[nodiscard]] std::string word(std::size_t index) const;
    [[nodiscard]] bool is(std::size_t index, TokenKind kind) const;
    [[nodiscard]] std::size_t closing(std::size_t open, std::size_t last) const;
    [[nodiscard]] int addScope(int parent);
    [[nodiscard]] int addSibling(int scope);
    [[nodiscard]] const TableReference *findCommonTable(int scope, const QString &name) const;

    std::string_view m_text;
    std::span<const Token> m_tokens;
    std::size_t m_caret;
    const Dialect &m_dialect;
    std::vector<Scope> m_scopes;
    int m_depth = 0;
    bool m_captured = false;
    Expected m_expected = Expected::Nothing;
    int m_caretScope = 0;
};

/// A name without its quotes, doubled ones made single.
[[nodiscard]] QString unquotedName(std::string_view token);

} // namespace dumbo
