#include "core/migrations/advice/silencing.h"

#include "core/sql/lexer.h"

#include <algorithm>

namespace dumbo {

namespace {

constexpr QStringView keyword = u"dumbo:ignore";

/// What stands in a comment, without its signs.
QString contentOf(QStringView comment)
{
    if (comment.startsWith(u"/*")) {
        comment = comment.sliced(2);
        if (comment.endsWith(u"*/"))
            comment.chop(2);
    } else if (comment.startsWith(u"--")) {
        comment = comment.sliced(2);
    } else if (comment.startsWith(u'#')) {
        comment = comment.sliced(1);
    }
    return comment.trimmed().toString();
}

/// The codes, separated by commas, are cut off the front.
QStringList takeCodes(QStringView &rest)
{
    QStringList codes;
    while (true) {
        const auto end = std::ranges::find_if(rest, [](QChar c) { return c.isSpace() || c == u',' || c == u':'; });
        const auto length = end - rest.begin();
        if (length > 0)
            codes.append(rest.first(length).toString());
        rest = rest.sliced(length).trimmed();
        if (!rest.startsWith(u','))
            return codes;
        rest = rest.sliced(1).trimmed();
    }
}

std::optional<SilencingComment> readComment(const QByteArray &text, const Token &token)
{
    const auto content = contentOf(QString::fromUtf8(tokenText({ text.data(), std::size_t(text.size()) }, token)));
    auto rest = QStringView(content);
    if (!rest.startsWith(keyword))
        return std::nullopt;
    rest = rest.sliced(keyword.size());
    SilencingComment comment;
    comment.span = { token.begin, token.end };
    constexpr QStringView file = u"-file";
    comment.wholeFile = rest.startsWith(file);
    if (comment.wholeFile)
        rest = rest.sliced(file.size());
    if (!rest.isEmpty() && !rest.front().isSpace() && rest.front() != u':')
        return std::nullopt;
    rest = rest.sliced(rest.startsWith(u':') ? 1 : 0).trimmed();
    comment.codes = takeCodes(rest);
    while (rest.startsWith(u':') || rest.startsWith(u'-') || rest.startsWith(u'–') || rest.startsWith(u'—'))
        rest = rest.sliced(1).trimmed();
    comment.reason = rest.toString().simplified();
    return comment;
}

} // namespace

std::vector<SilencingComment> silencingComments(const QByteArray &text, const Dialect &dialect)
{
    std::vector<SilencingComment> comments;
    if (!text.contains(keyword.toLatin1())) // hardly any file has one
        return comments;
    Lexer lexer({ text.data(), std::size_t(text.size()) }, dialect.lexer);
    for (Token token; lexer.next(token);) {
        if (token.kind != TokenKind::LineComment && token.kind != TokenKind::BlockComment)
            continue;
        if (auto comment = readComment(text, token))
            comments.push_back(std::move(*comment));
    }
    return comments;
}

std::optional<std::size_t> statementOf(
    const TextSpan &comment, std::span<const TextSpan> statements, const QByteArray &text)
{
    const auto next = std::ranges::find_if(statements, [&](const TextSpan &span) { return span.end > comment.begin; });
    const auto index = std::size_t(next - statements.begin());
    const auto isInside = next != statements.end() && next->begin <= comment.begin;
    if (!isInside && index > 0) {
        const auto before = statements[index - 1].end;
        if (!QByteArrayView(text).sliced(before, comment.begin - before).contains('\n'))
            return index - 1;
    }
    return next == statements.end() ? std::nullopt : std::optional(index);
}

} // namespace dumbo
