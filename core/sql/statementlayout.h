#pragma once

#include "core/sql/format.h"
#include "core/sql/lexer.h"

#include <string>
#include <string_view>
#include <vector>

namespace dumbo {

/// Lays out one statement of formatSql(). Decides before each token whether nothing, a space or a line break stands there,
/// looking only at tokens and at which of them touched or shared a line before, so that a second run decides the same.
class StatementLayout {
public:
    StatementLayout(std::string_view statement, const Dialect &dialect, const FormatOptions &options);

    /// The statement without a line break at its end. Where the layout would change a token, the statement as it was.
    [[nodiscard]] QByteArray format();

private:
    struct Item {
        Token token;
        std::string word; ///< lower case; empty for what is no word
        bool spaced = false; ///< white space stood before it
        bool onNewLine = false; ///< a line break stood before it
        qint64 flatEnd = 0; ///< column of its end if all were on one line
        std::size_t match = 0; ///< of a parenthesis: the other one; 0: none
    };
    enum class FrameKind { Plain, Query, List, Inline };
    struct Frame {
        FrameKind kind = FrameKind::Plain;
        int indent = 0; ///< of its clauses or list entries
        std::size_t close = 0; ///< 0: the statement itself
        bool clauseBroken = false; ///< the clause does not fit on its line
        int between = 0; ///< BETWEEN that wait for their AND
        int cases = 0; ///< open CASE
    };

    void readItems();
    void measure();
    void place(std::size_t index);
    void placeComment(const Item &item);
    void placeWord(std::size_t index, Frame &frame);
    void placeOpening(std::size_t index);
    void placeClosing(std::size_t index);
    void placeSemicolon(std::size_t index);
    void startClause(std::size_t index, Frame &frame);
    void beginBody(std::size_t index, Frame &frame);
    void write(std::size_t index);
    void breakLine(int indent);

    [[nodiscard]] bool needsSpace(std::size_t index) const;
    [[nodiscard]] bool isUnary(std::size_t index) const;
    [[nodiscard]] bool endsOperand(std::size_t index) const;
    [[nodiscard]] bool startsClause(std::size_t index) const;
    [[nodiscard]] bool isQueryStart(std::size_t index) const;
    [[nodiscard]] bool isKeywordHere(std::size_t index) const;
    [[nodiscard]] bool fits(std::size_t first, std::size_t last) const;
    [[nodiscard]] std::size_t clauseEnd(std::size_t index) const;
    [[nodiscard]] std::size_t before(std::size_t index) const;
    [[nodiscard]] std::size_t after(std::size_t index) const;
    [[nodiscard]] const std::string &wordAt(std::size_t index) const;
    [[nodiscard]] TokenKind kindAt(std::size_t index) const;
    [[nodiscard]] std::string_view textOf(std::size_t index) const { return tokenText(m_text, m_items[index].token); }
    [[nodiscard]] bool isUnchanged() const;

    static constexpr std::size_t none = std::size_t(-1);

    std::string_view m_text;
    const Dialect &m_dialect;
    FormatOptions m_options;
    std::vector<Item> m_items;
    std::vector<Frame> m_frames;
    QByteArray m_out;
    qint64 m_lineBegin = 0; ///< of the current line in m_out
    int m_lineIndent = 0; ///< of the current line
    int m_pendingBreak = -1; ///< before the next token that is no comment: a line break with this indentation
    bool m_mustBreak = false; ///< a line comment was written
    bool m_inBody = false; ///< between BEGIN and END of a trigger or routine
    bool m_creates = false;
    bool m_isTrigger = false;
    bool m_listsColumns = false; ///< the next parenthesis of CREATE TABLE lists columns
};

} // namespace dumbo
