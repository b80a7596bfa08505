#include "pqqueries.h"
#include "richschema.h"

#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"

#include <QTest>

#include <algorithm>

using namespace dumbo;
using namespace dumbo::postgresql;
using dumbo::test::PostgresServer;

namespace {

/// Lets single queries fail, as a server without a catalog or a role without rights does.
class FailingQueries final : public CatalogQueries
{
public:
    explicit FailingQueries(CatalogQueries &queries)
        : m_queries(queries)
    {
    }

    [[nodiscard]] std::vector<Result<TextRows>> run(std::span<const QByteArray> queries) override
    {
        auto results = m_queries.run(queries);
        for (std::size_t i = 0; i < results.size(); ++i) {
            const auto number = count++;
            if (!fails(number, queries[i]))
                continue;
            results[i] = dumbo::fail(kind, QStringLiteral("refused number %1").arg(number));
        }
        return results;
    }

    std::function<bool(int number, const QByteArray &query)> fails;
    ErrorKind kind = ErrorKind::InvalidOperation;
    int count = 0;

private:
    CatalogQueries &m_queries;
};

/// Says to be another server.
class DisguisedQueries final : public CatalogQueries
{
public:
    DisguisedQueries(CatalogQueries &queries, const QByteArray &version)
        : m_queries(queries)
        , m_version(version)
    {
    }

    [[nodiscard]] std::vector<Result<TextRows>> run(std::span<const QByteArray> queries) override
    {
        auto results = m_queries.run(queries);
        for (std::size_t i = 0; i < results.size(); ++i) {
            if (queries[i] != "SELECT version()" && queries[i] != "SHOW server_version")
                continue;
            TextRows said(1);
            said.append(queries[i] == "SELECT version()" ? "PostgreSQL " + m_version.toStdString() : m_version.toStdString());
            results[i] = std::move(said);
        }
        return results;
    }

private:
    CatalogQueries &m_queries;
    QByteArray m_version;
};

const CatalogObject *find(const CatalogPart &part, ObjectKind kind, const char *name, const char *schema = "shop")
{
    const auto found = std::ranges::find_if(part.objects, [&](const CatalogObject &object) {
        return object.kind == kind && object.path.name == QString::fromUtf8(name)
            && object.path.schema == QString::fromUtf8(schema);
    });
    return found == part.objects.end() ? nullptr : &*found;
}

const CatalogColumn *column(const CatalogObject *object, const char *name)
{
    const auto found = std::ranges::find(object->columns, QString::fromUtf8(name), &CatalogColumn::name);
    return found == object->columns.end() ? nullptr : &*found;
}

template <typename Parts>
auto part(const Parts &parts, const char *name)
{
    return std::ranges::find_if(parts, [&](const auto &entry) { return entry.name == QString::fromUtf8(name); });
}

QString propertyOf(const CatalogObject *object, const char *name)
{
    const auto found = std::ranges::find_if(
        object->properties, [&](const auto &entry) { return entry.first == QString::fromUtf8(name); });
    return found == object->properties.end() ? QString() : found->second;
}

CatalogPart read(CatalogQueries &queries, const CatalogRequest &request = {})
{
    auto made = readCatalog(request, queries);
    if (!made)
        qFatal("%s", qPrintable(made.error().toText()));
    return std::move(*made);
}

} // namespace

class TestPostgreSqlCatalog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tablesHaveTheirColumns();
    void keysConstraintsAndIndexesAreTold();
    void triggersAndPoliciesAreTold();
    void partitionsKnowTheirParentAndParentsTheirKey();
    void foreignTablesKnowTheirServer();
    void otherKindsAreThere();
    void functionsHaveSignatures();
    void commentsAndOwnersAreTold();
    void rolesAndOtherDatabasesComeOnRequest();
    void sizesComeOnRequestAndPartitionsAddUp();
    void systemObjectsComeOnRequest();
    void oneObjectIsReadAlone();
    void depthsReadLess();
    void theNumberOfQueriesDoesNotDependOnTheNumberOfTables();
    void objectsAreInOrder();
    void everyQueryMayFail_data();
    void everyQueryMayFail();
    void withoutTheCatalogNamesComeFromTheStandard();
    void aCancelIsAnError();
    void aShardThatIsDownIsAWarning();
    void olderServersAreNotAskedForNewColumns_data();
    void olderServersAreNotAskedForNewColumns();
    void aRoleWithoutRightsSeesNames();

private:
    PostgresServer *m_server = nullptr;
    QString m_database;
    std::unique_ptr<PqQueries> m_queries;
};

