#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QString>

namespace dumbo {

enum class NoticeSeverity { Debug, Info, Notice, Warning };

/// What a connection has to say besides results. Called in the connection's thread, inside one of its calls; it
/// must not block and must not call the connection. Outlives the connection.
class DUMBO_SDK_EXPORT ConnectionObserver {
public:
    ConnectionObserver();
    virtual ~ConnectionObserver();
    ConnectionObserver(const ConnectionObserver &) = delete;
    ConnectionObserver &operator=(const ConnectionObserver &) = delete;

    /// The server's remark, in its own words.
    virtual void notice(NoticeSeverity severity, const QString &message);
    /// A notification sent by another session (PostgreSQL: NOTIFY).
    virtual void notification(const QString &channel, const QString &payload, qint64 processId);
    /// A setting that the server reports by itself, e.g. TimeZone.
    virtual void parameterChanged(const QString &name, const QString &value);
    /// The connection is gone; isBroken() is true from now on.
    virtual void connectionLost(const Error &error);
    /// How far a long operation is; total is 0 where unknown.
    virtual void progress(qint64 done, qint64 total);
    /// Every statement just before it is sent, values not included.
    virtual void statementSent(const QByteArray &text);
};

} // namespace dumbo
