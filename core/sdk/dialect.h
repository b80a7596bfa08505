#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace dumbo {

/// How a database type writes SQL, as a value: it stands in the manifest before a driver is loaded, is refined
/// by the live connection (version, sql_mode), and travels to other processes as JSON. No code of a driver
/// is needed to quote a name, split a script or colour a text.
struct DUMBO_SDK_EXPORT Dialect {
    enum class Placeholder {
        QuestionMark, ///< ?
        DollarNumber, ///< $1
        ColonName, ///< :name
        AtName, ///< @name
    };
    enum class DateStyle {
        Iso8601, ///< 2026-01-31T12:30:00.000Z (SQLite)
        Sql, ///< 2026-01-31 12:30:00.000+00 (PostgreSQL)
    };
    /// What the lexer and the splitter must know. All false is plain standard SQL.
    struct Lexer {
        bool nestedComments = false; ///< /* /* */ */ is one comment
        bool hashComments = false; ///< # to the end of the line
        bool dollarQuotes = false; ///< $tag$ … $tag$
        bool escapeStrings = false; ///< E'…\'…'
        bool backslashEscapes = false; ///< '…\'…' in plain strings
        bool backtickIdentifiers = false; ///< `name`
        bool bracketIdentifiers = false; ///< [name]
        bool doubleQuotedStrings = false; ///< "text" is a string, not a name
        bool triggerBodies = false; ///< CREATE TRIGGER … BEGIN … ; … END is one statement
        bool atomicBodies = false; ///< BEGIN ATOMIC … END is one statement
        bool clientCommands = false; ///< psql's lines that begin with a backslash, and COPY … FROM stdin data
        bool delimiterCommand = false; ///< DELIMITER // as the MariaDB client reads it
        friend bool operator==(const Lexer &, const Lexer &) = default;
    };
    /// The texts of transaction control; an empty text means that the database has no such thing.
    struct Transactions {
        QByteArray begin = "BEGIN";
        QByteArray beginReadOnly; ///< empty where a read-only transaction needs more than a text
        QByteArray beginImmediate; ///< takes the write lock at once, e.g. "BEGIN IMMEDIATE"
        QByteArray beginExclusive; ///< keeps readers out as well, e.g. "BEGIN EXCLUSIVE"; empty where there is none
        QByteArray commit = "COMMIT";
        QByteArray rollback = "ROLLBACK";
        QByteArray savepoint = "SAVEPOINT %1"; ///< %1 is the quoted name
        QByteArray releaseSavepoint = "RELEASE SAVEPOINT %1";
        QByteArray rollbackToSavepoint = "ROLLBACK TO SAVEPOINT %1";
        QByteArray setIsolation; ///< sent after begin, e.g. "SET TRANSACTION ISOLATION LEVEL %1"; empty: not to be chosen
        bool alwaysSerializable = false; ///< every transaction is, so any level that is asked for is kept
        bool transactionalDdl = false; ///< ROLLBACK undoes CREATE TABLE
        friend bool operator==(const Transactions &, const Transactions &) = default;
    };

    QString databaseType; ///< as in Connector
    QString highlighting; ///< a KSyntaxHighlighting definition, e.g. "SQL (PostgreSQL)"
    Placeholder placeholder = Placeholder::QuestionMark;
    DateStyle dateStyle = DateStyle::Iso8601;
    QChar identifierQuote = u'"'; ///< opening and closing; doubled inside
    QString bareIdentifier = QStringLiteral("^[a-z_][a-z0-9_$]*$"); ///< names that match need no quotes unless reserved
    bool schemas = false; ///< relations live in named schemas
    bool booleanLiterals = true; ///< TRUE and FALSE rather than 1 and 0
    bool decimalLiterals = true; ///< 12.50 is an exact decimal; false: it is a double, so exact digits are written as text
    bool arrays = false; ///< ARRAY[1, 2] exists, and a parameter may be an array
    int maxIdentifierBytes = 0; ///< 0: no limit
    int maxParameters = 0; ///< 0: no limit
    QByteArray bytesLiteralPrefix = "X'"; ///< X'00FF' (standard, SQLite) or '\x00FF' where it is "'\\x"; or all of it with %1
    /// Turns the bytes literal %1 into text, for text that no string literal can hold (NUL, invalid UTF-8). Empty: the
    /// database has no such text.
    QByteArray textOfBytes;
    /// Writes %1, which is NaN, Infinity, -Infinity or -0. Empty: infinities are 9e999, and there is no NaN.
    QByteArray nonFiniteNumber = "CAST('%1' AS double precision)";
    QStringList reservedWords; ///< lower case, sorted
    QStringList keywords; ///< lower case, sorted; all that completion offers, reserved ones included
    QStringList functions; ///< names for completion
    Lexer lexer;
    Transactions transactions;

    [[nodiscard]] bool isReserved(QStringView word) const;

    [[nodiscard]] QJsonObject toJson() const;
    /// Unknown keys are ignored (a newer driver may say more); a value of the wrong type is an error that names it.
    [[nodiscard]] static Result<Dialect> fromJson(const QJsonObject &json);

    friend bool operator==(const Dialect &, const Dialect &) = default;
};

} // namespace dumbo