void TestPostgreSqlCatalog::initTestCase()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    m_server = *server;
    m_database = m_server->createDatabase();
    m_queries = std::make_unique<PqQueries>(m_server->url(m_database));
    QCOMPARE(m_queries->script(richSchema), QByteArray());
}

void TestPostgreSqlCatalog::tablesHaveTheirColumns()
{
    const auto all = read(*m_queries);
    QCOMPARE(all.warnings, QStringList());
    const auto *hut = find(all, ObjectKind::Table, "hut");
    QVERIFY(hut);
    QCOMPARE(hut->columns.size(), 15);
    QCOMPARE(hut->columns.front().name, QStringLiteral("id"));
    QCOMPARE(hut->columns.front().type, QStringLiteral("bigint"));
    QCOMPARE(hut->columns.front().identity, IdentityKind::Always);
    QCOMPARE(hut->columns.front().primaryKeyPosition, 1);
    QVERIFY(!hut->columns.front().nullable);
    QCOMPARE(column(hut, "feeling")->type, QStringLiteral("shop.mood"));
    QCOMPARE(column(hut, "code")->type, QStringLiteral("character varying(12)"));
    QCOMPARE(column(hut, "code")->collation, QStringLiteral("C"));
    QCOMPARE(column(hut, "code")->defaultExpression, QStringLiteral("'it''s'::character varying"));
    QCOMPARE(column(hut, "opened")->type, QStringLiteral("timestamp(3) with time zone"));
    QCOMPARE(column(hut, "beds")->type, QStringLiteral("integer[]"));
    QCOMPARE(column(hut, "slug")->generated, GeneratedKind::Stored);
    QCOMPARE(column(hut, "slug")->generatedExpression, QStringLiteral("shop.slug((name)::text)"));
    QVERIFY(column(hut, "slug")->defaultExpression.isEmpty());
    QVERIFY(column(hut, "Odd \"Name"));
    const auto *view = find(all, ObjectKind::View, "a_view_of_a_view");
    QCOMPARE(column(view, "huts")->comment, QStringLiteral("How many"));
    const auto *odd = find(all, ObjectKind::Table, "Odd \"Table", "Odd \"Schema");
    QCOMPARE(column(odd, "🐘")->type, QStringLiteral("text"));
}

void TestPostgreSqlCatalog::keysConstraintsAndIndexesAreTold()
{
    const auto all = read(*m_queries);
    const auto *hut = find(all, ObjectKind::Table, "hut");
    QCOMPARE(hut->keys.size(), 2);
    QCOMPARE(hut->keys[0], (CatalogKey { QStringLiteral("hut_key"), true, { QStringLiteral("id") } }));
    QCOMPARE(hut->keys[1], (CatalogKey { QStringLiteral("hut_name"), false, { QStringLiteral("name") } }));
    QCOMPARE(part(hut->checks, "sane")->expression, QStringLiteral("ticket > 0 AND name::text <> ''::text"));
    QVERIFY(part(hut->checks, "sane")->validated);
    QVERIFY(!part(hut->checks, "later")->validated);
    QVERIFY(!part(hut->foreignKeys, "hut_best")->validated);
    QVERIFY(part(hut->checks, "apart")->expression.startsWith(QStringLiteral("EXCLUDE USING gist")));
    const auto lower = part(hut->indexes, "hut_lower");
    QCOMPARE(lower->columns, (QStringList { QStringLiteral("lower(name::text)"), QStringLiteral("ticket") }));
    QCOMPARE(lower->predicate, QStringLiteral("ticket > 7"));
    QCOMPARE(lower->method, QStringLiteral("btree"));
    QVERIFY(!lower->implicit && !lower->unique);
    QVERIFY(part(hut->indexes, "hut_key")->implicit);
    QVERIFY(part(hut->indexes, "hut_code")->unique);
    const auto *bed = find(all, ObjectKind::Table, "bed");
    const auto key = part(bed->foreignKeys, "bed_hut");
    QCOMPARE(key->target, (ObjectPath { {}, QStringLiteral("shop"), QStringLiteral("hut") }));
    QCOMPARE(key->columns, QStringList { QStringLiteral("hut") });
    QCOMPARE(key->targetColumns, QStringList { QStringLiteral("id") });
    QCOMPARE(key->onUpdate, QStringLiteral("CASCADE"));
    QCOMPARE(key->onDelete, QStringLiteral("CASCADE"));
    QVERIFY(key->deferrable && key->initiallyDeferred);
    QCOMPARE(part(bed->foreignKeys, "bed_next")->columns,
        (QStringList { QStringLiteral("next_hut"), QStringLiteral("next_number") }));
}

