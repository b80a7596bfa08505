#pragma once

#include "core/sdk/dialect.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

namespace dumbo::testing {

/// The dialect value that the drivers of a database type ship; databaseFolder is a folder of drivers/common.
inline Dialect shippedDialect(const QString &databaseFolder)
{
    QFile file(QStringLiteral("%1/drivers/common/%2/dialect.json").arg(qEnvironmentVariable("DUMBO_SOURCE_DIR"), databaseFolder));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("There is no %s", qPrintable(file.fileName()));
    const auto dialect = Dialect::fromJson(QJsonDocument::fromJson(file.readAll()).object());
    if (!dialect)
        qFatal("%s: %s", qPrintable(file.fileName()), qPrintable(dialect.error().toText()));
    return *dialect;
}

inline const Dialect &sqlite()
{
    static const Dialect dialect = shippedDialect(QStringLiteral("sqlite"));
    return dialect;
}

inline const Dialect &postgresql()
{
    static const Dialect dialect = shippedDialect(QStringLiteral("postgresql"));
    return dialect;
}

/// What differs for MariaDB, as its driver will say it.
inline const Dialect &mariadb()
{
    static const Dialect dialect = [] {
        Dialect made;
        made.databaseType = QStringLiteral("MariaDB");
        made.identifierQuote = u'`';
        made.lexer.hashComments = true;
        made.lexer.backslashEscapes = true;
        made.lexer.backtickIdentifiers = true;
        made.lexer.doubleQuotedStrings = true;
        made.lexer.delimiterCommand = true;
        return made;
    }();
    return dialect;
}

/// A small generator with the same numbers everywhere, so that a failure can be repeated.
class Random {
public:
    explicit Random(quint64 seed)
        : m_state(seed * 2685821657736338717ULL + 88172645463325252ULL)
    {
    }
    [[nodiscard]] int below(int bound)
    {
        m_state ^= m_state << 13;
        m_state ^= m_state >> 7;
        m_state ^= m_state << 17;
        return int(m_state % quint64(bound));
    }
    [[nodiscard]] bool oneIn(int n) { return below(n) == 0; }
    template <typename Range>
    [[nodiscard]] auto pick(const Range &range)
    {
        return QByteArray(range[std::size_t(below(int(std::size(range))))]);
    }

private:
    quint64 m_state;
};

} // namespace dumbo::testing
