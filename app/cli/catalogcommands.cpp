#include "app/cli/catalogcommands.h"

#include "app/cli/errorreport.h"
#include "app/cli/terminal.h"
#include "app/cli/textrows.h"
#include "core/catalog/ddlscript.h"

#include <QCoreApplication>

#include <algorithm>
#include <functional>
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
std::expected<CatalogPart, ExitCode> readCatalog(DriverRegistry &registry, const CatalogArguments &arguments,
    const std::function<Result<CatalogPart>(Connection &)> &read, Interrupt &interrupt)
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
    auto part = read(**connection);
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

QString policyLine(const CatalogPolicy &policy)
{
    auto line = QStringLiteral("%1 %2 for %3 to %4")
                    .arg(policy.name, policy.permissive ? QStringLiteral("permissive") : QStringLiteral("restrictive"),
                        policy.command.toLower(), policy.roles.join(QStringLiteral(", ")));
    if (!policy.usingExpression.isEmpty())
        line += QStringLiteral(" using ") + policy.usingExpression;
    if (!policy.checkExpression.isEmpty())
        line += QStringLiteral(" with check ") + policy.checkExpression;
    return line;
}

QStringList partitioningLines(const CatalogPartitioning &partitioning)
{
    QStringList lines;
    if (!partitioning.parent.name.isEmpty())
        lines.append(QStringLiteral("of %1.%2 %3").arg(partitioning.parent.schema, partitioning.parent.name, partitioning.bounds));
    if (!partitioning.key.isEmpty())
        lines.append(QStringLiteral("by ") + partitioning.key);
    return lines;
}

/// Where a table stands among partitions, or on which server it is.
QString placeOf(const CatalogObject &object)
{
    auto lines = object.partitioning ? partitioningLines(*object.partitioning) : QStringList();
    for (const auto &[name, value] : object.properties) {
        if (object.kind == ObjectKind::ForeignTable && name == QLatin1StringView("server"))
            lines.append(QStringLiteral("on ") + value);
    }
    return lines.join(QStringLiteral(", "));
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
    appendSection(lines, tr("Policies"), mapped(object.policies, policyLine));
    if (object.partitioning)
        appendSection(lines, tr("Partitioning"), partitioningLines(*object.partitioning));
    appendSection(lines, tr("Properties"), mapped(object.properties, [](const auto &property) { return property.first + QStringLiteral(": ") + property.second; }));
    return lines;
}

} // namespace

Result<void> printObject(const CatalogObject &object, ResultFormat format)
{
    if (format != ResultFormat::Table)
        return printColumns(format, object);
    const auto name = object.path.name.isEmpty() ? object.path.schema : object.path.name;
    const auto title = QStringLiteral("%1 %2%3\n\n").arg(kindOf(object), name, object.signature);
    if (const auto written = writeAll(STDOUT_FILENO, title.toUtf8()); !written)
        return written;
    if (!object.columns.empty() || isRelation(object.kind)) {
        if (const auto written = printColumns(format, object); !written)
            return written;
    }
    auto text = partLines(object).join(u'\n');
    if (!object.ddl.isEmpty()) {
        const auto ddl = isTerminal(STDOUT_FILENO) ? highlighted(object.ddl, QStringLiteral("SQL")) : object.ddl;
        text += QStringLiteral("\n\n") + ddl;
    }
    return writeAll(STDOUT_FILENO, text.toUtf8() + '\n');
}

Result<void> printTables(const CatalogPart &part, ResultFormat format)
{
    std::vector<const CatalogObject *> shown;
    for (const auto &object : part.objects) {
        if (isRelation(object.kind))
            shown.push_back(&object);
    }
    // Only databases that know partitions or other servers have something to say about places.
    const auto hasPlaces = std::ranges::any_of(shown, [](const CatalogObject *object) { return !placeOf(*object).isEmpty(); });
    QStringList titles { QStringLiteral("schema"), QStringLiteral("name"), QStringLiteral("kind"),
        QStringLiteral("rows (estimate)") };
    if (hasPlaces)
        titles.append(QStringLiteral("place"));
    std::vector<Row> rows;
    for (const auto *object : shown) {
        auto &row = rows.emplace_back(Row { unlessEmpty(object->path.schema), object->path.name, kindOf(*object),
            object->rowEstimate ? std::optional(QString::number(*object->rowEstimate)) : std::nullopt });
        if (hasPlaces)
            row.push_back(unlessEmpty(placeOf(*object)));
    }
    return writeTextRows(format, titles, rows);
}