void TestPostgreSqlCatalog::triggersAndPoliciesAreTold()
{
    const auto all = read(*m_queries);
    const auto *hut = find(all, ObjectKind::Table, "hut");
    const auto touch = part(hut->triggers, "hut_touch");
    QCOMPARE(touch->timing, QStringLiteral("BEFORE"));
    QCOMPARE(touch->events, (QStringList { QStringLiteral("INSERT"), QStringLiteral("UPDATE") }));
    QVERIFY(touch->enabled);
    QVERIFY(!part(hut->triggers, "hut_off")->enabled);
    QCOMPARE(find(all, ObjectKind::View, "high")->triggers.front().timing, QStringLiteral("INSTEAD OF"));
    const auto mine = part(hut->policies, "mine");
    QCOMPARE(mine->command, QStringLiteral("UPDATE"));
    QVERIFY(!mine->permissive);
    QCOMPARE(mine->roles, (QStringList { QStringLiteral("keeper"), QStringLiteral("postgres") }));
    QCOMPARE(mine->usingExpression, QStringLiteral("ticket > 5"));
    QCOMPARE(mine->checkExpression, QStringLiteral("ticket > 6"));
    QCOMPARE(part(hut->policies, "all_see")->roles, QStringList { QStringLiteral("public") });
    QCOMPARE(propertyOf(hut, "row security"), QStringLiteral("forced"));
}

void TestPostgreSqlCatalog::partitionsKnowTheirParentAndParentsTheirKey()
{
    for (const auto depth : { CatalogDepth::Names, CatalogDepth::Full }) {
        CatalogRequest request;
        request.depth = depth;
        const auto all = read(*m_queries, request);
        const auto *visit = find(all, ObjectKind::Table, "visit");
        QCOMPARE(visit->kindName, QStringLiteral("partitioned table"));
        QCOMPARE(visit->partitioning->key, QStringLiteral("RANGE (day)"));
        QVERIFY(visit->partitioning->parent.name.isEmpty());
        const auto *of2024 = find(all, ObjectKind::Table, "visit_2024");
        QCOMPARE(of2024->kindName, QStringLiteral("partition"));
        QCOMPARE(of2024->partitioning->parent, visit->path);
        QCOMPARE(of2024->partitioning->bounds, QStringLiteral("FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')"));
        const auto *of2025 = find(all, ObjectKind::Table, "visit_2025");
        QCOMPARE(of2025->partitioning->key, QStringLiteral("RANGE (id)"));
        QCOMPARE(of2025->partitioning->parent, visit->path);
        QCOMPARE(find(all, ObjectKind::Table, "visit_2025_high")->partitioning->parent, of2025->path);
        QCOMPARE(find(all, ObjectKind::Table, "visit_rest")->partitioning->bounds, QStringLiteral("DEFAULT"));
        QCOMPARE(find(all, ObjectKind::ForeignTable, "spread_1")->partitioning->parent.name, QStringLiteral("spread"));
        QVERIFY(!find(all, ObjectKind::Table, "dog")->partitioning);
    }
}

void TestPostgreSqlCatalog::foreignTablesKnowTheirServer()
{
    const auto all = read(*m_queries);
    const auto *distant = find(all, ObjectKind::ForeignTable, "distant");
    QCOMPARE(propertyOf(distant, "server"), QStringLiteral("far"));
    QCOMPARE(propertyOf(distant, "options"), QStringLiteral("table_name 'it''s'"));
    const auto *server = find(all, ObjectKind::Other, "far", "");
    QCOMPARE(server->kindName, QStringLiteral("foreign server"));
    QCOMPARE(propertyOf(server, "foreign-data wrapper"), QStringLiteral("postgres_fdw"));
}

