#include "core/connection/imports/connectionimport.h"
#include "core/plugins/driverregistry.h"
#include "tests/fakedriver/fakedriver.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace dumbo;

namespace {

using Type = OptionDescription::Type;
using Kind = ImportSource::Kind;

OptionDescription option(const char *name, Type type, const QStringList &choices = {})
{
    OptionDescription described;
    described.name = QLatin1StringView(name);
    described.type = type;
    described.choices = choices;
    return described;
}

ConnectorManifest postgres()
{
    ConnectorManifest manifest;
    manifest.connector = { QStringLiteral("PostgreSQL"), QStringLiteral("libpq") };
    manifest.databaseOption = QStringLiteral("dbname");
    manifest.options = { option("host", Type::Host), option("port", Type::Port), option("dbname", Type::Text), option("user", Type::Text),
        option("password", Type::Secret), option("service", Type::Text), option("passfile", Type::File),
        option("sslmode", Type::Choice, { QStringLiteral("prefer"), QStringLiteral("require") }) };
    return manifest;
}

ConnectorManifest sqlite()
{
    ConnectorManifest manifest;
    manifest.connector = { QStringLiteral("SQLite"), QStringLiteral("sqlite3") };
    manifest.pathOption = QStringLiteral("path");
    manifest.options = { option("path", Type::File) };
    return manifest;
}

} // namespace

/// Below, because moc loses its way in raw strings.
namespace {
QByteArray dBeaverSample();
QByteArray dataGripSample();
QByteArray pgAdminSample();
} // namespace

