#include "drivers/common/sqlite/documents/filtersql.h"
#include "drivers/common/sqlite/documents/statements.h"
#include "drivers/common/sqlite/tokens.h"

#include <QCoreApplication>

namespace dumbo::sqlite {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SQLite", text);
}

/// What a filter says where the database asks each row itself: text that SQLite does not read as JSON is refused.
Result<QByteArray> demanded(const DocumentSource &source, const DocumentFilter &filter)
{
    auto asked = source;
    asked.indexes.clear(); // Generated columns are not known before a row is written.
    Values values;
    const auto condition = FilterSql::ofNewRow(asked, values).condition(filter);
    if (!condition.isExact())
        return fail(ErrorKind::NotImplemented, tr("SQLite can't decide this filter alone, so no trigger can demand it."));
    if (!isGuarded(source))
        return values.withLiterals(condition.wide);
    return values.withLiterals('(' + jsonOf(source, "NEW.") + ") IS NOT NULL AND (" + condition.wide + ')');
}

} // namespace

Result<std::vector<StatementText>> requireStatements(const DocumentSource &source, const QString &name, const DocumentFilter &filter)
{
    const auto demand = demanded(source, filter);
    if (!demand)
        return fail(demand.error());
    const auto message = literal(tr("The document is not as \"%1\" demands").arg(name).toUtf8());
    std::vector<StatementText> statements;
    const auto column = quoted(source.column);
    for (const auto &[suffix, event] : { std::pair<QString, QByteArray>(QStringLiteral("_insert"), "INSERT"),
             std::pair<QString, QByteArray>(QStringLiteral("_update"), "UPDATE OF " + column) }) {
        statements.push_back("CREATE TRIGGER " + tableName({ {}, source.table.schema, name + suffix }) + " BEFORE " + event + " ON "
            + quoted(source.table.name) + "\nWHEN (" + *demand + ") IS NOT TRUE\nBEGIN\n    SELECT RAISE(ABORT, " + message + ");\nEND");
    }
    return statements;
}

} // namespace dumbo::sqlite
