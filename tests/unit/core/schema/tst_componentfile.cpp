#include "core/schema/componentfile.h"

#include "tests/unit/core/sql/dialects.h"

#include <QJsonArray>
#include <QTemporaryDir>

#include <sqlite3.h>

using namespace dumbo;
using namespace dumbo::testing;
using namespace Qt::StringLiterals;

namespace {

QByteArray contents(const QString &path)
{
    QFile file(qEnvironmentVariable("DUMBO_SOURCE_DIR") + u'/' + path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QJsonObject schemaOfTheFormat()
{
    return QJsonDocument::fromJson(contents(u"resources/schemas/schema-components.schema.json"_s)).object();
}

/// A text that holds components, with ' for ".
QByteArray components(QByteArray members)
{
    return "{\n\"schemaComponents\": 1,\n" + members.replace('\'', '"') + "\n}";
}

/// "line: message" of everything that is wrong.
QStringList faults(const QByteArray &json, const Dialect &dialect = postgresql(), const std::vector<ComponentOffer> &offers = {})
{
    QTemporaryDir folder;
    const auto path = folder.filePath(u"shop.json"_s);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return { file.errorString() };
    file.write(json);
    file.close();
    const auto set = readComponentMigrations(path, dialect, offers);
    if (!set)
        return { set.error().message().remove(folder.path() + u'/') };
    QStringList result;
    for (const auto &problem : set->problems)
        result.append(u"%1: %2"_s.arg(problem.line).arg(problem.message));
    return result;
}

/// Whether the value is as the schema says: the words of JSON Schema that our schema uses.
bool isValid(const QJsonValue &value, const QJsonObject &schema, const QJsonObject &root)
{
    if (const auto reference = schema.value(u"$ref"_s).toString(); !reference.isEmpty())
        return isValid(value, root.value(u"$defs"_s).toObject().value(reference.section(u'/', -1)).toObject(), root);
    if (const auto alternatives = schema.value(u"oneOf"_s).toArray(); !alternatives.isEmpty())
        return std::ranges::count_if(alternatives, [&](const QJsonValue &each) { return isValid(value, each.toObject(), root); }) == 1;
    if (schema.contains(u"const"_s) && value != schema.value(u"const"_s))
        return false;
    if (schema.contains(u"enum"_s) && !schema.value(u"enum"_s).toArray().contains(value))
        return false;
    static const QHash<QJsonValue::Type, QString> names { { QJsonValue::String, u"string"_s }, { QJsonValue::Bool, u"boolean"_s },
        { QJsonValue::Double, u"number"_s }, { QJsonValue::Null, u"null"_s }, { QJsonValue::Array, u"array"_s }, { QJsonValue::Object, u"object"_s } };
    const auto type = schema.value(u"type"_s);
    if (type.isString() && type.toString() != names.value(value.type()))
        return false;
    if (type.isArray() && !type.toArray().contains(names.value(value.type())))
        return false;
    for (const auto &element : value.toArray()) {
        if (!isValid(element, schema.value(u"items"_s).toObject(), root))
            return false;
    }
    const auto object = value.toObject();
    const auto properties = schema.value(u"properties"_s).toObject();
    for (const auto &required : schema.value(u"required"_s).toArray()) {
        if (!object.contains(required.toString()))
            return false;
    }
    for (auto member = object.begin(); member != object.end(); ++member) {
        const auto others = schema.value(u"additionalProperties"_s);
        if (properties.contains(member.key()) ? !isValid(member.value(), properties.value(member.key()).toObject(), root)
                                              : others.isBool() || !isValid(member.value(), others.toObject(), root))
            return false;
    }
    return true;
}

/// Every property of the schema that the value uses, as "definition.property".
void collect(const QJsonValue &value, const QJsonObject &schema, const QJsonObject &root, const QString &name, QSet<QString> &used)
{
    if (const auto reference = schema.value(u"$ref"_s).toString(); !reference.isEmpty()) {
        const auto definition = reference.section(u'/', -1);
        return collect(value, root.value(u"$defs"_s).toObject().value(definition).toObject(), root, definition, used);
    }
    for (const auto &each : schema.value(u"oneOf"_s).toArray()) {
        if (isValid(value, each.toObject(), root))
            collect(value, each.toObject(), root, name, used);
    }
    for (const auto &element : value.toArray())
        collect(element, schema.value(u"items"_s).toObject(), root, name, used);
    const auto properties = schema.value(u"properties"_s).toObject();
    const auto object = value.toObject();
    for (auto member = object.begin(); member != object.end(); ++member) {
        used.insert(name + u'.' + member.key());
        collect(member.value(), properties.value(member.key()).toObject(), root, name, used);
    }
}

} // namespace

class tst_ComponentFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theSchemaDescribesWhatIsRead();
    void theSampleIsAsTheSchemaSaysAndRunsEverywhere();
    void aFileIsASourceOfMigrations();
    void aSyntaxErrorTellsItsLine();
    void otherJsonIsRefusedWithAWayOut();
    void anUnknownKeyTellsWhereAndWhatWasMeant();
    void aValueOfAWrongTypeTellsWhereAndWhatIsWanted();
    void aSlipInADatabaseTypeIsSeen();
    void aKeyTwiceIsAProblem();
    void whatIsMissingIsSaidAtItsComponent();
    void aBrokenRelationshipTellsItsLine();
    void aTypeOfAnOfferWithoutItsExtensionIsAHint();
    void anOfferFillsAnExtensionThatHasOnlyItsName();
    void aMissingFileIsNotFound();
};

void tst_ComponentFile::theSchemaDescribesWhatIsRead()
{
    const auto json = contents(u"tests/data/components/full.json"_s);
    const auto file = parseComponents(json, u"full.json"_s);
    QVERIFY(file.has_value());
    for (const auto &problem : file->problems)
        QFAIL(qPrintable(file->located(problem).message));
    const auto schema = schemaOfTheFormat();
    const auto value = QJsonDocument::fromJson(json).object();
    QVERIFY(isValid(value, schema, schema));
    QSet<QString> used;
    collect(value, schema, schema, u"root"_s, used);
    auto definitions = schema.value(u"$defs"_s).toObject();
    definitions.insert(u"root"_s, schema);
    for (auto definition = definitions.begin(); definition != definitions.end(); ++definition) {
        for (const auto &property : definition->toObject().value(u"properties"_s).toObject().keys())
            QVERIFY2(used.contains(definition.key() + u'.' + property), qPrintable(definition.key() + u'.' + property));
    }
    const auto resolved = resolveComponents(file->root, postgresql());
    for (const auto &problem : resolved.problems)
        QFAIL(qPrintable(problem.message));
}

void tst_ComponentFile::theSampleIsAsTheSchemaSaysAndRunsEverywhere()
{
    const auto schema = schemaOfTheFormat();
    QVERIFY(isValid(QJsonDocument::fromJson(sampleComponentFile()).object(), schema, schema));
    for (const auto &dialect : { postgresql(), sqlite(), shippedDialect(u"mysql"_s) })
        QCOMPARE(faults(sampleComponentFile(), dialect), QStringList());
    sqlite3 *handle = nullptr;
    sqlite3_open(":memory:", &handle);
    const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> owned(handle, &sqlite3_close);
    const auto file = parseComponents(sampleComponentFile(), u"sample.json"_s);
    for (const auto &migration : resolveComponents(file->root, sqlite()).migrations) {
        for (const auto &statement : migration.up)
            QCOMPARE(sqlite3_exec(handle, statement.text.constData(), nullptr, nullptr, nullptr), SQLITE_OK);
    }
}

void tst_ComponentFile::aFileIsASourceOfMigrations()
{
    const auto path = qEnvironmentVariable("DUMBO_SOURCE_DIR") + u"/tests/data/components/full.json"_s;
    const auto set = readComponentMigrations(path, postgresql());
    QVERIFY(set.has_value());
    QCOMPARE(set->layout, u"components"_s);
    QCOMPARE(set->path, path);
    QVERIFY(set->problems.empty());
    QStringList names;
    for (const auto &migration : set->migrations)
        names.append(migration.name);
    QCOMPARE(names,
        (QStringList { u"by hand"_s, u"extension:citext:create"_s, u"audit by hand"_s, u"schema:audit:create"_s, u"table:log:create"_s, u"schema:crm:create"_s,
            u"extension:crm:pg_trgm:create"_s, u"table:people:crm:customers:create"_s, u"column:crm:customers:phone:create"_s, u"hand by hand"_s,
            u"index:report:crm:customers:customers_since:create"_s, u"index:crm:customers:customers_expr_idx:create"_s, u"table:crm:orders:create"_s,
            u"relationship:crm:orders:who:create"_s }));
    QCOMPARE(set->migrations.front().down.front().text, "SELECT 0");
    QVERIFY(contents(u"tests/data/components/full.json"_s).split('\n')[set->migrations.front().up.front().line - 1].contains('{'));
    QVERIFY(!set->migrations[10].inTransaction);
}

void tst_ComponentFile::aSyntaxErrorTellsItsLine()
{
    const auto found = faults("{\n\"schemaComponents\": 1,\n\"tables\": [\n}");
    QCOMPARE(found.size(), 1);
    QVERIFY2(found.front().startsWith(u"shop.json, line 4: this is no JSON"_s), qPrintable(found.front()));
}

void tst_ComponentFile::otherJsonIsRefusedWithAWayOut()
{
    QVERIFY(faults("[1]").front().contains(u"\"dumbo config sample\""_s));
    QVERIFY(faults("{\"schemaComponents\": 2}").front().contains(u"this program reads 1"_s));
    QVERIFY(isComponentFile("{\"schemaComponents\": 1}"));
    QVERIFY(!isComponentFile("{\"version\": 1}"));
}

void tst_ComponentFile::anUnknownKeyTellsWhereAndWhatWasMeant()
{
    QCOMPARE(faults(components("'tables': [\n{ 'name': 'a',\n'colums': [] }]")),
        QStringList { u"5: A table has no \"colums\". Did you mean \"columns\"? (at /tables/0/colums)"_s });
    QVERIFY(faults(components("'zebra': 1")).front().contains(u"Possible are: schemaComponents, name, extensions"_s));
}

void tst_ComponentFile::aValueOfAWrongTypeTellsWhereAndWhatIsWanted()
{
    QCOMPARE(faults(components("'tables': {}")), QStringList { u"3: \"tables\" must be a list, not an object. (at /tables)"_s });
    QCOMPARE(faults(components("'tables': [\n7]")).front(), u"4: A table must be an object, not a number. (at /tables/0)"_s);
    QCOMPARE(faults(components("'tables': [{ 'name': 'a', 'columns': [\n{ 'name': 'b', 'type': 'text',\n'notNull': 'yes' }] }]")),
        QStringList { u"5: \"notNull\" must be true or false, not a text. (at /tables/0/columns/0/notNull)"_s });
    QCOMPARE(faults(components("'migrations': [{ 'name': 'm', 'sql': 5 }]")).size(), 1);
}

void tst_ComponentFile::aSlipInADatabaseTypeIsSeen()
{
    const auto found = faults(components("'migrations': [{ 'name': 'm', 'sql': { 'Postgresql': 'SELECT 1', 'DuckDB': 'SELECT 1' } }]"));
    QCOMPARE(found, QStringList { u"3: \"Postgresql\" is no database type. Did you mean \"PostgreSQL\"? (at /migrations/0/sql/Postgresql)"_s });
}

void tst_ComponentFile::aKeyTwiceIsAProblem()
{
    QVERIFY(faults(components("'name': 'a',\n'name': 'b'")).front().contains(u"\"name\" is said twice"_s));
}

void tst_ComponentFile::whatIsMissingIsSaidAtItsComponent()
{
    QCOMPARE(faults(components("'tables': [\n\n{ 'columns': [{ 'name': 'a' }] }]")),
        (QStringList { u"5: A table needs a \"name\". (at /tables/0)"_s, u"5: Column \"a\" needs a \"type\". (at /tables/0/columns/0)"_s }));
}

void tst_ComponentFile::aBrokenRelationshipTellsItsLine()
{
    const auto found = faults(components("'tables': [{ 'name': 'a', 'columns': [{ 'name': 'b', 'type': 'text' }],\n'relationships': [\n"
                                         "{ 'columns': ['b'], 'references': { 'table': 'c' } }] }]"));
    QCOMPARE(found.size(), 1);
    QVERIFY2(found.front().startsWith(u"5: Relationship a_b_fkey of table a refers to table c"_s) && found.front().endsWith(u"(at /tables/0/relationships/0)"_s),
        qPrintable(found.front()));
}

void tst_ComponentFile::aTypeOfAnOfferWithoutItsExtensionIsAHint()
{
    ComponentOffer offer;
    offer.name = u"PostGIS"_s;
    offer.create = u"postgis"_s;
    offer.types.push_back({ u"geometry"_s, {}, {}, {} });
    const QByteArray table = "'tables': [{ 'name': 'a', 'columns': [{ 'name': 'b', 'type': 'geometry(Point, 4326)' }] }]";
    const auto found = faults(components(table), postgresql(), { offer });
    QCOMPARE(found.size(), 1);
    QVERIFY2(found.front().contains(u"which PostGIS brings"_s), qPrintable(found.front()));
    QVERIFY(faults(components(table + ", 'extensions': ['postgis']"), postgresql(), { offer }).isEmpty());
}

void tst_ComponentFile::anOfferFillsAnExtensionThatHasOnlyItsName()
{
    ComponentOffer offer;
    offer.name = u"Clock"_s;
    offer.migrations.push_back({ u"clock 1"_s, { "CREATE TABLE clock (t text)" }, { "DROP TABLE clock" } });
    const auto file = parseComponents(components("'extensions': ['clock']"), u"x"_s);
    const auto resolved = resolveComponents(file->root, sqlite(), { offer });
    QVERIFY(resolved.problems.empty());
    QCOMPARE(resolved.migrations.size(), 1);
    QCOMPARE(resolved.migrations.front().down.front().text, "DROP TABLE clock");
}

void tst_ComponentFile::aMissingFileIsNotFound()
{
    const auto read = readComponents(u"/nowhere/shop.json"_s);
    QVERIFY(!read);
    QCOMPARE(read.error().kind(), ErrorKind::NotFound);
}

QTEST_GUILESS_MAIN(tst_ComponentFile)
#include "tst_componentfile.moc"
