#pragma once

#include "core/base/errorkind.h"

#include <QByteArray>
#include <QSharedDataPointer>
#include <QString>
#include <QStringList>

#include <optional>

class QDebug;

namespace dumbo {

class ErrorData;

/// Why something outside the program failed: a value that can be copied, stored, sent to another process
/// and shown. It carries a sentence for people and, apart, everything the server or engine said.
///
/// No field ever holds a secret. Copies share their data; an Error costs one pointer.
class DUMBO_SDK_EXPORT Error {
public:
    Error(ErrorKind kind, const QString &message);
    Error(const Error &other);
    Error(Error &&other) noexcept;
    Error &operator=(const Error &other);
    Error &operator=(Error &&other) noexcept;
    ~Error();

    [[nodiscard]] ErrorKind kind() const;
    /// A sentence for people: what failed, where, and what to do about it.
    [[nodiscard]] QString message() const;
    /// The server's or engine's own words, unchanged; empty where there was no server.
    [[nodiscard]] QString serverMessage() const;
    /// Five characters as ISO 9075 has them; empty where the database knows none.
    [[nodiscard]] QString sqlState() const;
    /// The engine's own code, e.g. SQLite's extended result code or MariaDB's errno.
    [[nodiscard]] std::optional<int> nativeCode() const;
    /// Where in the statement, in UTF-8 bytes from 0.
    [[nodiscard]] std::optional<qint64> position() const;
    [[nodiscard]] QString detail() const;
    [[nodiscard]] QString hint() const;
    /// What the error is about (constraint, table, column…), as "kind=name" entries, e.g. "table=hut".
    [[nodiscard]] QStringList objectNames() const;
    /// Whether running the whole transaction again may succeed.
    [[nodiscard]] bool isRetryable() const;
    [[nodiscard]] bool isCancelled() const { return kind() == ErrorKind::Cancelled; }
    /// What caused this; nothing at the end of the chain.
    [[nodiscard]] std::optional<Error> cause() const;

    /// Each returns the error itself, so that an error reads as one expression.
    Error &withServerMessage(const QString &text);
    Error &withSqlState(const QString &state);
    Error &withNativeCode(int code);
    Error &withPosition(qint64 utf8Bytes);
    Error &withDetail(const QString &text);
    Error &withHint(const QString &text);
    Error &withObject(const QString &kind, const QString &name);
    Error &withRetryable(bool retryable);
    Error &withCause(const Error &cause);

    /// The message, the server's words, detail and hint, then each cause: lines for a log or a clipboard.
    [[nodiscard]] QString toText() const;

    /// A stable form for files and other processes: the JSON text of an object.
    [[nodiscard]] QByteArray toJson() const;

    friend DUMBO_SDK_EXPORT bool operator==(const Error &left, const Error &right);

private:
    QSharedDataPointer<ErrorData> d;
};

DUMBO_SDK_EXPORT QDebug operator<<(QDebug debug, const Error &error);

} // namespace dumbo
