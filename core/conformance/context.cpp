#include "core/conformance/context.h"

#include "core/plugins/batchcheck.h"

namespace dumbo::conformance {

std::unique_ptr<Connection> Context::connect(bool readOnly)
{
    auto request = quirks.request();
    request.readOnly = readOnly;
    return must(quirks.plugin().connect(request, observer), QStringLiteral("connecting"));
}

Statement Context::statement(const QByteArray &text)
{
    Statement made;
    made.text = text;
    return made;
}

Result<Rows> Context::read(Execution &execution)
{
    Rows rows;
    while (true) {
        const auto more = execution.nextResult();
        if (!more)
            return fail(more.error());
        if (!*more)
            return rows;
        while (true) {
            const auto batch = execution.next({});
            if (!batch)
                return fail(batch.error());
            if (!*batch)
                break;
            const auto fault = batchFault(**batch, int(execution.columns().size()), BatchLimit().maxRows);
            expect(!fault, fault.value_or(QString()));
            for (qint64 row = 0; row < (*batch)->rowCount(); ++row) {
                auto &values = rows.emplace_back();
                for (int column = 0; column < (*batch)->columnCount(); ++column)
                    values.push_back(
                        must(cellValue((*batch)->cell(row, column)), QStringLiteral("reading a cell")));
            }
        }
    }
}

Result<Rows> Context::query(Connection &connection, const QByteArray &text, const Parameters &parameters)
{
    auto made = statement(text);
    made.parameters = parameters;
    const auto execution = connection.execute(made);
    if (!execution)
        return fail(execution.error());
    return read(**execution);
}

void Context::run(Connection &connection, const QByteArray &text)
{
    std::ignore = must(query(connection, text), QString::fromUtf8(text));
}

Value Context::single(Connection &connection, const QByteArray &text, const Parameters &parameters)
{
    const auto rows = must(query(connection, text, parameters), QString::fromUtf8(text));
    expect(rows.size() == 1 && rows.front().size() == 1,
        QString::fromUtf8(text) + QStringLiteral(" gave not one value"));
    return rows.front().front();
}

void Context::runScript(Connection &connection, const QByteArray &script)
{
    if (connection.capabilities().testFlag(Capability::Scripts))
        return run(connection, script);
    for (const auto &text : script.split(';')) {
        if (!text.trimmed().isEmpty())
            run(connection, text.trimmed());
    }
}

Parameters Context::positional(const Value &value)
{
    Parameters parameters;
    parameters.positional = { value };
    return parameters;
}

void Context::expectItWorks(Connection &connection, const QString &otherwise) const
{
    const auto rows = must(query(connection, quirks.selectOne()), QString::fromUtf8(quirks.selectOne()));
    expect(rows.size() == 1 && !rows.front().empty() && rows.front().front() == quirks.one(), otherwise);
}

QByteArray Context::quoted(const Connection &connection, const QByteArray &name)
{
    const auto quote = connection.dialect().identifierQuote.toLatin1();
    const auto open = quote;
    const auto close = quote == '[' ? ']' : quote;
    auto inside = name;
    return open + inside.replace(close, QByteArray(2, close)) + close;
}

} // namespace dumbo::conformance
