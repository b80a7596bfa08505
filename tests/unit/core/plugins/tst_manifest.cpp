#include "core/plugins/manifest.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <functional>

using namespace dumbo;

namespace {

/// A step of a path into JSON: a key, or an index where the key is empty.
struct Step {
    QString key;
    qsizetype index = 0;
};
using Path = QList<Step>;

QJsonValue changed(const QJsonValue &value, const Path &path, const std::function<void(QJsonObject &, const QString &)> &change)
{
    const auto &step = path.first();
    if (step.key.isEmpty()) {
        auto array = value.toArray();
        array[step.index] = changed(array.at(step.index), path.sliced(1), change);
        return array;
    }
    auto object = value.toObject();
    if (path.size() == 1)
        change(object, step.key);
    else
        object[step.key] = changed(object.value(step.key), path.sliced(1), change);
    return object;
}

QString pathText(const Path &path)
{
    QString text;
    for (const auto &step : path) {
        if (step.key.isEmpty())
            text += QStringLiteral("[%1]").arg(step.index);
        else
            text += (text.isEmpty() ? QString() : QStringLiteral(".")) + step.key;
    }
    return text;
}

QJsonObject readSchema()
{
    QFile file(qEnvironmentVariable("DUMBO_SOURCE_DIR") + QStringLiteral("/resources/schemas/driver-manifest.schema.json"));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

/// A manifest in which every key of the schema stands.
QJsonObject fullManifest()
{
    auto dialect = Dialect().toJson();
    dialect[QStringLiteral("databaseType")] = QStringLiteral("Elephant");
    // With ' for ", which stands better in C++.
    QByteArray json =
        "{"
        "'id': 'org.example.elephant', 'name': 'Elephant', 'version': '1.2.3', 'vendor': 'The Mahouts', 'description': 'Never forgets',"
        "'licence': 'MIT', 'homepage': 'https://example.org',"
        "'build': { 'sdkAbi': 1, 'architecture': 'Linux x86_64', 'standardLibrary': 'libstdc++ cxx11', 'compilerAbi': 'itanium', 'qt': '6.8.2' },"
        "'connectors': [{"
        "'connector': 'Elephant:herd', 'name': 'Elephant herd', 'priority': 50, 'schemes': ['elephant'],"
        "'suffixes': ['ele'], 'specialPaths': [':trunk:'], 'magic': [{ 'offset': 4, 'hex': 'CAFE01' }], 'pathOption': 'file', 'databaseOption': 'mode',"
        "'options': ["
        "{ 'name': 'mode', 'label': 'Mode', 'help': 'How', 'group': 'More', 'type': 'choice', 'default': 'walk', 'required': true, 'choices': ['walk', 'run'] },"
        "{ 'name': 'file', 'type': 'file' }, { 'name': 'port', 'type': 'port', 'default': 17 },"
        "{ 'name': 'tame', 'type': 'boolean', 'default': true }, { 'name': 'word', 'type': 'secret' }"
        "],"
        "'capabilities': ['cancel', 'streaming'], 'extensions': [{ 'name': 'explain', 'version': 2 }]"
        "}]"
        "}";
    json.replace('\'', '"');
    auto manifest = QJsonDocument::fromJson(json).object();
    auto connectors = manifest.value(QStringLiteral("connectors")).toArray();
    auto connector = connectors.first().toObject();
    connector[QStringLiteral("dialect")] = dialect;
    connectors[0] = connector;
    manifest[QStringLiteral("connectors")] = connectors;
    return manifest;
}

/// Calls visit(path, schema of the value, whether it is required) for each property of the schema.
void walk(const QJsonObject &schema, const Path &path,
    const std::function<void(const Path &, const QJsonObject &, bool)> &visit)
{
    const auto properties = schema.value(QStringLiteral("properties")).toObject();
    const auto required = schema.value(QStringLiteral("required")).toArray();
    for (auto property = properties.begin(); property != properties.end(); ++property) {
        const auto inner = property->toObject();
        const auto place = path + Path { { property.key(), 0 } };
        visit(place, inner, required.contains(property.key()));
        walk(inner, place, visit);
        const auto items = inner.value(QStringLiteral("items")).toObject();
        if (items.contains(QStringLiteral("properties")))
            walk(items, place + Path { { QString(), 0 } }, visit);
    }
}

QJsonValue valueAt(QJsonValue value, const Path &path)
{
    for (const auto &step : path)
        value = step.key.isEmpty() ? value.toArray().at(step.index) : value.toObject().value(step.key);
    return value;
}

/// Something that no schema of ours allows in this place.
QJsonValue wrongFor(const QJsonValue &right)
{
    return right.isObject() ? QJsonValue(QStringLiteral("not an object")) : QJsonValue(QJsonObject());
}

QString faultOf(const QJsonValue &manifest)
{
    const auto parsed = Manifest::fromJson(manifest.toObject());
    return parsed ? QString() : parsed.error().message();
}

/// Manifest with one key of the connector, or of an option of it, replaced.
QString faultWith(const Path &path, const QJsonValue &value)
{
    return faultOf(changed(fullManifest(), path, [&](QJsonObject &object, const QString &key) { object[key] = value; }));
}

const Path connectorPath { { QStringLiteral("connectors"), 0 }, { QString(), 0 } };

} // namespace

/// The manifest of a driver, and that parser and schema mean the same.
class TestManifest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyKeyIsRead();
    void schemaAndParserKnowTheSameKeys();
    void requiredKeysAreMissed();
    void wrongTypesAreNamedWithTheirPath();
    void enumerationsAgreeWithTheSchema();
    void unknownKeysAreIgnored();
    void faultsSayWhatIsExpected_data();
    void faultsSayWhatIsExpected();
};