void TestPostgreSqlCatalog::otherKindsAreThere()
{
    const auto all = read(*m_queries);
    QVERIFY(find(all, ObjectKind::MaterializedView, "per_mood"));
    QCOMPARE(find(all, ObjectKind::MaterializedView, "per_mood")->indexes.size(), 1);
    const auto *ticket = find(all, ObjectKind::Sequence, "ticket");
    QCOMPARE(propertyOf(ticket, "start"), QStringLiteral("100"));
    QCOMPARE(propertyOf(ticket, "cycle"), QStringLiteral("yes"));
    QCOMPARE(propertyOf(find(all, ObjectKind::Sequence, "hut_old_id_seq"), "owned by"), QStringLiteral("shop.hut.old_id"));
    const auto *mood = find(all, ObjectKind::Type, "mood");
    QCOMPARE(mood->kindName, QStringLiteral("enum"));
    QCOMPARE(propertyOf(mood, "labels"), QStringLiteral("happy, so so, sad, \"very\""));
    const auto *height = find(all, ObjectKind::Type, "height");
    QCOMPARE(propertyOf(height, "base type"), QStringLiteral("numeric(6,2)"));
    QCOMPARE(height->checks.size(), 2);
    const auto *place = find(all, ObjectKind::Type, "place");
    QCOMPARE(place->kindName, QStringLiteral("composite type"));
    QCOMPARE(place->columns.size(), 3);
    QCOMPARE(propertyOf(find(all, ObjectKind::Type, "span"), "subtype"), QStringLiteral("double precision"));
    const auto *hstore = find(all, ObjectKind::Extension, "hstore", "");
    QCOMPARE(propertyOf(hstore, "schema"), QStringLiteral("shop"));
    QCOMPARE(propertyOf(find(all, ObjectKind::Type, "hstore"), "extension"), QStringLiteral("hstore"));
    QVERIFY(find(all, ObjectKind::Schema, "", "Odd \"Schema"));
    QCOMPARE(propertyOf(find(all, ObjectKind::Table, "dog"), "inherits"), QStringLiteral("shop.animal"));
}

void TestPostgreSqlCatalog::functionsHaveSignatures()
{
    const auto all = read(*m_queries);
    QStringList slugs;
    for (const auto &object : all.objects) {
        if (object.path.name == QStringLiteral("slug"))
            slugs.append(object.signature);
    }
    QCOMPARE(slugs,
        (QStringList { QStringLiteral("(value integer) → text"), QStringLiteral("(value text, OUT made text) → text") }));
    QCOMPARE(find(all, ObjectKind::Procedure, "tidy")->signature,
        QStringLiteral("(IN days integer, VARIADIC names text[])"));
    QCOMPARE(find(all, ObjectKind::Function, "total")->kindName, QStringLiteral("aggregate"));
}

void TestPostgreSqlCatalog::commentsAndOwnersAreTold()
{
    const auto all = read(*m_queries);
    const auto *hut = find(all, ObjectKind::Table, "hut");
    QCOMPARE(hut->comment, QStringLiteral("A place to sleep"));
    QCOMPARE(hut->owner, QStringLiteral("postgres"));
    QCOMPARE(column(hut, "name")->comment, QStringLiteral("What's its name"));
    QCOMPARE(find(all, ObjectKind::Schema, "")->comment, QStringLiteral("What the shop's program needs \\ uses"));
    QCOMPARE(find(all, ObjectKind::Type, "mood")->comment, QStringLiteral("How one feels"));
    QCOMPARE(find(all, ObjectKind::Sequence, "ticket")->comment, QStringLiteral("Numbers of tickets"));
}

void TestPostgreSqlCatalog::rolesAndOtherDatabasesComeOnRequest()
{
    CatalogRequest request;
    request.depth = CatalogDepth::Names;
    QVERIFY(!find(read(*m_queries, request), ObjectKind::Role, "keeper", ""));
    request.includeServer = true;
    const auto all = read(*m_queries, request);
    QCOMPARE(propertyOf(find(all, ObjectKind::Role, "postgres", ""), "superuser"), QStringLiteral("yes"));
    QVERIFY(propertyOf(find(all, ObjectKind::Role, "keeper", ""), "may log in").isEmpty());
    QStringList databases;
    for (const auto &object : all.objects) {
        if (object.kind == ObjectKind::Database)
            databases.append(object.path.database);
    }
    QVERIFY(databases.contains(QStringLiteral("postgres")));
    QVERIFY(!databases.contains(m_database));
}

