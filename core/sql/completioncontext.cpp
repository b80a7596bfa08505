#include "core/sql/completioncontext.h"

#include "core/sql/lexer.h"
#include "core/sql/splitter.h"
#include "core/sql/statementoutline.h"

#include <algorithm>

namespace dumbo {

namespace {

/// The bytes of the script that belong to the statement being typed. Nothing: the caret is in a client command or COPY data.
std::optional<std::pair<qint64, qint64>> statementRange(std::string_view text, qint64 caret, const Dialect &dialect)
{
    const auto parts = splitScript(text, dialect);
    const auto after = std::ranges::upper_bound(parts, caret, {}, &ScriptPart::begin);
    const qint64 next = after == parts.end() ? qint64(text.size()) : after->begin;
    if (after == parts.begin())
        return std::pair(caret, caret);
    const auto &part = *std::prev(after);
    if (part.kind != ScriptPart::Kind::Statement) {
        if (caret <= part.end)
            return std::nullopt;
        return std::pair(part.end, caret);
    }
    if (caret <= part.end)
        return std::pair(part.begin, part.end);
    // Behind the statement: still in it unless it was ended.
    for (const auto &token : tokenize(text.substr(std::size_t(part.end), std::size_t(next - part.end)), dialect.lexer)) {
        if (part.end + token.begin >= caret)
            break;
        if (!isBlank(token.kind))
            return std::pair(part.end + token.end, caret);
    }
    return std::pair(part.begin, caret);
}

/// Takes apart what surrounds the caret and asks the outline for the rest. Positions are those of the statement.
class ContextReader {
public:
    ContextReader(std::string_view statement, qint64 caret, const Dialect &dialect)
        : m_text(statement)
        , m_caret(caret)
        , m_dialect(dialect)
    {
        m_context.prefixBegin = m_context.prefixEnd = caret;
    }

    CompletionContext read()
    {
        readTokens();
        if (m_nothing)
            return m_context;
        readQualifier();
        const StatementOutline outline(m_text, m_tokens, m_index, m_dialect);
        m_context.tables = outline.tables();
        m_context.commonTables = outline.commonTables();
        m_context.expected = outline.expected();
        if (!m_context.qualifier.isEmpty()) {
            m_context.memberIsTable = outline.expected() == CompletionContext::Expected::Table;
            m_context.expected = CompletionContext::Expected::Member;
        }
        return m_context;
    }

private:
    /// Tokens without blanks and without the one that is being typed; m_index is their number before the caret.
    void readTokens()
    {
        Lexer lexer(m_text, m_dialect.lexer);
        bool counted = false;
        for (Token token; lexer.next(token);) {
            const bool touches = token.begin < m_caret && (m_caret < token.end || (m_caret == token.end && isTyped(token)));
            if (touches && takeTouched(token)) {
                counted = true;
                m_index = m_tokens.size();
                if (token.unterminated)
                    lexer.setPosition(m_caret);
                continue;
            }
            if (!counted && token.begin >= m_caret) {
                counted = true;
                m_index = m_tokens.size();
            }
            if (!isBlank(token.kind))
                m_tokens.push_back(token);
        }
        if (!counted)
            m_index = m_tokens.size();
    }

    /// Kinds that would go on if a letter were typed at their end.
    static bool isTyped(const Token &token)
    {
        switch (token.kind) {
        case TokenKind::Word:
        case TokenKind::Number:
        case TokenKind::Placeholder:
        case TokenKind::LineComment: return true;
        default: return token.unterminated;
        }
    }

    /// Whether the token is the prefix.
    bool takeTouched(const Token &token)
    {
        switch (token.kind) {
        case TokenKind::Word:
            m_context.prefixBegin = token.begin;
            m_context.prefixEnd = token.end;
            m_context.prefix = slice(token.begin, m_caret);
            return true;
        case TokenKind::QuotedIdentifier:
            m_context.prefixBegin = token.begin;
            m_context.prefixEnd = token.unterminated ? m_caret : token.end;
            m_context.prefix = unquotedName(m_text.substr(std::size_t(token.begin), std::size_t(m_caret - token.begin)));
            m_context.prefixQuoted = true;
            return true;
        case TokenKind::Whitespace:
        case TokenKind::Operator: return false;
        default: m_nothing = true; return false;
        }
    }

    /// The names and dots right before the prefix; they go out of the tokens as well.
    void readQualifier()
    {
        std::size_t begin = m_index;
        while (begin >= 2 && m_tokens[begin - 1].kind == TokenKind::Dot && isName(m_tokens[begin - 2])) {
            m_context.qualifier.prepend(unquotedName(tokenText(m_text, m_tokens[begin - 2])));
            begin -= 2;
        }
        m_tokens.erase(m_tokens.begin() + std::ptrdiff_t(begin), m_tokens.begin() + std::ptrdiff_t(m_index));
        m_index = begin;
    }

    static bool isName(const Token &token) { return token.kind == TokenKind::Word || token.kind == TokenKind::QuotedIdentifier; }

    [[nodiscard]] QString slice(qint64 begin, qint64 end) const
    {
        return QString::fromUtf8(m_text.data() + begin, end - begin);
    }

    std::string_view m_text;
    qint64 m_caret;
    const Dialect &m_dialect;
    CompletionContext m_context;
    std::vector<Token> m_tokens;
    std::size_t m_index = 0;
    bool m_nothing = false;
};

/// Whether the caret stands in a comment between statements.
bool isInComment(std::string_view text, qint64 begin, qint64 caret, const Dialect &dialect)
{
    Lexer lexer(text, dialect.lexer, begin);
    for (Token token; lexer.next(token) && token.begin < caret;) {
        if (token.kind == TokenKind::LineComment && caret <= token.end)
            return true;
        if (token.kind == TokenKind::BlockComment && (caret < token.end || token.unterminated))
            return true;
    }
    return false;
}

} // namespace

CompletionContext completionContext(std::string_view text, qint64 caret, const Dialect &dialect)
{
    caret = std::clamp<qint64>(caret, 0, qint64(text.size()));
    CompletionContext nothing;
    nothing.prefixBegin = nothing.prefixEnd = caret;
    const auto range = statementRange(text, caret, dialect);
    if (!range)
        return nothing;
    const auto [begin, end] = *range;
    if (begin == end) {
        const auto lineOrStart = caret == 0 ? std::string_view::npos : text.rfind(';', std::size_t(caret - 1));
        if (isInComment(text, lineOrStart == std::string_view::npos ? 0 : qint64(lineOrStart) + 1, caret, dialect))
            return nothing;
    }
    auto context = ContextReader(text.substr(std::size_t(begin), std::size_t(end - begin)), caret - begin, dialect).read();
    context.prefixBegin += begin;
    context.prefixEnd += begin;
    return context;
}

} // namespace dumbo
