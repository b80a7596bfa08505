#include "core/migrations/lasttouch.h"

#include "core/sql/lexer.h"

namespace dumbo {

LastTouch::LastTouch(const std::vector<const Migration *> &migrations, const MigrationAdviceExtension *advice, const Dialect &dialect)
{
    for (const auto *migration : migrations) {
        if (advice)
            readAdvice(*migration, *advice);
        readWords(*migration, dialect);
    }
}

void LastTouch::readAdvice(const Migration &migration, const MigrationAdviceExtension &advice)
{
    AdviceRequest request;
    request.inTransaction = migration.inTransaction;
    for (const auto &statement : migration.up)
        request.statements.push_back(statement.text);
    const auto answers = advice.advise(request);
    if (!answers)
        return;
    for (const auto &answer : *answers) {
        // A table that is only read is touched as well; reading changes nothing.
        if (!answer.changesSchema)
            continue;
        for (const auto *paths : { &answer.touches, &answer.creates, &answer.drops }) {
            for (const auto &path : *paths)
                m_advised.insert(path.schema.toLower() + u'.' + path.name.toLower(), migration.name);
        }
    }
}

void LastTouch::readWords(const Migration &migration, const Dialect &dialect)
{
    for (const auto &statement : migration.up) {
        const auto &utf8 = statement.text;
        const std::string_view sql(utf8.constData(), std::size_t(utf8.size()));
        Lexer lexer(sql, dialect.lexer);
        Token token;
        while (lexer.next(token)) {
            const auto isQuoted = token.kind == TokenKind::QuotedIdentifier;
            if (token.kind != TokenKind::Word && !isQuoted)
                continue;
            auto word = QString::fromUtf8(tokenText(sql, token)).toLower();
            if (isQuoted && word.size() > 2)
                word = word.sliced(1, word.size() - 2);
            m_words.insert(word, migration.name);
        }
    }
}

QString LastTouch::migrationOf(const ObjectPath &object) const
{
    const auto name = object.name.isEmpty() ? object.schema.toLower() : object.name.toLower();
    const auto qualified = m_advised.constFind(object.schema.toLower() + u'.' + name);
    if (qualified != m_advised.constEnd())
        return *qualified;
    const auto bare = m_advised.constFind(u'.' + name);
    return bare != m_advised.constEnd() ? *bare : m_words.value(name);
}

} // namespace dumbo