void TestManifest::everyKeyIsRead()
{
    const auto parsed = Manifest::fromJson(fullManifest());
    QVERIFY2(parsed, qPrintable(parsed ? QString() : parsed.error().message()));
    QCOMPARE(parsed->id, QStringLiteral("org.example.elephant"));
    QCOMPARE(parsed->vendor, QStringLiteral("The Mahouts"));
    QCOMPARE(parsed->homepage, QStringLiteral("https://example.org"));
    QCOMPARE(parsed->build.qt, QStringLiteral("6.8.2"));
    const auto &connector = parsed->connectors.first();
    QCOMPARE(connector.connector.toText(), QStringLiteral("Elephant:herd"));
    QCOMPARE(connector.priority, 50);
    QCOMPARE(connector.magic.first(), (MagicBytes { 4, QByteArray::fromHex("cafe01") }));
    QCOMPARE(connector.specialPaths, QStringList(":trunk:"));
    QCOMPARE(connector.capabilities, Capability::Cancel | Capability::Streaming);
    QCOMPARE(connector.extensions.first(), (ExtensionId { QStringLiteral("explain"), 2 }));
    QCOMPARE(connector.dialect.databaseType, QStringLiteral("Elephant"));
    const auto mode = connector.option(u"mode");
    QVERIFY(mode);
    QCOMPARE(mode->choices, QStringList({ "walk", "run" }));
    QVERIFY(mode->required);
    QCOMPARE(std::get<QString>(*mode->defaultValue), QStringLiteral("walk"));
    QCOMPARE(connector.option(u"file")->label, QStringLiteral("file"));
    QCOMPARE(std::get<qint64>(*connector.option(u"port")->defaultValue), 17);
    QVERIFY(!connector.option(u"none"));
}

void TestManifest::schemaAndParserKnowTheSameKeys()
{
    const auto manifest = fullManifest();
    QStringList inSchema;
    walk(readSchema(), {}, [&](const Path &path, const QJsonObject &, bool) {
        QVERIFY2(!valueAt(manifest, path).isUndefined(), qPrintable(pathText(path)));
        inSchema.append(pathText(path));
    });
    QVERIFY(inSchema.size() > 60);
    // And what the parser reads of a dialect is in the schema.
    const auto dialect = Dialect().toJson();
    const auto prefix = QStringLiteral("connectors[0].dialect.");
    for (auto key = dialect.begin(); key != dialect.end(); ++key) {
        QVERIFY2(inSchema.contains(prefix + key.key()), qPrintable(key.key()));
        const auto inner = key->toObject();
        for (auto innerKey = inner.begin(); innerKey != inner.end(); ++innerKey)
            QVERIFY2(inSchema.contains(prefix + key.key() + u'.' + innerKey.key()), qPrintable(innerKey.key()));
    }
}

void TestManifest::requiredKeysAreMissed()
{
    walk(readSchema(), {}, [&](const Path &path, const QJsonObject &, bool required) {
        const auto without = changed(fullManifest(), path, [](QJsonObject &object, const QString &key) { object.remove(key); });
        const auto fault = faultOf(without);
        // Keys that other keys depend on, which the schema does not say: choices with their type, options with pathOption and databaseOption.
        static const QStringList dependedOn { QStringLiteral("choices"), QStringLiteral("type"), QStringLiteral("options") };
        const auto expected = required || dependedOn.contains(path.last().key);
        QVERIFY2(fault.isEmpty() != expected, qPrintable(pathText(path) + QStringLiteral(": ") + fault));
        if (required)
            QVERIFY2(fault.startsWith(pathText(path)) && fault.endsWith(QStringLiteral("found nothing")), qPrintable(fault));
    });
}