ExitCode listTables(DriverRegistry &registry, const CatalogArguments &arguments, Interrupt &interrupt)
{
    CatalogRequest request;
    request.depth = CatalogDepth::Names;
    request.includeSystem = arguments.all;
    const auto part = readCatalog(
        registry, arguments, [&](Connection &connection) { return connection.catalog(request); }, interrupt);
    return part ? finished(printTables(*part, arguments.format)) : part.error();
}

namespace {

/// The objects with the name that a person gave: one, or functions that share it. Nothing where there is none.
std::vector<CatalogObject> namedObjects(const CatalogPart &part, const QString &given)
{
    const auto named = [&](const QString &schema, const QString &name) {
        return std::ranges::find_if(part.objects, [&](const CatalogObject &object) {
            return object.path.name.compare(name, Qt::CaseInsensitive) == 0
                && (schema.isEmpty() || object.path.schema.compare(schema, Qt::CaseInsensitive) == 0);
        });
    };
    auto found = named({}, given);
    if (const auto dot = given.indexOf(u'.'); found == part.objects.end() && dot > 0)
        found = named(given.first(dot), given.sliced(dot + 1));
    std::vector<CatalogObject> objects;
    for (; found != part.objects.end(); ++found) {
        if (objects.empty() || (found->path == objects.front().path && found->kind == objects.front().kind))
            objects.push_back(*found);
    }
    return objects;
}

} // namespace

/// Names first, so that only what is asked for is read as a whole.
Result<CatalogPart> readObject(Connection &connection, const QString &given)
{
    CatalogRequest names;
    names.depth = CatalogDepth::Names;
    names.includeSystem = true;
    const auto all = connection.catalog(names);
    if (!all)
        return fail(all.error());
    const auto wanted = namedObjects(*all, given);
    if (wanted.empty())
        return CatalogPart {};
    CatalogRequest request;
    request.scope = wanted.front().path;
    request.includeDdl = true;
    request.includeSystem = true;
    auto part = connection.catalog(request);
    if (part)
        std::erase_if(part->objects, [&](const CatalogObject &object) {
            return object.path != wanted.front().path || object.kind != wanted.front().kind;
        });
    return part;
}

Error noObject(const QString &name)
{
    return { ErrorKind::NotFound, tr("There is no table, view or other object \"%1\" (dumbo tables lists them).").arg(name) };
}

ExitCode describeObject(DriverRegistry &registry, const CatalogArguments &arguments, Interrupt &interrupt)
{
    const auto part = readCatalog(
        registry, arguments, [&](Connection &connection) { return readObject(connection, arguments.object); }, interrupt);
    if (!part)
        return part.error();
    for (const auto &object : part->objects) {
        if (const auto code = finished(printObject(object, arguments.format)); code != Done)
            return code;
    }
    if (!part->objects.empty())
        return Done;
    reportError(noObject(arguments.object));
    return Refused;
}

ExitCode printDdl(DriverRegistry &registry, const CatalogArguments &arguments, Interrupt &interrupt)
{
    CatalogRequest request;
    request.scope.schema = arguments.object;
    request.includeDdl = true;
    Dialect dialect;
    const auto part = readCatalog(
        registry, arguments,
        [&](Connection &connection) {
            dialect = connection.dialect();
            return connection.catalog(request);
        },
        interrupt);
    if (!part)
        return part.error();
    if (part->objects.empty() && !arguments.object.isEmpty()) {
        reportError(Error(ErrorKind::NotFound, tr("There is no schema \"%1\".").arg(arguments.object)));
        return Refused;
    }
    const auto script = ddlScript(part->objects, dialect);
    return finished(writeAll(STDOUT_FILENO,
        (isTerminal(STDOUT_FILENO) ? highlighted(script, dialect.highlighting) : script).toUtf8()));
}

} // namespace cli
