#include "app/cli/configcommand.h"

#include "app/cli/errorreport.h"
#include "app/cli/terminal.h"
#include "core/schema/columntypes.h"
#include "core/schema/componentddl.h"
#include "core/schema/componentfile.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

#include <unistd.h>

namespace cli {

using namespace dumbo;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ConfigCommand", text);
}

/// Everything that follows from a file.
struct Config {
    Dialect dialect;
    ComponentFile file;
    ResolvedComponents resolved;
    std::vector<SourceProblem> problems;
};

Result<Dialect> dialectFor(const DriverRegistry &registry, const ConfigArguments &arguments)
{
    if (!arguments.connection.connection.isEmpty()) {
        const auto target = targetOf(registry, arguments.connection);
        if (!target)
            return fail(target.error());
        if (const auto manifest = registry.describe(target->target.connector))
            return manifest->dialect;
        return fail(ErrorKind::NotRegistered, tr("There is no driver %1.").arg(target->target.connector.toText()));
    }
    const auto wanted = arguments.databaseType.compare(u"MariaDB", Qt::CaseInsensitive) == 0 ? QStringLiteral("MySQL") : arguments.databaseType;
    QStringList known;
    for (const auto &connector : registry.connectors()) {
        const auto &type = connector.dialect.databaseType;
        if (type.compare(wanted, Qt::CaseInsensitive) == 0)
            return connector.dialect;
        if (!known.contains(type))
            known.append(type);
    }
    return fail(ErrorKind::NotRegistered,
        tr("There is no driver for \"%1\". There are drivers for: %2.").arg(arguments.databaseType, known.join(QStringLiteral(", "))));
}

Config configOf(ComponentFile file, const Dialect &dialect, const std::vector<ComponentOffer> &offers)
{
    Config config { dialect, std::move(file), {}, {} };
    config.resolved = resolveComponents(config.file.root, dialect, offers);
    const auto &found = config.file.problems.empty() ? config.resolved.problems : config.file.problems;
    for (const auto &problem : found)
        config.problems.push_back(config.file.located(problem));
    return config;
}

struct Shown {
    const char *kind;
    QString detail;
};

Shown shownOf(const PlacedComponent &component, const Dialect &dialect)
{
    struct {
        const PlacedComponent &component;
        const Dialect &dialect;
        Shown operator()(const DatabaseComponent *) const { return { "database", {} }; }
        Shown operator()(const DatabaseSchemaComponent *) const { return { "schema", {} }; }
        Shown operator()(const TableComponent *table) const { return { "table", table->kind }; }
        Shown operator()(const ColumnComponent *column) const { return { "column", QString::fromUtf8(columnType(*column, dialect)) }; }
        Shown operator()(const IndexComponent *index) const { return { "index", index->kind }; }
        Shown operator()(const Relationship *relationship) const
        {
            return { "relationship", QStringLiteral("→ ") + placedName(relationship->targetSchema, relationship->targetTable) };
        }
        Shown operator()(const ExtensionComponent *extension) const { return { "extension", extension->create }; }
    } const show { component, dialect };
    return std::visit(show, component.declared);
}

int depthOf(const std::vector<PlacedComponent> &components, std::size_t number)
{
    int depth = 0;
    for (auto parent = components[number].parent; parent >= 0; parent = components[std::size_t(parent)].parent)
        ++depth;
    return depth;
}

QByteArray asText(const Config &config)
{
    QString text;
    const auto &components = config.resolved.components;
    for (std::size_t i = 0; i < components.size(); ++i) {
        const auto shown = shownOf(components[i], config.dialect);
        text += QString(2 * depthOf(components, i), u' ') + QLatin1StringView(shown.kind);
        if (!components[i].name.isEmpty())
            text += u' ' + components[i].name;
        if (!shown.detail.isEmpty())
            text += QStringLiteral("  ") + shown.detail;
        if (!components[i].migrations.isEmpty())
            text += QStringLiteral("  [") + components[i].migrations.join(QStringLiteral(", ")) + u']';
        text += u'\n';
    }
    QString sql;
    for (const auto &migration : config.resolved.migrations) {
        sql += QStringLiteral("\n-- %1  %2\n").arg(migration.name, QString::fromLatin1(migration.hash));
        for (const auto &statement : migration.up)
            sql += QString::fromUtf8(statement.text) + QStringLiteral(";\n");
    }
    return (text + (isTerminal(STDOUT_FILENO) ? highlighted(sql, config.dialect.highlighting) : sql)).toUtf8();
}

QJsonArray statements(const std::vector<MigrationStatement> &statements)
{
    QJsonArray array;
    for (const auto &statement : statements)
        array.append(QString::fromUtf8(statement.text));
    return array;
}

QByteArray asJson(const Config &config)
{
    QJsonArray components;
    for (const auto &component : config.resolved.components) {
        const auto shown = shownOf(component, config.dialect);
        components.append(QJsonObject { { QStringLiteral("kind"), QLatin1StringView(shown.kind) }, { QStringLiteral("name"), component.name },
            { QStringLiteral("schema"), component.schema }, { QStringLiteral("table"), component.table }, { QStringLiteral("detail"), shown.detail },
            { QStringLiteral("pointer"), component.pointer }, { QStringLiteral("line"), config.file.lineOf(component.pointer) },
            { QStringLiteral("migrations"), QJsonArray::fromStringList(component.migrations) } });
    }
    QJsonArray migrations;
    for (const auto &migration : config.resolved.migrations)
        migrations.append(QJsonObject { { QStringLiteral("name"), migration.name }, { QStringLiteral("hash"), QString::fromLatin1(migration.hash) },
            { QStringLiteral("inTransaction"), migration.inTransaction }, { QStringLiteral("up"), statements(migration.up) },
            { QStringLiteral("down"), statements(migration.down) } });
    QJsonArray problems;
    for (const auto &problem : config.problems)
        problems.append(QJsonObject { { QStringLiteral("line"), problem.line }, { QStringLiteral("message"), problem.message },
            { QStringLiteral("fatal"), problem.isFatal } });
    return QJsonDocument(QJsonObject { { QStringLiteral("databaseType"), config.dialect.databaseType }, { QStringLiteral("file"), config.file.path },
                             { QStringLiteral("components"), components }, { QStringLiteral("migrations"), migrations },
                             { QStringLiteral("problems"), problems } })
        .toJson();
}

} // namespace

ExitCode printSampleConfig()
{
    if (const auto written = writeAll(STDOUT_FILENO, sampleComponentFile()); !written) {
        reportError(written.error());
        return Refused;
    }
    return Done;
}

ExitCode printConfig(DriverRegistry &registry, const ConfigArguments &arguments)
{
    const auto dialect = dialectFor(registry, arguments);
    if (!dialect) {
        reportError(dialect.error());
        return NoConnection;
    }
    auto file = readComponents(arguments.file);
    if (!file) {
        reportError(file.error());
        return Refused;
    }
    const auto config = configOf(*std::move(file), *dialect, componentOffers(registry, dialect->databaseType));
    const auto written = writeAll(STDOUT_FILENO, arguments.json ? asJson(config) : asText(config));
    for (const auto &problem : config.problems)
        printLine(QStringLiteral("%1:%2: %3").arg(arguments.file).arg(problem.line).arg(problem.isFatal ? problem.message : tr("note: ") + problem.message));
    if (!written)
        reportError(written.error());
    return written && std::ranges::none_of(config.problems, &SourceProblem::isFatal) ? Done : Refused;
}

} // namespace cli
