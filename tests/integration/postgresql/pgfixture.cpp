#include "tests/integration/postgresql/pgfixture.h"

namespace dumbo::test {

postgresql::PostgresOptions optionsFor(const PostgresServer &server, const QString &database)
{
    postgresql::PostgresOptions options;
    options.host = server.socketFolder();
    options.port = QString::number(server.port());
    options.user = server.user();
    options.database = database;
    return options;
}

postgresql::PostgresOptions tcpOptionsFor(int port, const QString &database)
{
    postgresql::PostgresOptions options;
    options.host = QStringLiteral("127.0.0.1");
    options.port = QString::number(port);
    options.user = QStringLiteral("postgres");
    options.database = database;
    options.sslMode = QStringLiteral("disable");
    return options;
}

Statement statement(const QByteArray &text)
{
    Statement made;
    made.text = text;
    return made;
}

Result<Rows> query(Connection &connection, const QByteArray &text, const std::vector<Value> &parameters)
{
    auto made = statement(text);
    made.parameters.positional = parameters;
    const auto execution = connection.execute(made);
    if (!execution)
        return fail(execution.error());
    return readRows(**execution);
}

QString shown(const Value &value)
{
    if (const auto *text = std::get_if<Value::Text>(&value.variant()))
        return QString::fromUtf8(text->utf8);
    if (const auto *number = std::get_if<qint64>(&value.variant()))
        return QString::number(*number);
    if (const auto *truth = std::get_if<bool>(&value.variant()))
        return *truth ? QStringLiteral("true") : QStringLiteral("false");
    if (const auto *bytes = std::get_if<Value::Bytes>(&value.variant()))
        return QString::fromLatin1(bytes->bytes.toHex());
    return value.isNull() ? QStringLiteral("NULL") : QStringLiteral("?");
}

QString ask(Connection &connection, const QByteArray &text, const std::vector<Value> &parameters)
{
    const auto rows = query(connection, text, parameters);
    if (!rows)
        return QStringLiteral("error: ") + rows.error().toText();
    return rows->empty() || rows->front().empty() ? QStringLiteral("nothing") : shown(rows->front().front());
}

} // namespace dumbo::test
