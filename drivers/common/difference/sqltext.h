#pragma once

#include "drivers/common/script/scanner.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QSet>
#include <QString>

#include <vector>

namespace dumbo::difference {

/// A statement or a piece of one in tokens. Positions are numbers of tokens; what is behind the last one is no word and no sign.
class SqlText
{
public:
    SqlText(const QByteArray &sql, const Dialect &dialect);

    [[nodiscard]] int count() const { return int(m_tokens.size()); }
    [[nodiscard]] const QByteArray &sql() const { return m_sql; }
    [[nodiscard]] QByteArray text(int token) const;
    /// Where it begins, in bytes of sql().
    [[nodiscard]] qsizetype begin(int token) const { return m_tokens[std::size_t(token)].begin; }
    /// Without the quotes of a name.
    [[nodiscard]] QString name(int token) const;
    [[nodiscard]] bool isWord(int token, std::string_view upperCaseWord) const;
    [[nodiscard]] bool isName(int token) const;
    [[nodiscard]] bool isString(int token) const;
    [[nodiscard]] bool isSign(int token, char sign) const;
    /// Whether these words follow one another from there on.
    [[nodiscard]] bool hasWords(int token, std::initializer_list<std::string_view> upperCaseWords) const;
    /// The text from one token up to, and without, another; without blanks around it.
    [[nodiscard]] QByteArray slice(int from, int to) const;
    [[nodiscard]] QByteArray from(int token) const { return slice(token, count()); }
    /// Of the parenthesis that opens at this token: where it closes; count() where it does not.
    [[nodiscard]] int closing(int open) const;
    /// The first "(" at or behind; count() where there is none.
    [[nodiscard]] int opening(int from) const;
    /// The entries of a list that opens there, cut at commas that stand in no further parentheses.
    [[nodiscard]] QByteArrayList entries(int open) const;
    /// Behind a name that may have a schema; the name itself is the last part.
    [[nodiscard]] int behindName(int token) const;

    /// Every name and word, and "schema.name" for qualified ones; those within strings only with intoStrings.
    [[nodiscard]] QSet<QString> mentions(bool intoStrings) const;

private:
    QByteArray m_sql;
    const Dialect *m_dialect;
    std::vector<script::Token> m_tokens;
};

/// The statements of a text, without ";" at their ends and comments before them.
[[nodiscard]] QByteArrayList statementsOf(const QString &ddl, const Dialect &dialect);

} // namespace dumbo::difference
