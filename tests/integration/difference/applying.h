#pragma once

#include "core/catalog/catalogdifference.h"
#include "core/sdk/connection.h"
#include "core/sdk/extensions/schemadifference.h"
#include "tests/support/readrows.h"

#include <QTest>

#include <memory>

namespace dumbo::test {

[[nodiscard]] inline Result<Rows> query(Connection &connection, const QByteArray &text)
{
    Statement statement;
    statement.text = text;
    const auto execution = connection.execute(statement);
    if (!execution)
        return fail(execution.error());
    return readRows(**execution);
}

/// The rows as "a|b" lines.
[[nodiscard]] inline QString rowsText(Connection &connection, const QByteArray &text)
{
    const auto rows = query(connection, text);
    if (!rows)
        return rows.error().toText();
    QStringList lines;
    for (const auto &row : *rows) {
        QStringList values;
        for (const auto &value : row) {
            if (const auto *string = std::get_if<Value::Text>(&value.variant()))
                values.append(QString::fromUtf8(string->utf8));
            else if (const auto *number = std::get_if<qint64>(&value.variant()))
                values.append(QString::number(*number));
            else if (const auto *real = std::get_if<double>(&value.variant()))
                values.append(QString::number(*real));
            else
                values.append(value.isNull() ? QStringLiteral("NULL") : QStringLiteral("?"));
        }
        lines.append(values.join(u'|'));
    }
    return lines.join(u'\n');
}

[[nodiscard]] inline std::shared_ptr<const CatalogPart> catalogOf(Connection &connection)
{
    CatalogRequest request;
    request.includeDdl = true;
    auto part = connection.catalog(request);
    if (!part)
        qFatal("%s", qPrintable(part.error().toText()));
    if (!part->warnings.isEmpty())
        qWarning() << part->warnings;
    return std::make_shared<const CatalogPart>(std::move(*part));
}

[[nodiscard]] inline QString textOf(const DifferenceScript &script)
{
    QStringList lines;
    for (const auto &statement : script.statements)
        lines.append(QString::fromUtf8(statement.text) + (statement.losesData ? QStringLiteral("; -- loses data") : QStringLiteral(";")));
    for (const auto &left : script.notGenerated)
        lines.append(QStringLiteral("-- not generated: %1 %2.%3: %4").arg(left.kind, left.object.schema, left.object.name, left.reason));
    return lines.join(u'\n');
}

/// Runs the statements, in a transaction as far as they may. Empty, or what went wrong.
[[nodiscard]] inline QString apply(Connection &connection, const DifferenceScript &script, bool inTransaction)
{
    const auto run = [&](const QByteArray &text) {
        const auto done = query(connection, text);
        return done ? QString() : QStringLiteral("%1\n%2\nin\n%3").arg(QString::fromUtf8(text), done.error().toText(), textOf(script));
    };
    bool isOpen = false;
    for (const auto &statement : script.statements) {
        const auto fits = inTransaction && statement.fit == TransactionFit::Inside;
        if (fits != isOpen) {
            if (const auto error = run(fits ? "BEGIN" : "COMMIT"); !error.isEmpty())
                return error;
            isOpen = fits;
        }
        if (const auto error = run(statement.text); !error.isEmpty()) {
            if (isOpen)
                (void)query(connection, "ROLLBACK");
            return error;
        }
    }
    return isOpen ? run("COMMIT") : QString();
}

/// Makes from like to. Empty, or what went wrong or is still different.
[[nodiscard]] inline QString makeAlike(Connection &from, std::shared_ptr<const CatalogPart> to,
    const SchemaDifferenceExtension &difference, bool inTransaction = true, DifferenceScript *made = nullptr, bool allowsLoss = true)
{
    const auto before = catalogOf(from);
    const auto script = difference.script({ before, to, allowsLoss });
    if (!script)
        return script.error().toText();
    if (made)
        *made = *script;
    if (const auto error = apply(from, *script, inTransaction); !error.isEmpty())
        return error;
    const auto left = compareCatalogs(catalogOf(from), to, from.dialect());
    QStringList sentences;
    for (const auto &object : left.objects) {
        const auto isSaid = std::ranges::contains(script->notGenerated, std::pair(object.object().path.schema, object.object().path.name),
            [](const NotGenerated &entry) { return std::pair(entry.object.schema, entry.object.name); });
        if (!isSaid)
            sentences.append(object.sentence);
    }
    return sentences.isEmpty() ? QString() : sentences.join(u'\n') + QStringLiteral("\nbehind\n") + textOf(*script);
}

} // namespace dumbo::test