class TestImports : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const auto none = [] { return Result<std::unique_ptr<StoragePlugin>>(fail(ErrorKind::NotRegistered, QStringLiteral("none"))); };
        QVERIFY(m_registry.addLoader(postgres(), none));
        QVERIFY(m_registry.addLoader(sqlite(), none));
        qputenv("PGSERVICEFILE", QFile::encodeName(m_folder.filePath(QStringLiteral("own_service.conf"))));
        qputenv("PGSYSCONFDIR", QFile::encodeName(m_folder.filePath(QStringLiteral("system"))));
        qputenv("PGPASSFILE", QFile::encodeName(m_folder.filePath(QStringLiteral("pgpass"))));
    }

    void servicesStayWhereLibpqReadsThem()
    {
        write(QStringLiteral("own_service.conf"), "# mine\n[crm]\nhost=db\nport=5433\npassword=hunter2\n\n[hr]\nhost=hr\n");
        const auto found = importFile(Kind::PgService, QStringLiteral("own_service.conf"));
        QCOMPARE(found.size(), 2);
        QCOMPARE(found[0].profile.name, QStringLiteral("crm"));
        QCOMPARE(found[0].profile.options.text(u"service"), QStringLiteral("crm"));
        QVERIFY(!found[0].profile.options.contains(u"password"));
        QVERIFY(!found[0].notes.isEmpty());
    }

    void servicesOfAnotherFileAreCopiedWithoutPasswords()
    {
        write(QStringLiteral("their_service.conf"), "[crm]\nhost=db\nport=5433\ndbname=crm\nuser=ann\npassword=hunter2\nsslmode=require\nkeepalives_nonsense=1\n");
        const auto found = importFile(Kind::PgService, QStringLiteral("their_service.conf"));
        const auto &options = found.front().profile.options;
        QCOMPARE(options.text(u"host"), QStringLiteral("db"));
        QCOMPARE(options.value(u"port"), OptionValue(qint64(5433)));
        QCOMPARE(options.text(u"sslmode"), QStringLiteral("require"));
        QVERIFY(!QString::fromUtf8(QJsonDocument(found.front().profile.toJson()).toJson()).contains(QStringLiteral("hunter2")));
        const auto notes = found.front().notes.join(u' ');
        QVERIFY2(notes.contains(QStringLiteral("password")) && notes.contains(QStringLiteral("keepalives_nonsense")), qPrintable(notes));
    }

    void linesOfPgpassAreOfferedButTheirPasswordsStay()
    {
        write(QStringLiteral("pgpass"), "# comment\ndb:5433:crm:ann:hunter2\n*:*:*:*:x\nlocalhost:*:*:bob\\:y:z\nbroken line\n");
        QFile::setPermissions(m_folder.filePath(QStringLiteral("pgpass")), QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        const auto found = importFile(Kind::PgPass, QStringLiteral("pgpass"));
        QCOMPARE(found.size(), 4);
        QCOMPARE(found[0].profile.options.text(u"host"), QStringLiteral("db"));
        QCOMPARE(found[0].profile.options.text(u"dbname"), QStringLiteral("crm"));
        QCOMPARE(found[0].profile.options.text(u"passfile"), m_folder.filePath(QStringLiteral("pgpass")));
        QVERIFY(found[0].problems.isEmpty());
        QVERIFY(!found[1].isUsable() && !found[1].problems.isEmpty());
        QCOMPARE(found[2].profile.options.text(u"user"), QStringLiteral("bob:y"));
        QVERIFY(!found[2].profile.options.contains(u"port"));
        QVERIFY(found[3].problems.first().contains(QStringLiteral("Line 5")));
        for (const auto &entry : found)
            QVERIFY(!(entry.notes + entry.problems).join(u' ').contains(QStringLiteral("hunter2")));
    }

    void dBeaverIsTakenOver()
    {
        write(QStringLiteral("data-sources.json"), dBeaverSample());
        const auto found = importFile(Kind::DBeaver, QStringLiteral("data-sources.json"));
        QCOMPARE(found.size(), 4);
        const auto &crm = found[0].profile;
        QCOMPARE(crm.folder, QStringLiteral("Work/Live"));
        QVERIFY(crm.readOnly && crm.production);
        QCOMPARE(crm.colour, QStringLiteral("#3daee9"));
        QCOMPARE(crm.options.text(u"dbname"), QStringLiteral("crm"));
        QCOMPARE(crm.options.text(u"sslmode"), QStringLiteral("require"));
        QCOMPARE(crm.startupSql, QStringLiteral("SET a = 1;\nSET b = 2"));
        QCOMPARE(crm.tunnel->toText(), QStringLiteral("bastion:2222"));
        QCOMPARE(crm.tunnel->options, (QStringList { QStringLiteral("-i"), QStringLiteral("/k") }));
        QVERIFY(found[0].notes.join(u' ').contains(QStringLiteral("loginTimeout")));
        QCOMPARE(found[1].profile.options.text(u"path"), QStringLiteral("/srv/huts.db"));
        QVERIFY(!found[2].isUsable());
        QVERIFY(found[2].problems.first().contains(QStringLiteral("oracle")));
        QCOMPARE(found[3].profile.options.value(u"port"), OptionValue(qint64(1)));
        QCOMPARE(found[3].profile.options.text(u"dbname"), QStringLiteral("x"));
    }

    void dataGripIsTakenOver()
    {
        write(QStringLiteral("dataSources.xml"), dataGripSample());
        const auto found = importFile(Kind::DataGrip, QStringLiteral("dataSources.xml"));
        QCOMPARE(found.size(), 2);
        QCOMPARE(found[0].profile.options.text(u"host"), QStringLiteral("db"));
        QCOMPARE(found[0].profile.folder, QStringLiteral("Work"));
        QVERIFY(!found[1].isUsable() && !found[1].problems.isEmpty());
    }

    void pgAdminIsTakenOver()
    {
        write(QStringLiteral("servers.json"), pgAdminSample());
        const auto found = importFile(Kind::PgAdmin, QStringLiteral("servers.json"));
        QCOMPARE(found.size(), 1);
        QCOMPARE(found[0].profile.tunnel->destination, QStringLiteral("bob@bastion"));
        QCOMPARE(found[0].profile.options.text(u"user"), QStringLiteral("ann"));
        QCOMPARE(found[0].profile.folder, QStringLiteral("Live"));
    }

    void brokenFilesNameFilePlaceAndWhatToDo_data()
    {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("said");
        QTest::newRow("service") << Kind::PgService << QByteArray("[a]\nhost=b\nnonsense\n") << QStringLiteral("line 3");
        QTest::newRow("dbeaver") << Kind::DBeaver << QByteArray("{\n\"connections\": {\n}") << QStringLiteral("line 3");
        QTest::newRow("dbeaver, other") << Kind::DBeaver << QByteArray("[]") << QStringLiteral("connections");
        QTest::newRow("datagrip") << Kind::DataGrip << QByteArray("<project>\n<data-source></x>") << QStringLiteral("line 2");
        QTest::newRow("pgadmin") << Kind::PgAdmin << QByteArray("{}") << QStringLiteral("Servers");
    }

    void brokenFilesNameFilePlaceAndWhatToDo()
    {
        QFETCH(const Kind, kind);
        QFETCH(const QByteArray, content);
        QFETCH(const QString, said);
        write(QStringLiteral("broken"), content);
        const auto found = importConnections({ kind, m_folder.filePath(QStringLiteral("broken")) }, m_registry);
        QVERIFY(!found);
        QCOMPARE(found.error().kind(), ErrorKind::Data);
        QVERIFY2(found.error().message().contains(said) && found.error().message().contains(QStringLiteral("broken")), qPrintable(found.error().message()));
        QVERIFY(!found.error().hint().isEmpty());
        QCOMPARE(importConnections({ kind, QStringLiteral("/nowhere") }, m_registry).error().kind(), ErrorKind::NotFound);
    }

    void filesAreKnownByWhatTheyHold()
    {
        for (const auto &[name, kind] : std::initializer_list<std::pair<const char *, Kind>> { { "data-sources.json", Kind::DBeaver }, { "dataSources.xml", Kind::DataGrip },
                 { "servers.json", Kind::PgAdmin }, { "pgpass", Kind::PgPass }, { "own_service.conf", Kind::PgService } }) {
            const auto source = ImportSource::ofFile(m_folder.filePath(QLatin1StringView(name)));
            QVERIFY2(source, name);
            QCOMPARE(importKindName(source->kind), importKindName(kind));
        }
        QVERIFY(!ImportSource::ofFile(QStringLiteral("/nowhere")));
        QStringList found;
        for (const auto &source : ImportSource::found())
            found.append(importKindName(source.kind));
        QCOMPARE(found, (QStringList { QStringLiteral("pg-service"), QStringLiteral("pgpass") }));
    }

private:
    void write(const QString &name, const QByteArray &content) const
    {
        QFile file(m_folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    QList<ImportedConnection> importFile(Kind kind, const QString &name) const
    {
        const auto found = importConnections({ kind, m_folder.filePath(name) }, m_registry);
        if (!found)
            QTest::qFail(qPrintable(found.error().toText()), __FILE__, __LINE__);
        return found.value_or(QList<ImportedConnection>());
    }

    QTemporaryDir m_folder;
    DriverRegistry m_registry;
};

namespace {

QByteArray dBeaverSample()
{
    return R"({"folders": {"Work": {}}, "connections": {
            "a": {"provider": "postgresql", "driver": "postgres-jdbc", "name": "CRM", "folder": "Work/Live", "read-only": true, "save-password": true,
                "configuration": {"host": "db", "port": "5433", "database": "crm", "url": "jdbc:postgresql://db:5433/crm", "type": "prod", "color": "61,174,233",
                    "properties": {"sslmode": "require", "loginTimeout": "5"}, "bootstrap": {"query": ["SET a = 1", "SET b = 2"]},
                    "handlers": {"ssh_tunnel": {"type": "TUNNEL", "enabled": true, "properties": {"host": "bastion", "port": 2222, "authType": "PUBLIC_KEY", "keyPath": "/k"}},
                                 "postgre_ssl": {"enabled": true}}}},
            "b": {"provider": "sqlite", "driver": "sqlite_jdbc", "name": "Huts", "configuration": {"database": "/srv/huts.db", "url": "jdbc:sqlite:/srv/huts.db"}},
            "c": {"provider": "oracle", "driver": "oracle_thin", "name": "Old", "configuration": {"host": "o"}},
            "d": {"provider": "postgresql", "driver": "postgres-jdbc", "name": "ByUrl", "configuration": {"configurationType": "URL", "url": "jdbc:postgresql://u:1/x?sslmode=require"}}}})";
}

QByteArray dataGripSample()
{
    return R"(<?xml version="1.0"?><project><component name="DataSourceManagerImpl">
            <data-source source="LOCAL" name="crm" uuid="1" group="Work"><driver-ref>postgresql</driver-ref><jdbc-url>jdbc:postgresql://db:5433/crm</jdbc-url></data-source>
            <data-source name="none" uuid="2"><driver-ref>x</driver-ref></data-source></component></project>)";
}

QByteArray pgAdminSample()
{
    return R"({"Servers": {"1": {"Name": "crm", "Group": "Live", "Host": "db", "Port": 5433, "MaintenanceDB": "crm", "Username": "ann",
            "UseSSHTunnel": 1, "TunnelHost": "bastion", "TunnelPort": "22", "TunnelUsername": "bob", "ConnectionParameters": {"sslmode": "require"}}}})";
}

} // namespace

QTEST_GUILESS_MAIN(TestImports)
#include "tst_imports.moc"
