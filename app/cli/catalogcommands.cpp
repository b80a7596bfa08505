#include "app/cli/catalogcommands.h"

#include "app/cli/errorreport.h"
#include "app/cli/terminal.h"
#include "app/cli/textrows.h"

#include <QCoreApplication>

#include <algorithm>
#include <unistd.h>

namespace cli {

using namespace dumbo;

namespace {

using Row = std::vector<std::optional<QString>>;

QString tr(const char *text)
{
    return QCoreApplication::translate("CatalogCommands", text);
}

std::optional<QString> unlessEmpty(const QString &text)
{
    return text.isEmpty() ? std::nullopt : std::optional(text);
}

bool isRelation(ObjectKind kind)
{
    return kind >= ObjectKind::Table && kind <= ObjectKind::ForeignTable;
}

QString kindOf(const CatalogObject &object)
{
    return object.kindName.isEmpty() ? objectKindName(object.kind) : object.kindName;
}

/// Connects and reads a part of the catalog, reporting what failed.
std::expected<CatalogPart, ExitCode> readCatalog(
    DriverRegistry &registry, const CatalogArguments &arguments, const CatalogRequest &request, Interrupt &interrupt)
{
    NoticePrinter observer;
    const auto connection = openConnection(registry, arguments.connection, observer, interrupt);
    if (!connection) {
        if (interrupt.isRequested())
            return std::unexpected(Interrupted);
        reportError(connection.error());
        return std::unexpected(NoConnection);
    }
    interrupt.setTarget([&] { (*connection)->cancel(); });
    auto part = (*connection)->catalog(request);
    interrupt.setTarget({});
    if (interrupt.isRequested())
        return std::unexpected(Interrupted);
    if (!part) {
        reportError(part.error());
        return std::unexpected(Refused);
    }
    for (const auto &warning : part->warnings)
        printLine(tr("warning: ") + warning);
    return std::move(*part);
}

ExitCode finished(const Result<void> &written)
{
    if (written)
        return Done;
    reportError(written.error());
    return Refused;
}

Result<void> printColumns(ResultFormat format, const CatalogObject &object)
{
    std::vector<Row> rows;
    for (const auto &column : object.columns) {
        QStringList facts;
        if (column.primaryKeyPosition > 0)
            facts.append(QStringLiteral("primary key"));
        if (!column.nullable)
            facts.append(QStringLiteral("not null"));
        if (column.generated != GeneratedKind::None)
            facts.append((column.generated == GeneratedKind::Stored ? QStringLiteral("stored: ") : QStringLiteral("virtual: "))
                + column.generatedExpression);
        if (column.hidden)
            facts.append(QStringLiteral("hidden"));
        rows.push_back({ column.name, unlessEmpty(column.type), unlessEmpty(facts.join(QStringLiteral(", "))),
            unlessEmpty(column.defaultExpression) });
    }
    return writeTextRows(
        format, { QStringLiteral("column"), QStringLiteral("type"), QStringLiteral("facts"), QStringLiteral("default") }, rows);
}

void appendSection(QStringList &lines, const QString &title, const QStringList &entries)
{
    if (entries.isEmpty())
        return;
    lines.append({ QString(), title });
    for (const auto &entry : entries)
        lines.append(QStringLiteral("  ") + entry);
}

QString foreignKeyLine(const CatalogForeignKey &key)
{
    auto line = QStringLiteral("(%1) → %2").arg(key.columns.join(QStringLiteral(", ")), key.target.name);
    if (!key.targetColumns.isEmpty())
        line += QStringLiteral(" (%1)").arg(key.targetColumns.join(QStringLiteral(", ")));
    if (!key.onUpdate.isEmpty())
        line += QStringLiteral(" on update ") + key.onUpdate.toLower();
    if (!key.onDelete.isEmpty())
        line += QStringLiteral(" on delete ") + key.onDelete.toLower();
    return line;
}

QString indexLine(const CatalogIndex &index)
{
    auto line = QStringLiteral("%1 (%2)").arg(index.name, index.columns.join(QStringLiteral(", ")));
    if (index.unique)
        line += QStringLiteral(" unique");
    if (!index.predicate.isEmpty())
        line += QStringLiteral(" where ") + index.predicate;
    return line;
}

QStringList partLines(const CatalogObject &object)
{
    const auto mapped = [](const auto &values, const auto &text) {
        QStringList lines;
        for (const auto &value : values)
            lines.append(text(value));
        return lines;
    };
    QStringList lines;
    appendSection(lines, tr("Unique keys"), mapped(object.keys, [](const CatalogKey &key) {
        return (key.primary ? QStringLiteral("primary key (") : QStringLiteral("unique (")) + key.columns.join(QStringLiteral(", ")) + u')';
    }));
    appendSection(lines, tr("Foreign keys"), mapped(object.foreignKeys, foreignKeyLine));
    appendSection(lines, tr("Indexes"), mapped(object.indexes, indexLine));
    appendSection(lines, tr("Checks"), mapped(object.checks, [](const CatalogCheck &check) { return check.expression; }));
    appendSection(lines, tr("Triggers"), mapped(object.triggers, [](const CatalogTrigger &trigger) {
        return QStringLiteral("%1 %2 %3").arg(trigger.name, trigger.timing.toLower(), trigger.events.join(QStringLiteral(" or ")).toLower());
    }));
    appendSection(lines, tr("Properties"), mapped(object.properties, [](const auto &property) { return property.first + QStringLiteral(": ") + property.second; }));
    return lines;
}

Result<void> printObject(const CatalogObject &object, ResultFormat format)
{
    if (format != ResultFormat::Table)
        return printColumns(format, object);
    const auto title = QStringLiteral("%1 %2\n\n").arg(kindOf(object), object.path.name);
    if (const auto written = writeAll(STDOUT_FILENO, title.toUtf8()); !written)
        return written;
    if (const auto written = printColumns(format, object); !written)
        return written;
    auto text = partLines(object).join(u'\n');
    if (!object.ddl.isEmpty()) {
        const auto ddl = isTerminal(STDOUT_FILENO) ? highlighted(object.ddl, QStringLiteral("SQL")) : object.ddl;
        text += QStringLiteral("\n\n") + ddl;
    }
    return writeAll(STDOUT_FILENO, text.toUtf8() + '\n');
}

} // namespace

ExitCode listTables(DriverRegistry &registry, const CatalogArguments &arguments, Interrupt &interrupt)
{
    CatalogRequest request;
    request.depth = CatalogDepth::Names;
    request.includeSystem = arguments.all;
    const auto part = readCatalog(registry, arguments, request, interrupt);
    if (!part)
        return part.error();
    std::vector<Row> rows;
    for (const auto &object : part->objects) {
        if (!isRelation(object.kind))
            continue;
        rows.push_back({ unlessEmpty(object.path.schema), object.path.name, kindOf(object),
            object.rowEstimate ? std::optional(QString::number(*object.rowEstimate)) : std::nullopt });
    }
    return finished(writeTextRows(arguments.format,
        { QStringLiteral("schema"), QStringLiteral("name"), QStringLiteral("kind"), QStringLiteral("rows (estimate)") }, rows));
}

ExitCode describeObject(DriverRegistry &registry, const CatalogArguments &arguments, Interrupt &interrupt)
{
    CatalogRequest request;
    request.includeDdl = true;
    request.includeSystem = true;
    const auto part = readCatalog(registry, arguments, request, interrupt);
    if (!part)
        return part.error();
    const auto dot = arguments.object.indexOf(u'.');
    const auto named = [&](const QString &schema, const QString &name) {
        return std::ranges::find_if(part->objects, [&](const CatalogObject &object) {
            return object.path.name.compare(name, Qt::CaseInsensitive) == 0
                && (schema.isEmpty() || object.path.schema.compare(schema, Qt::CaseInsensitive) == 0);
        });
    };
    auto found = named({}, arguments.object);
    if (found == part->objects.end() && dot > 0)
        found = named(arguments.object.first(dot), arguments.object.sliced(dot + 1));
    if (found == part->objects.end()) {
        reportError(Error(ErrorKind::NotFound,
            tr("There is no table, view or other object \"%1\" (dumbo tables lists them).").arg(arguments.object)));
        return Refused;
    }
    return finished(printObject(*found, arguments.format));
}

} // namespace cli