void TestPostgreSqlCatalog::sizesComeOnRequestAndPartitionsAddUp()
{
    QCOMPARE(m_queries->script("INSERT INTO shop.visit SELECT i, '2024-02-03', NULL, repeat('x', 100) FROM "
                               "generate_series(1, 1000) i; INSERT INTO shop.visit SELECT i, '2025-02-03', NULL, 'y' FROM "
                               "generate_series(1, 500) i; ANALYZE shop.visit_2024, shop.visit_2025_high, shop.visit_rest"),
        QByteArray());
    CatalogRequest request;
    QVERIFY(!find(read(*m_queries, request), ObjectKind::Table, "visit_2024")->sizeBytes);
    request.includeSizes = true;
    const auto all = read(*m_queries, request);
    const auto *visit = find(all, ObjectKind::Table, "visit");
    const auto sizeOf = [&](const char *name) { return find(all, ObjectKind::Table, name)->sizeBytes.value_or(-1); };
    QVERIFY(sizeOf("visit_2024") > 100000);
    QCOMPARE(visit->sizeBytes.value_or(-1), sizeOf("visit_2024") + sizeOf("visit_2025_high") + sizeOf("visit_rest"));
    QCOMPARE(find(all, ObjectKind::Table, "visit_2025")->rowEstimate.value_or(-1), 500);
}

void TestPostgreSqlCatalog::systemObjectsComeOnRequest()
{
    CatalogRequest request;
    request.depth = CatalogDepth::Names;
    QVERIFY(!find(read(*m_queries, request), ObjectKind::Table, "pg_class", "pg_catalog"));
    request.includeSystem = true;
    const auto all = read(*m_queries, request);
    QVERIFY(find(all, ObjectKind::Table, "pg_class", "pg_catalog")->system);
    QVERIFY(!find(all, ObjectKind::Table, "hut")->system);
    QCOMPARE(all.warnings, QStringList());
}

void TestPostgreSqlCatalog::oneObjectIsReadAlone()
{
    CatalogRequest request;
    request.scope = { {}, QStringLiteral("shop"), QStringLiteral("bed") };
    const auto alone = read(*m_queries, request);
    QCOMPARE(alone.objects.size(), 1);
    // What it refers to has its name, and texts that a look at one object wants are there.
    const auto &bed = alone.objects.front();
    auto whole = *find(read(*m_queries), ObjectKind::Table, "bed");
    QCOMPARE(bed.foreignKeys, whole.foreignKeys);
    QCOMPARE(bed.columns, whole.columns);
    request.scope = { m_database, QStringLiteral("shop"), QStringLiteral("visit_2024") };
    const auto partition = read(*m_queries, request);
    QCOMPARE(partition.objects.front().partitioning->parent.name, QStringLiteral("visit"));
    request.scope.database = QStringLiteral("another");
    QVERIFY(read(*m_queries, request).objects.empty());
}

void TestPostgreSqlCatalog::depthsReadLess()
{
    CatalogRequest request;
    request.depth = CatalogDepth::Names;
    const auto names = read(*m_queries, request);
    QVERIFY(find(names, ObjectKind::Table, "hut")->columns.empty());
    QCOMPARE(find(names, ObjectKind::Table, "hut")->comment, QStringLiteral("A place to sleep"));
    request.depth = CatalogDepth::Columns;
    const auto columns = read(*m_queries, request);
    QCOMPARE(find(columns, ObjectKind::Table, "hut")->columns.size(), 15);
    QCOMPARE(column(find(columns, ObjectKind::Table, "bed"), "number")->primaryKeyPosition, 2);
    QVERIFY(find(columns, ObjectKind::Table, "hut")->indexes.empty());
}

void TestPostgreSqlCatalog::theNumberOfQueriesDoesNotDependOnTheNumberOfTables()
{
    const auto cost = [&](const QString &database) {
        PqQueries queries(m_server->url(database));
        CatalogRequest request;
        request.includeDdl = true;
        request.includeSizes = true;
        std::ignore = read(queries, request);
        return std::pair(queries.calls, queries.sent.size());
    };
    const auto few = m_server->createDatabase();
    PqQueries filling(m_server->url(few));
    QCOMPARE(filling.script("CREATE TABLE one (id integer)"), QByteArray());
    QCOMPARE(cost(m_database), cost(few));
    QVERIFY(cost(few).first <= 4);
}

void TestPostgreSqlCatalog::objectsAreInOrder()
{
    const auto all = read(*m_queries);
    QVERIFY(std::ranges::is_sorted(all.objects, {}, [](const CatalogObject &object) {
        return std::tie(object.path.database, object.path.schema, object.kind, object.path.name);
    }));
}

void TestPostgreSqlCatalog::everyQueryMayFail_data()
{
    CatalogRequest request;
    request.includeDdl = true;
    request.includeSizes = true;
    request.includeServer = true;
    FailingQueries counting(*m_queries);
    counting.fails = [](int, const QByteArray &) { return false; };
    std::ignore = read(counting, request);
    QTest::addColumn<int>("number");
    for (int number = 0; number < counting.count; ++number)
        QTest::addRow("query %d", number) << number;
}

