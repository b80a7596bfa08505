#pragma once

#include "core/sdk/cellvalue.h"
#include "drivers/postgresql/plugin.h"
#include "tests/support/readrows.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"

#include <QStringList>

#include <memory>
#include <vector>

namespace dumbo::test {

/// Keeps what a connection says besides results.
class HeardObserver final : public ConnectionObserver
{
public:
    void notice(NoticeSeverity severity, const QString &message) override
    {
        notices.append(message);
        severities.push_back(severity);
    }
    void notification(const QString &channel, const QString &payload, qint64) override
    {
        notifications.append(channel + u'=' + payload);
    }
    void parameterChanged(const QString &name, const QString &value) override { changes.append(name + u'=' + value); }
    void connectionLost(const Error &error) override { lost.push_back(error); }
    void statementSent(const QByteArray &text) override { statements.append(QString::fromUtf8(text)); }
    void clear()
    {
        for (auto *list : { &notices, &notifications, &changes, &statements })
            list->clear();
        severities.clear();
        lost.clear();
    }

    QStringList notices;
    std::vector<NoticeSeverity> severities;
    QStringList notifications;
    QStringList changes;
    QStringList statements;
    std::vector<Error> lost;
};

/// The database's options; they lead to the shared server.
[[nodiscard]] postgresql::PostgresOptions optionsFor(const PostgresServer &server, const QString &database);
/// By the server's port on 127.0.0.1, or another that leads there.
[[nodiscard]] postgresql::PostgresOptions tcpOptionsFor(int port, const QString &database);

/// All rows of all results.
[[nodiscard]] Result<Rows> query(Connection &connection, const QByteArray &text, const std::vector<Value> &parameters = {});
/// The first value of the first row as text; "NULL" for NULL, "error: …" where it fails.
[[nodiscard]] QString ask(Connection &connection, const QByteArray &text, const std::vector<Value> &parameters = {});
[[nodiscard]] QString shown(const Value &value);
[[nodiscard]] Statement statement(const QByteArray &text);

} // namespace dumbo::test

/// Fails the test with the error where there is one.
#define VERIFY_RESULT(result) \
    do { \
        const auto &checked = (result); \
        QVERIFY2(checked, checked ? "" : qPrintable(checked.error().toText())); \
    } while (false)
