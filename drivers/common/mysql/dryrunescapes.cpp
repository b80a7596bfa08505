#include "drivers/common/mysql/dryrunescapes.h"

#include "drivers/common/script/scanner.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <vector>

namespace dumbo::mysql {

namespace {

using script::Token;

QString tr(const char *text)
{
    return QCoreApplication::translate("MySQL", text);
}

std::unexpected<Error> refuse(const QString &reason)
{
    return fail(ErrorKind::InvalidOperation, reason);
}

std::vector<Token> tokensOf(std::string_view text, const Dialect &dialect)
{
    std::vector<Token> tokens;
    script::Scanner scanner(text, dialect);
    while (const auto token = scanner.next())
        tokens.push_back(*token);
    return tokens;
}

QString textOf(std::string_view text, const Token &token)
{
    const auto bytes = token.text(text);
    return QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
}

/// A name without its quotes.
QString nameOf(std::string_view text, const Token &token)
{
    auto name = textOf(text, token);
    if (token.kind == Token::Kind::Quoted && name.size() > 1)
        name = name.sliced(1, name.size() - 2).replace(QStringLiteral("``"), QStringLiteral("`"));
    return name;
}

template <std::size_t count>
bool isOneOf(std::string_view text, const Token &token, const std::array<std::string_view, count> &words)
{
    return std::ranges::any_of(words, [&](std::string_view word) { return token.isWord(text, word); });
}

/// What concerns the server, its files or its accounts.
std::optional<QString> serverReason(std::string_view text, const std::vector<Token> &tokens)
{
    static constexpr std::array<std::string_view, 17> alone { "USE", "GRANT", "REVOKE", "INSTALL", "UNINSTALL", "KILL", "SHUTDOWN", "FLUSH",
        "RESET", "PURGE", "CHANGE", "STOP", "LOAD", "BACKUP", "CLONE", "RESTART", "BINLOG" };
    static constexpr std::array<std::string_view, 4> makers { "CREATE", "ALTER", "DROP", "RENAME" };
    static constexpr std::array<std::string_view, 9> things { "DATABASE", "SCHEMA", "USER", "ROLE", "SERVER", "EVENT", "TABLESPACE", "LOGFILE",
        "INSTANCE" };
    const auto first = tokens.front();
    if (isOneOf(text, first, alone))
        return textOf(text, first).toUpper();
    if (first.isWord(text, "SET")) {
        const auto isGlobal = std::ranges::any_of(tokens, [&](const Token &token) {
            static constexpr std::array<std::string_view, 5> wide { "GLOBAL", "PERSIST", "PERSIST_ONLY", "PASSWORD", "ROLE" };
            return isOneOf(text, token, wide) || textOf(text, token).startsWith(u"@@global", Qt::CaseInsensitive);
        });
        return isGlobal ? std::optional(QStringLiteral("SET GLOBAL")) : std::nullopt;
    }
    if (!isOneOf(text, first, makers))
        return std::nullopt;
    // CREATE OR REPLACE DEFINER = x EVENT …: the thing is among the first words.
    for (std::size_t i = 1; i < tokens.size() && i < 10; ++i) {
        if (isOneOf(text, tokens[i], things))
            return textOf(text, first).toUpper() + u' ' + textOf(text, tokens[i]).toUpper();
        static constexpr std::array<std::string_view, 7> harmless { "TABLE", "VIEW", "INDEX", "TRIGGER", "PROCEDURE", "FUNCTION", "SEQUENCE" };
        if (isOneOf(text, tokens[i], harmless))
            return std::nullopt;
    }
    return std::nullopt;
}

Result<void> checkNames(std::string_view text, const std::vector<Token> &tokens, const QStringList &others)
{
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (tokens[i].kind == Token::Kind::Code)
            return refuse(tr("An executable comment (/*! … */) is refused: what it does can't be told."));
        static constexpr std::array<std::string_view, 3> hiding { "PREPARE", "EXECUTE", "CALL" };
        if (isOneOf(text, tokens[i], hiding))
            return refuse(tr("%1 is refused: it could reach other databases, and this account may change them.").arg(textOf(text, tokens[i]).toUpper()));
        const auto qualifies = (tokens[i].kind == Token::Kind::Word || tokens[i].kind == Token::Kind::Quoted) && i + 1 < tokens.size()
            && tokens[i + 1].isSign(text, '.');
        if (qualifies && others.contains(nameOf(text, tokens[i]), Qt::CaseInsensitive))
            return refuse(tr("It names the database \"%1\", and only the scratch copy may be changed.").arg(nameOf(text, tokens[i])));
    }
    return {};
}

} // namespace

Result<void> checkDryRun(std::string_view text, const Dialect &dialect, const QStringList &otherDatabases)
{
    const auto tokens = tokensOf(text, dialect);
    if (tokens.empty())
        return {};
    if (const auto what = serverReason(text, tokens))
        return refuse(tr("%1 is left out: it concerns the whole server, where a scratch copy is no shelter.").arg(*what));
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        if (tokens[i].isWord(text, "INTO") && (tokens[i + 1].isWord(text, "OUTFILE") || tokens[i + 1].isWord(text, "DUMPFILE")))
            return refuse(tr("It writes a file on the server, which nobody would remove."));
    }
    return otherDatabases.isEmpty() ? Result<void>() : checkNames(text, tokens, otherDatabases);
}

} // namespace dumbo::mysql