void TestManifest::wrongTypesAreNamedWithTheirPath()
{
    walk(readSchema(), {}, [&](const Path &path, const QJsonObject &, bool) {
        const auto wrong = changed(fullManifest(), path,
            [](QJsonObject &object, const QString &key) { object[key] = wrongFor(object.value(key)); });
        const auto fault = faultOf(wrong);
        const auto isInDialect = pathText(path).contains(QStringLiteral(".dialect."));
        QVERIFY2(isInDialect ? fault.contains(path.last().key) : fault.startsWith(pathText(path) + u':'),
            qPrintable(pathText(path) + QStringLiteral(" -> ") + fault));
    });
}

void TestManifest::enumerationsAgreeWithTheSchema()
{
    QStringList capabilities;
    for (const auto capability : allCapabilities())
        capabilities.append(capabilityName(capability));
    QStringList types;
    for (int type = 0; type <= int(OptionDescription::Type::Port); ++type)
        types.append(optionTypeName(OptionDescription::Type(type)));
    int seen = 0;
    walk(readSchema(), {}, [&](const Path &path, const QJsonObject &schema, bool) {
        if (path.last().key == QLatin1StringView("capabilities")) {
            const auto inSchema = schema.value(QStringLiteral("items")).toObject().value(QStringLiteral("enum"));
            QCOMPARE(inSchema.toArray(), QJsonArray::fromStringList(capabilities));
            ++seen;
        } else if (path.last().key == QLatin1StringView("type")) {
            QCOMPARE(schema.value(QStringLiteral("enum")).toArray(), QJsonArray::fromStringList(types));
            ++seen;
        }
    });
    QCOMPARE(seen, 2);
}

void TestManifest::unknownKeysAreIgnored()
{
    QCOMPARE(faultWith({ { QStringLiteral("future"), 0 } }, 7), QString());
    QCOMPARE(faultWith(connectorPath + Path { { QStringLiteral("future"), 0 } }, QJsonArray { 1 }), QString());
}

void TestManifest::faultsSayWhatIsExpected_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *key, const QJsonValue &value, const char *words) {
        QTest::newRow(words) << QString::fromLatin1(key) << value << QString::fromLatin1(words);
    };
    row("connector", QStringLiteral("no colon"), "expected a text like \"SQLite:sqlite3\", found the text \"no colon\"");
    row("priority", 1.5, "expected a whole number, found the number 1.5");
    row("schemes", QJsonArray { QStringLiteral("Upper") }, "expected lower case");
    row("schemes", QJsonArray { 3 }, "expected a list of texts");
    row("pathOption", QStringLiteral("nowhere"), "expected the name of an option");
    row("pathOption", QStringLiteral("word"), "found \"word\"");
    row("databaseOption", QStringLiteral("nowhere"), "databaseOption: expected the name of an option");
    row("capabilities", QJsonArray { QStringLiteral("fly") }, "there is no capability \"fly\"");
    row("magic", QJsonArray { QJsonObject { { QStringLiteral("hex"), QStringLiteral("xyz") } } }, "magic[0].hex: expected pairs");
    row("magic", QJsonArray { 1 }, "magic[0]: expected an object");
    row("dialect", QJsonObject { { QStringLiteral("databaseType"), QStringLiteral("Mouse") } }, "found \"Mouse\"");
    row("options", QJsonArray { QJsonObject { { QStringLiteral("name"), QStringLiteral("a") }, { QStringLiteral("type"), QStringLiteral("port") }, { QStringLiteral("default"), 70000 } } },
        "options[0].default: expected a value of the option's type (port), found the number 70000");
    row("options", QJsonArray { QJsonObject { { QStringLiteral("name"), QStringLiteral("a") }, { QStringLiteral("type"), QStringLiteral("secret") }, { QStringLiteral("default"), QStringLiteral("x") } } },
        "option's type (secret)");
    row("options", QJsonArray { QJsonObject { { QStringLiteral("name"), QStringLiteral("a") } }, QJsonObject { { QStringLiteral("name"), QStringLiteral("a") } } },
        "options[1].name: the option \"a\" occurs twice");
}

void TestManifest::faultsSayWhatIsExpected()
{
    QFETCH(const QString, key);
    QFETCH(const QJsonValue, value);
    QFETCH(const QString, words);
    const auto fault = faultWith(connectorPath + Path { { key, 0 } }, value);
    QVERIFY2(fault.startsWith(QStringLiteral("connectors[0].")) && fault.contains(words), qPrintable(fault));
}

QTEST_GUILESS_MAIN(TestManifest)
#include "tst_manifest.moc"
