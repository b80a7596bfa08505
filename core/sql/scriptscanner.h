#pragma once

#include "core/sql/lexer.h"
#include "core/sql/splitter.h"

#include <optional>
#include <string>

namespace dumbo {

/// Finds the parts of a script one after another, and can wait for more of it. Behind splitScript() and StatementReader.
/// Positions are those of the text it has now.
class DUMBO_CORE_EXPORT ScriptScanner {
public:
    /// complete: nothing follows the text.
    ScriptScanner(std::string_view text, const Dialect::Lexer &rules, bool complete);

    /// The next part; nothing when the text, or what can be decided about it so far, is used up.
    [[nodiscard]] std::optional<ScriptPart> next();
    /// Takes a longer text of which the old one was the beginning.
    void extend(std::string_view longerText, bool complete);
    /// Takes the same text with removed bytes cut off its front.
    void rebase(std::string_view text, qint64 removed);
    /// Bytes before this position are not looked at again.
    [[nodiscard]] qint64 firstNeeded() const;
    /// As Lexer::bytesScanned().
    [[nodiscard]] qint64 bytesScanned() const { return m_lexer.bytesScanned(); }

private:
    /// What the first words of a statement say.
    enum class Head : quint8 { Start, Explain, Create, Trigger, Routine, Rule, Copy, Plain };
    /// Where in CREATE TRIGGER … BEGIN … END we are.
    enum class Body : quint8 { None, Inside, AfterBegin, AfterSemicolon, AfterEnd };
    enum class Previous : quint8 { Other, Dot, As, Begin, From };

    std::optional<ScriptPart> scanTokens();
    std::optional<ScriptPart> scanCopyData();
    std::optional<ScriptPart> takeToken(const Token &token);
    std::optional<ScriptPart> takeSemicolon(const Token &token);
    std::optional<ScriptPart> takeBackslash(const Token &token);
    std::optional<ScriptPart> takeClientLine(const Token &token);
    void takeBlank(const Token &token);
    void takeWord(std::string_view word);
    void takeHeadWord(std::string_view word);
    void takeRoutineWord(std::string_view word);
    void takeCopyWord(std::string_view word);
    void noteBody(std::string_view word);
    [[nodiscard]] bool mustWait(const Token &token) const;
    [[nodiscard]] qint64 findDelimiter(const Token &token) const;
    void setDelimiter(std::string_view line);
    void startStatement(const Token &token);
    std::optional<ScriptPart> endStatement();
    void hold(const Token &token);
    [[nodiscard]] std::string_view slice(qint64 begin, qint64 end) const
    {
        return m_text.substr(std::size_t(begin), std::size_t(end - begin));
    }

    std::string_view m_text;
    Dialect::Lexer m_rules;
    Lexer m_lexer;
    bool m_complete;
    std::optional<Token> m_held; ///< may be longer than the text shows so far
    std::string m_delimiter; ///< empty: ';'

    qint64 m_begin = -1; ///< of the current statement; -1: none
    qint64 m_end = 0; ///< of its last token that is not blank
    Head m_head = Head::Start;
    Body m_body = Body::None;
    Previous m_previous = Previous::Other;
    int m_atomicDepth = 0; ///< BEGIN ATOMIC and CASE, each ended by END
    int m_parentheses = 0;
    bool m_copiesStdin = false; ///< the current statement is COPY … FROM stdin

    bool m_copyPending = false; ///< data begin on the next line
    bool m_inCopy = false;
    bool m_copyCut = false; ///< a part of the data was given already
    qint64 m_copyBegin = 0;
    qint64 m_copyLine = 0; ///< the first line that was not looked at yet
};

} // namespace dumbo
