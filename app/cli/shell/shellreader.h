#pragma once

#include "core/sdk/dialect.h"
#include "core/sql/statementreader.h"

#include <QByteArray>

#include <deque>
#include <optional>

namespace cli {

/// One thing for the shell to do.
struct ShellPart {
    enum class Kind {
        Sql, ///< one statement, without its semicolon
        Documents, ///< "db.users.find(…)"
        Command, ///< a line that begins with a dot
        Foreign, ///< a command of another client, or data for one
    };
    Kind kind = Kind::Sql;
    QByteArray text;
    qint64 line = 1; ///< where it begins, from 1
    friend bool operator==(const ShellPart &, const ShellPart &) = default;
};

/// Finds where an expression on documents ends: behind its last closed bracket, at the end of that line or a semicolon. Strings,
/// comments and regular expressions may hold brackets.
class DocumentsScanner {
public:
    /// Goes on over what was appended; the size of the expression, once it is complete.
    [[nodiscard]] std::optional<qsizetype> scan(QByteArrayView text);

private:
    void scanInString(char character);
    void scanPlain(QByteArrayView text);
    qsizetype m_position = 0;
    int m_depth = 0;
    char m_closing = 0; ///< of a string or a regular expression; '*' in a comment
    bool m_isInClass = false; ///< [/] of a regular expression
    char m_last = 0; ///< that is no blank
};

/// Cuts what is typed or piped into a shell into parts, line by line. SQL ends as the project's splitter says; BEGIN, COMMIT and
/// ROLLBACK alone on a line need no semicolon.
class ShellReader {
public:
    explicit ShellReader(const dumbo::Dialect &dialect);

    /// With or without a line break at its end.
    void appendLine(const QByteArray &line);
    /// Nothing more comes: what is left is the last part.
    void finish();
    [[nodiscard]] std::optional<ShellPart> next();
    /// Whether nothing has begun that is not complete.
    [[nodiscard]] bool isIdle() const { return m_text.isEmpty(); }
    /// What that is.
    [[nodiscard]] const QByteArray &pending() const { return m_text; }

private:
    bool readPart(bool isLast);
    bool readLine(ShellPart::Kind kind);
    bool readDocuments(bool isLast);
    bool readSql(bool isLast);
    void dropComments();
    void drop(qsizetype bytes);

    dumbo::Dialect m_dialect;
    std::deque<ShellPart> m_parts;
    QByteArray m_text; ///< that belongs to no part yet
    qint64 m_line = 1; ///< of its beginning
    std::optional<dumbo::StatementReader> m_sql;
    qsizetype m_read = 0; ///< bytes of the text that m_sql has
    bool m_mayBeComment = false;
    std::optional<DocumentsScanner> m_documents;
};

} // namespace cli
