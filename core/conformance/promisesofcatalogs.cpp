#include "core/conformance/promises.h"

#include <algorithm>
#include <array>

namespace dumbo::conformance {

namespace {

const CatalogObject *find(const CatalogPart &part, const Quirks &quirks, const char *name)
{
    const auto found = std::ranges::find_if(part.objects, [&](const CatalogObject &object) {
        return object.path.name == QString::fromUtf8(name)
            && (quirks.defaultSchema().isEmpty() || object.path.schema == quirks.defaultSchema());
    });
    return found == part.objects.end() ? nullptr : &*found;
}

/// The tables hut and bed, where they are not there by themselves.
void makeReferenceSchema(Context &context, Connection &connection)
{
    if (context.quirks.definesTables())
        Context::runScript(connection, context.quirks.referenceSchema());
}

void catalogTellsTheReferenceSchema(Context &context)
{
    const auto connection = context.connect();
    makeReferenceSchema(context, *connection);
    const auto part = Context::must(connection->catalog({}), QStringLiteral("catalog"));
    const auto *hut = find(part, context.quirks, "hut");
    Context::expect(hut && hut->kind == ObjectKind::Table, QStringLiteral("the table hut is missing"));
    Context::expect(find(part, context.quirks, "bed"), QStringLiteral("the table bed is missing"));
    Context::expect(hut->columns.size() == 2 && hut->columns[0].name == QLatin1StringView("id"),
        QStringLiteral("hut's columns are wrong"));
    if (context.quirks.definesTables()) {
        Context::expect(hut->columns[0].primaryKeyPosition == 1, QStringLiteral("the primary key is not told"));
        Context::expect(!hut->columns[1].nullable, QStringLiteral("NOT NULL is not told"));
    }
    Context::expect(!hut->columns[1].type.isEmpty(), QStringLiteral("the type is not told"));
}

void catalogKeepsToItsScope(Context &context)
{
    const auto connection = context.connect();
    makeReferenceSchema(context, *connection);
    CatalogRequest request;
    request.scope = { {}, context.quirks.defaultSchema(), QStringLiteral("hut") };
    const auto part = Context::must(connection->catalog(request), QStringLiteral("catalog"));
    Context::expect(part.objects.size() == 1 && find(part, context.quirks, "hut"),
        QStringLiteral("%1 objects came for one").arg(part.objects.size()));
}

void catalogIsOrdered(Context &context)
{
    const auto connection = context.connect();
    makeReferenceSchema(context, *connection);
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
        makeReferenceSchema(context, *connection);
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

void expectKeys(const CatalogObject &hut, const CatalogObject &bed, bool cascades)
{
    const auto hasUniqueName = std::ranges::any_of(hut.keys, [](const CatalogKey &key) {
        return !key.primary && key.columns == QStringList { QStringLiteral("name") };
    }) || std::ranges::any_of(hut.indexes, [](const CatalogIndex &index) {
        return index.unique && index.columns == QStringList { QStringLiteral("name") };
    });
    Context::expect(hasUniqueName, QStringLiteral("UNIQUE of hut.name is not told"));
    Context::expect(hut.columns.size() == 3 && hut.columns[2].defaultExpression.contains(u'7'),
        QStringLiteral("the default of hut.height is not told"));
    Context::expect(!hut.checks.empty() && hut.checks.front().expression.contains(QStringLiteral("height")),
        QStringLiteral("the check of hut.height is not told"));
    Context::expect(bed.foreignKeys.size() == 1, QStringLiteral("bed has %1 foreign keys").arg(bed.foreignKeys.size()));
    const auto &reference = bed.foreignKeys.front();
    Context::expect(reference.target.name == QLatin1StringView("hut")
            && reference.columns == QStringList { QStringLiteral("hut") } && (!cascades || reference.onDelete == QLatin1StringView("CASCADE")),
        QStringLiteral("the foreign key of bed is wrong"));
    const auto index = std::ranges::find(bed.indexes, QStringLiteral("bed_label"), &CatalogIndex::name);
    Context::expect(index != bed.indexes.end() && !index->unique
            && index->columns == QStringList { QStringLiteral("label"), QStringLiteral("hut") },
        QStringLiteral("the index bed_label is not told, or wrongly"));
}

void catalogTellsKeysAndIndexes(Context &context)
{
    if (context.quirks.detailedSchema().isEmpty())
        throw Skipped { QStringLiteral("the database has no keys and indexes") };
    const auto connection = context.connect();
    Context::runScript(*connection, context.quirks.detailedSchema());
    const auto part = Context::must(connection->catalog({}), QStringLiteral("catalog"));
    const auto *hut = find(part, context.quirks, "hut");
    const auto *bed = find(part, context.quirks, "bed");
    const auto *high = find(part, context.quirks, "high");
    Context::expect(hut && bed && high, QStringLiteral("a table or the view is missing"));
    Context::expect(high->kind == ObjectKind::View && high->columns.size() == 1, QStringLiteral("the view is told wrongly"));
    expectKeys(*hut, *bed, context.quirks.detailedSchema().contains("CASCADE"));
}

void catalogGoesAsDeepAsAsked(Context &context)
{
    const auto connection = context.connect();
    makeReferenceSchema(context, *connection);
    for (const auto depth : { CatalogDepth::Names, CatalogDepth::Columns, CatalogDepth::Full }) {
        CatalogRequest request;
        request.depth = depth;
        const auto part = Context::must(connection->catalog(request), QStringLiteral("catalog"));
        const auto *hut = find(part, context.quirks, "hut");
        Context::expect(hut && hut->kind == ObjectKind::Table, QStringLiteral("the table hut is missing at depth %1").arg(int(depth)));
        Context::expect(part.request.depth == depth, QStringLiteral("the part says that it answers something else"));
        if (depth != CatalogDepth::Names)
            Context::expect(hut->columns.size() == 2, QStringLiteral("there are no columns at depth %1").arg(int(depth)));
        if (depth == CatalogDepth::Full && context.quirks.definesTables())
            Context::expect(std::ranges::any_of(hut->keys, &CatalogKey::primary), QStringLiteral("the primary key is no key"));
    }
}

void catalogTellsOddNames(Context &context)
{
    const auto connection = context.connect();
    QByteArrayList names { "with space", "do.t", "qu\"ote", "sin'gle", "emo🐘ji", "select", "per%cent" };
    names.removeIf([&](const QByteArray &name) { return !context.quirks.canName(name); });
    for (const auto &name : names) {
        const auto quoted = Context::quoted(*connection, name);
        Context::run(*connection, "CREATE TABLE " + quoted + " (" + quoted + " integer)");
    }
    const auto part = Context::must(connection->catalog({}), QStringLiteral("catalog"));
    for (const auto &name : names) {
        const auto *object = find(part, context.quirks, name.constData());
        Context::expect(object && object->columns.size() == 1 && object->columns[0].name == QString::fromUtf8(name),
            QString::fromUtf8(name) + QStringLiteral(" is told wrongly"));
    }
}

/// A script that leaves nothing behind where it fails, if the database can.
Result<void> runWhole(Connection &connection, const QByteArray &script)
{
    if (!connection.capabilities().testFlags(Capability::Transactions | Capability::TransactionalDdl))
        return Context::query(connection, script).transform([](const Rows &) {});
    if (const auto begun = connection.begin({}); !begun)
        return begun;
    if (const auto done = Context::query(connection, script); !done) {
        std::ignore = connection.rollback();
        return fail(done.error());
    }
    return connection.commit();
}

/// Runs the DDL of all objects, those that need others after them.
void rebuild(Connection &connection, const CatalogPart &part)
{
    QByteArrayList left;
    for (const auto &object : part.objects) {
        if (object.kind == ObjectKind::Table || object.kind == ObjectKind::View)
            left.append(object.ddl.toUtf8());
    }
    QString problem;
    for (auto before = left.size() + 1; !left.isEmpty() && left.size() < before;) {
        before = left.size();
        left.removeIf([&](const QByteArray &ddl) {
            const auto done = runWhole(connection, ddl);
            if (!done)
                problem = QString::fromUtf8(ddl) + QStringLiteral(": ") + done.error().toText();
            return done.has_value();
        });
    }
    Context::expect(left.isEmpty(), problem);
}

void ddlRebuildsTheSchema(Context &context)
{
    if (context.quirks.detailedSchema().isEmpty())
        throw Skipped { QStringLiteral("the database has no keys and indexes") };
    CatalogRequest request;
    request.includeDdl = true;
    request.scope.schema = context.quirks.defaultSchema();
    const auto original = [&] {
        const auto connection = context.connect();
        Context::runScript(*connection, context.quirks.detailedSchema());
        return Context::must(connection->catalog(request), QStringLiteral("catalog"));
    }();
    context.quirks.renew();
    const auto connection = context.connect();
    rebuild(*connection, original);
    const auto again = Context::must(connection->catalog(request), QStringLiteral("catalog"));
    Context::expect(again.objects.size() == original.objects.size(),
        QStringLiteral("%1 objects became %2").arg(original.objects.size()).arg(again.objects.size()));
    const auto *hut = find(again, context.quirks, "hut");
    const auto *bed = find(again, context.quirks, "bed");
    Context::expect(hut && bed, QStringLiteral("a table is missing"));
    expectKeys(*hut, *bed, context.quirks.detailedSchema().contains("CASCADE"));
}

constexpr std::array promises {
    Promise { "catalogTellsTheReferenceSchema", Capability::Catalog, catalogTellsTheReferenceSchema, {}, true },
    Promise { "catalogKeepsToItsScope", Capability::Catalog, catalogKeepsToItsScope, {}, true },
    Promise { "catalogIsOrdered", Capability::Catalog, catalogIsOrdered },
    Promise { "catalogTakesAConstantNumberOfStatements", Capability::Catalog, catalogTakesAConstantNumberOfStatements, Need::Tables },
    Promise { "catalogTellsKeysAndIndexes", Capability::Catalog, catalogTellsKeysAndIndexes, Need::Tables },
    Promise { "catalogGoesAsDeepAsAsked", Capability::Catalog, catalogGoesAsDeepAsAsked },
    Promise { "catalogTellsOddNames", Capability::Catalog, catalogTellsOddNames, Need::Tables },
    Promise { "ddlRebuildsTheSchema", { Capability::Catalog, Capability::CatalogDdl }, ddlRebuildsTheSchema, Need::Tables },
    Promise { "ddlOfTheCatalogRuns", { Capability::Catalog, Capability::CatalogDdl }, ddlOfTheCatalogRuns, Need::Tables, true },
};

} // namespace

std::span<const Promise> promisesOfCatalogs()
{
    return promises;
}

} // namespace dumbo::conformance
