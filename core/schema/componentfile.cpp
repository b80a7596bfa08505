#include "core/schema/componentfile.h"

#include "core/schema/componentreader.h"
#include "core/schema/jsonpositions.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonDocument>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ComponentFile", text);
}

constexpr char sample[] = R"json({
    "schemaComponents": 1,
    "name": "mountains",
    "tables": [
        {
            "name": "regions",
            "columns": [
                { "name": "country", "type": "char(2)" },
                { "name": "code", "type": "varchar(10)" },
                { "name": "name", "type": "text", "notNull": true }
            ],
            "primaryKey": ["country", "code"]
        },
        {
            "name": "huts",
            "columns": [
                { "name": "id", "type": "identity", "primaryKey": true },
                { "name": "name", "type": "text", "notNull": true, "unique": true },
                { "name": "country", "type": "char(2)", "notNull": true },
                { "name": "region", "type": "varchar(10)", "notNull": true },
                { "name": "beds", "type": "integer", "notNull": true, "default": 0 },
                { "name": "opened", "type": "timestamptz", "default": { "sql": "CURRENT_TIMESTAMP" } },
                { "name": "warden", "type": "text", "added": true, "description": "Came later: a migration of its own adds it." }
            ],
            "checks": [{ "name": "huts_beds", "expression": "beds >= 0" }],
            "relationships": [
                { "columns": ["country", "region"], "references": { "table": "regions" }, "onDelete": "cascade" }
            ],
            "indexes": [{ "columns": ["country", { "column": "beds", "descending": true }] }]
        }
    ],
    "migrations": []
}
)json";

} // namespace

SourceProblem ComponentFile::located(const ComponentProblem &problem) const
{
    const auto message = problem.pointer.isEmpty() ? problem.message : tr("%1 (at %2)").arg(problem.message, problem.pointer);
    return { path, lineOf ? lineOf(problem.pointer) : 0, message, problem.isFatal };
}

Result<ComponentFile> parseComponents(const QByteArray &json, const QString &path)
{
    const auto shown = QDir::toNativeSeparators(path);
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError)
        return fail(Error(ErrorKind::Data, tr("%1, line %2: this is no JSON: %3.").arg(shown).arg(JsonPositions::lineAt(json, error.offset)).arg(error.errorString()))
                        .withPosition(error.offset));
    if (!document.isObject() || !document.object().contains(u"schemaComponents"))
        return fail(ErrorKind::Data,
            tr("%1 holds no schema components: a component file is a JSON object with \"schemaComponents\": 1. \"dumbo config sample\" prints one to start from.").arg(shown));
    const JsonPositions positions(json);
    ComponentReader reader;
    ComponentFile file;
    file.root = std::make_shared<const SchemaComponent>(reader.database(document.object()));
    file.path = path;
    file.problems = reader.takeProblems();
    for (const auto &pointer : positions.duplicates())
        file.problems.push_back({ pointer, tr("\"%1\" is said twice here; only the last one would count. Remove one.").arg(pointer.section(u'/', -1)) });
    file.lineOf = [positions](const QString &pointer) { return positions.lineOf(pointer); };
    return file;
}

Result<ComponentFile> readComponents(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return fail(ErrorKind::NotFound, tr("There is no component file %1.").arg(QDir::toNativeSeparators(path)));
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::System, tr("The component file %1 can't be read: %2.").arg(QDir::toNativeSeparators(path), file.errorString()));
    return parseComponents(file.readAll(), path);
}

bool isComponentFile(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object().contains(u"schemaComponents");
}

Result<MigrationSet> readComponentMigrations(const QString &path, const Dialect &dialect, const std::vector<ComponentOffer> &offers)
{
    const auto file = readComponents(path);
    if (!file)
        return fail(file.error());
    auto resolved = resolveComponents(file->root, dialect, offers);
    MigrationSet set;
    set.layout = QStringLiteral("components");
    set.path = path;
    set.migrations = std::move(resolved.migrations);
    for (std::size_t i = 0; i < set.migrations.size(); ++i) {
        const auto line = file->lineOf(resolved.migrationPointers[i]);
        for (auto &statement : set.migrations[i].up)
            statement.line = line;
        for (auto &statement : set.migrations[i].down)
            statement.line = line;
    }
    for (const auto &problem : file->problems)
        set.problems.push_back(file->located(problem));
    // What follows from a broken form would be said twice.
    if (file->problems.empty()) {
        for (const auto &problem : resolved.problems)
            set.problems.push_back(file->located(problem));
    }
    return set;
}

QByteArray sampleComponentFile()
{
    return sample;
}

} // namespace dumbo
