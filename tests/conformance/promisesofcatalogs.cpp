#include "tests/conformance/promises.h"

#include <algorithm>
#include <array>

namespace dumbo::conformance {

namespace {

const CatalogObject *find(const CatalogPart &part, const Quirks &quirks, const char *name)
{
    const auto found = std::ranges::find_if(part.objects, [&](const CatalogObject &object) {
        return object.path.name == QLatin1StringView(name)
            && (quirks.defaultSchema().isEmpty() || object.path.schema == quirks.defaultSchema());
    });
    return found == part.objects.end() ? nullptr : &*found;
}

void catalogTellsTheReferenceSchema(Context &context)
{
    const auto connection = context.connect();
    Context::runScript(*connection, context.quirks.referenceSchema());
    const auto part = Context::must(connection->catalog({}), QStringLiteral("catalog"));
    const auto *hut = find(part, context.quirks, "hut");
    Context::expect(hut && hut->kind == ObjectKind::Table, QStringLiteral("the table hut is missing"));
    Context::expect(find(part, context.quirks, "bed"), QStringLiteral("the table bed is missing"));
    Context::expect(hut->columns.size() == 2 && hut->columns[0].name == QLatin1StringView("id"),
        QStringLiteral("hut's columns are wrong"));
    Context::expect(hut->columns[0].primaryKeyPosition == 1, QStringLiteral("the primary key is not told"));
    Context::expect(!hut->columns[1].nullable, QStringLiteral("NOT NULL is not told"));
    Context::expect(!hut->columns[1].type.isEmpty(), QStringLiteral("the type is not told"));
}

void catalogKeepsToItsScope(Context &context)
{
    const auto connection = context.connect();
    Context::runScript(*connection, context.quirks.referenceSchema());
    CatalogRequest request;
    request.scope = { {}, context.quirks.defaultSchema(), QStringLiteral("hut") };
    const auto part = Context::must(connection->catalog(request), QStringLiteral("catalog"));
    Context::expect(part.objects.size() == 1 && find(part, context.quirks, "hut"),
        QStringLiteral("%1 objects came for one").arg(part.objects.size()));
}

void catalogIsOrdered(Context &context)
{
    const auto connection = context.connect();
    Context::runScript(*connection, context.quirks.referenceSchema());
    const auto part = Context::must(connection->catalog({}), QStringLiteral("catalog"));
    const auto isOrdered = std::ranges::is_sorted(part.objects, {}, [](const CatalogObject &object) {
        return std::tie(object.path.database, object.path.schema, object.kind, object.path.name);
    });
    Context::expect(isOrdered, QStringLiteral("the objects are not in their order"));
}

void catalogTakesAConstantNumberOfStatements(Context &context)
{
    const auto connection = context.connect();
    std::array<qsizetype, 2> counts {};
    for (std::size_t round = 0; round < 2; ++round) {
        for (int i = 0; i < 20; ++i)
            Context::run(
                *connection, "CREATE TABLE t" + QByteArray::number(int(round) * 100 + i) + " (a integer)");
        context.observer.statements.clear();
        std::ignore = Context::must(connection->catalog({}), QStringLiteral("catalog"));
        counts[round] = context.observer.statements.size();
    }
    Context::expect(counts[0] == counts[1],
        QStringLiteral("%1 statements for 20 tables, %2 for 40").arg(counts[0]).arg(counts[1]));
}

void ddlOfTheCatalogRuns(Context &context)
{
    CatalogRequest request;
    request.includeDdl = true;
    request.scope.name = QStringLiteral("hut");
    QByteArray ddl;
    {
        const auto connection = context.connect();
        Context::runScript(*connection, context.quirks.referenceSchema());
        const auto part = Context::must(connection->catalog(request), QStringLiteral("catalog"));
        Context::expect(
            part.objects.size() == 1 && !part.objects[0].ddl.isEmpty(), QStringLiteral("there is no DDL"));
        ddl = part.objects[0].ddl.toUtf8();
    }
    context.quirks.renew();
    const auto connection = context.connect();
    Context::run(*connection, ddl);
    const auto again = Context::must(connection->catalog(request), QStringLiteral("catalog"));
    Context::expect(again.objects.size() == 1 && again.objects[0].columns.size() == 2,
        QStringLiteral("the DDL makes something else"));
}

constexpr std::array promises {
    Promise { "catalogTellsTheReferenceSchema", Capability::Catalog, catalogTellsTheReferenceSchema },
    Promise { "catalogKeepsToItsScope", Capability::Catalog, catalogKeepsToItsScope },
    Promise { "catalogIsOrdered", Capability::Catalog, catalogIsOrdered },
    Promise { "catalogTakesAConstantNumberOfStatements", Capability::Catalog,
        catalogTakesAConstantNumberOfStatements },
    Promise { "ddlOfTheCatalogRuns", { Capability::Catalog, Capability::CatalogDdl }, ddlOfTheCatalogRuns },
};

} // namespace

std::span<const Promise> promisesOfCatalogs()
{
    return promises;
}

} // namespace dumbo::conformance