void TestPostgreSqlCatalog::everyQueryMayFail()
{
    QFETCH(const int, number);
    CatalogRequest request;
    request.includeDdl = true;
    request.includeSizes = true;
    request.includeServer = true;
    FailingQueries failing(*m_queries);
    failing.fails = [&](int asked, const QByteArray &) { return asked == number; };
    const auto all = read(failing, request);
    // The first four only say which server it is; the last puts something back.
    QVERIFY(all.warnings.size() <= 1);
    if (!all.warnings.isEmpty())
        QVERIFY2(all.warnings.front().contains(QStringLiteral("could not be read: refused number %1").arg(number)),
            qPrintable(all.warnings.front()));
    QVERIFY(all.warnings.size() == 1 || number < 4 || number == failing.count - 1);
    // Whatever failed, tables have names.
    QVERIFY(find(all, ObjectKind::Table, "hut"));
    QVERIFY(find(all, ObjectKind::Table, "visit_2024"));
}

void TestPostgreSqlCatalog::withoutTheCatalogNamesComeFromTheStandard()
{
    FailingQueries failing(*m_queries);
    failing.fails = [](int, const QByteArray &query) { return query.contains("pg_catalog."); };
    const auto all = read(failing);
    const auto *hut = find(all, ObjectKind::Table, "hut");
    QVERIFY(hut);
    QCOMPARE(hut->columns.size(), 15);
    QCOMPARE(column(hut, "code")->type, QStringLiteral("character varying"));
    QVERIFY(!column(hut, "id")->nullable);
    QVERIFY(find(all, ObjectKind::View, "high"));
    QVERIFY(!find(all, ObjectKind::Table, "pg_class", "pg_catalog"));
    QVERIFY(all.warnings.size() > 5);
}

void TestPostgreSqlCatalog::aCancelIsAnError()
{
    FailingQueries failing(*m_queries);
    failing.kind = ErrorKind::Cancelled;
    failing.fails = [](int number, const QByteArray &) { return number == 9; };
    const auto all = readCatalog({}, failing);
    QVERIFY(!all && all.error().isCancelled());
}

void TestPostgreSqlCatalog::aShardThatIsDownIsAWarning()
{
    FailingQueries failing(*m_queries);
    failing.kind = ErrorKind::Connection;
    failing.fails = [](int number, const QByteArray &) { return number == 9; };
    QCOMPARE(read(failing).warnings.size(), 1);
    // But a connection that says nothing any more is lost.
    failing.count = 0;
    failing.fails = [](int number, const QByteArray &) { return number >= 9; };
    const auto lost = readCatalog({}, failing);
    QVERIFY(!lost && lost.error().kind() == ErrorKind::Connection);
}

void TestPostgreSqlCatalog::olderServersAreNotAskedForNewColumns_data()
{
    QTest::addColumn<QByteArray>("version");
    for (const auto *version : { "11.22", "12.20", "13.23", "14.20", "15.10", "16.5" })
        QTest::newRow(version) << QByteArray(version);
}

void TestPostgreSqlCatalog::olderServersAreNotAskedForNewColumns()
{
    QFETCH(const QByteArray, version);
    DisguisedQueries disguised(*m_queries, version);
    CatalogRequest request;
    request.includeDdl = true;
    const auto all = read(disguised, request);
    QCOMPARE(all.warnings, QStringList());
    const auto *hut = find(all, ObjectKind::Table, "hut");
    QCOMPARE(hut->columns.size(), 15);
    QCOMPARE(column(hut, "slug")->generated, version < "12" ? GeneratedKind::None : GeneratedKind::Stored);
    QVERIFY(!find(all, ObjectKind::Table, "visit")->ddl.isEmpty());
}

void TestPostgreSqlCatalog::aRoleWithoutRightsSeesNames()
{
    QCOMPARE(m_queries->script("DO $$ BEGIN CREATE ROLE stranger LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$"),
        QByteArray());
    PqQueries queries(m_server->url(m_database));
    QCOMPARE(queries.script("SET ROLE stranger"), QByteArray());
    CatalogRequest request;
    request.includeDdl = true;
    const auto all = read(queries, request);
    QCOMPARE(find(all, ObjectKind::Table, "hut")->columns.size(), 15);
    QCOMPARE(all.warnings, QStringList());
}

QTEST_GUILESS_MAIN(TestPostgreSqlCatalog)
#include "tst_postgresqlcatalog.moc"
