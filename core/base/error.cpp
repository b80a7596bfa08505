#include "core/base/error.h"

#include <QDebug>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSharedData>

#include <memory>

namespace dumbo {

class ErrorData : public QSharedData {
public:
    ErrorKind kind = ErrorKind::General;
    QString message;
    QString serverMessage;
    QString sqlState;
    std::optional<int> nativeCode;
    std::optional<qint64> position;
    QString detail;
    QString hint;
    QStringList objectNames;
    std::optional<bool> retryable;
    std::shared_ptr<const Error> cause;
};

Error::Error(ErrorKind kind, const QString &message)
    : d(new ErrorData)
{
    d->kind = kind;
    d->message = message;
}

Error::Error(const Error &other) = default;
Error::Error(Error &&other) noexcept = default;
Error &Error::operator=(const Error &other) = default;
Error &Error::operator=(Error &&other) noexcept = default;
Error::~Error() = default;

ErrorKind Error::kind() const { return d->kind; }
QString Error::message() const { return d->message; }
QString Error::serverMessage() const { return d->serverMessage; }
QString Error::sqlState() const { return d->sqlState; }
std::optional<int> Error::nativeCode() const { return d->nativeCode; }
std::optional<qint64> Error::position() const { return d->position; }
QString Error::detail() const { return d->detail; }
QString Error::hint() const { return d->hint; }
QStringList Error::objectNames() const { return d->objectNames; }
bool Error::isRetryable() const { return d->retryable.value_or(isTransient(d->kind)); }

std::optional<Error> Error::cause() const
{
    if (!d->cause)
        return std::nullopt;
    return *d->cause;
}

Error &Error::withServerMessage(const QString &text)
{
    d->serverMessage = text;
    return *this;
}

Error &Error::withSqlState(const QString &state)
{
    d->sqlState = state;
    return *this;
}

Error &Error::withNativeCode(int code)
{
    d->nativeCode = code;
    return *this;
}

Error &Error::withPosition(qint64 utf8Bytes)
{
    d->position = utf8Bytes;
    return *this;
}

Error &Error::withDetail(const QString &text)
{
    d->detail = text;
    return *this;
}

Error &Error::withHint(const QString &text)
{
    d->hint = text;
    return *this;
}

Error &Error::withObject(const QString &kind, const QString &name)
{
    d->objectNames.append(kind + QLatin1Char('=') + name);
    return *this;
}

Error &Error::withRetryable(bool retryable)
{
    d->retryable = retryable;
    return *this;
}

Error &Error::withCause(const Error &cause)
{
    d->cause = std::make_shared<const Error>(cause);
    return *this;
}

QString Error::toText() const
{
    QStringList lines { d->message };
    const auto add = [&lines](const QString &text) {
        if (!text.isEmpty() && !lines.contains(text))
            lines.append(text);
    };
    add(d->serverMessage);
    add(d->detail);
    add(d->hint);
    if (d->cause)
        add(d->cause->toText());
    return lines.join(QLatin1Char('\n'));
}

QByteArray Error::toJson() const
{
    QJsonObject object { { QStringLiteral("kind"), errorKindName(d->kind) },
        { QStringLiteral("status"), errorStatus(d->kind) }, { QStringLiteral("message"), d->message },
        { QStringLiteral("retryable"), isRetryable() } };
    const auto add = [&object](const QString &key, const QString &text) {
        if (!text.isEmpty())
            object.insert(key, text);
    };
    add(QStringLiteral("serverMessage"), d->serverMessage);
    add(QStringLiteral("sqlState"), d->sqlState);
    add(QStringLiteral("detail"), d->detail);
    add(QStringLiteral("hint"), d->hint);
    if (d->nativeCode)
        object.insert(QStringLiteral("nativeCode"), *d->nativeCode);
    if (d->position)
        object.insert(QStringLiteral("position"), *d->position);
    if (!d->objectNames.isEmpty())
        object.insert(QStringLiteral("objects"), QJsonArray::fromStringList(d->objectNames));
    if (d->cause)
        object.insert(QStringLiteral("cause"), QJsonDocument::fromJson(d->cause->toJson()).object());
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

bool operator==(const Error &left, const Error &right)
{
    return left.d == right.d || left.toJson() == right.toJson();
}

QDebug operator<<(QDebug debug, const Error &error)
{
    const QDebugStateSaver saver(debug);
    debug.noquote() << errorKindName(error.kind()) + QStringLiteral(": ") + error.toText();
    return debug;
}

} // namespace dumbo
