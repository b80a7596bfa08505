#include "core/connection/connectionstring.h"
#include "core/plugins/driverregistry.h"
#include "core/plugins/manifest.h"
#include "drivers/postgresql/plugin.h"

#include <QFile>
#include <QJsonDocument>
#include <QObject>
#include <QSet>
#include <QTest>

#include <libpq-fe.h>

using namespace dumbo;
using namespace dumbo::postgresql;

namespace {

using Words = QMap<QString, QString>;

Result<Manifest> readManifest()
{
    QFile file(QStringLiteral(DUMBO_POSTGRESQL_MANIFEST));
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::System, file.errorString());
    return Manifest::fromJson(QJsonDocument::fromJson(file.readAll()).object());
}

/// How libpq itself reads a connection string.
std::optional<Words> byLibpq(const QByteArray &text)
{
    char *message = nullptr;
    auto *options = PQconninfoParse(text.constData(), &message);
    PQfreemem(message);
    if (!options)
        return std::nullopt;
    Words words;
    for (auto *option = options; option->keyword; ++option) {
        if (option->val && *option->val)
            words.insert(QString::fromUtf8(option->keyword), QString::fromUtf8(option->val));
    }
    PQconninfoFree(options);
    return words;
}

/// What libpq gets from us for the same text.
Result<Words> byUs(const QString &text, const DriverRegistry &registry)
{
    const auto target = parseConnectionString(text, registry);
    if (!target)
        return fail(target.error());
    Words words;
    for (const auto &[name, value] : PostgresOptions::fromOptions(target->options, target->secrets).keywords())
        words.insert(QString::fromUtf8(name), QString::fromUtf8(value));
    words.remove(QStringLiteral("client_encoding"));
    words.remove(QStringLiteral("fallback_application_name"));
    return words;
}

} // namespace

class TestPostgresqlPlugin : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void manifestAndCodeAgree();
    void theOptionsAreThoseOfLibpq();
    void everyFormIsReadAsLibpqReadsIt_data();
    void everyFormIsReadAsLibpqReadsIt();
    void typedOptionsSurviveTheirValues();
    void theSessionAlwaysSpeaksUtf8();

private:
    Manifest m_manifest;
    DriverRegistry m_registry;
};

void TestPostgresqlPlugin::initTestCase()
{
    const auto manifest = readManifest();
    QVERIFY2(manifest, manifest ? "" : qPrintable(manifest.error().toText()));
    m_manifest = *manifest;
    QVERIFY(m_registry.add(std::make_unique<PostgresPlugin>(), m_manifest.connectors.front()));
}

void TestPostgresqlPlugin::manifestAndCodeAgree()
{
    const auto &connector = m_manifest.connectors.front();
    PostgresPlugin plugin;
    QVERIFY(connector.connector == plugin.connector());
    QVERIFY(connector.dialect == plugin.dialect());
    QVERIFY(connector.capabilities == plugin.capabilities());
    QCOMPARE(connector.databaseOption, QStringLiteral("dbname"));
}

void TestPostgresqlPlugin::theOptionsAreThoseOfLibpq()
{
    const auto &connector = m_manifest.connectors.front();
    auto *defaults = PQconndefaults();
    QVERIFY(defaults);
    QSet<QString> known;
    for (auto *option = defaults; option->keyword; ++option) {
        const auto name = QString::fromUtf8(option->keyword);
        known.insert(name);
        const auto described = connector.option(name);
        QVERIFY2(described, option->keyword);
        QCOMPARE(described->type == OptionDescription::Type::Secret, qstrcmp(option->dispchar, "*") == 0);
        QVERIFY2(!described->label.isEmpty() && described->label != name, option->keyword);
        if (!described->defaultValue)
            continue;
        ConnectionOptions given;
        given.set(name, *described->defaultValue);
        const auto words = PostgresOptions::fromOptions(given).keywords();
        const auto assumed = option->compiled ? QByteArray(option->compiled) : QByteArray("1");
        QVERIFY2(std::ranges::find(words, std::pair(name.toUtf8(), assumed)) != words.end(), option->keyword);
    }
    PQconninfoFree(defaults);
    for (const auto &option : connector.options)
        QVERIFY2(known.contains(option.name), qPrintable(option.name));
}

void TestPostgresqlPlugin::everyFormIsReadAsLibpqReadsIt_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const auto *text : { "postgresql://", "postgresql://localhost", "postgresql://localhost:5433",
             "postgresql://localhost/crm", "postgres://ann@localhost", "postgresql://ann:secret@localhost/crm",
             "postgresql://ann@localhost/crm?connect_timeout=10&application_name=my%20app",
             "postgresql://host1:123,host2:456/crm?target_session_attrs=read-write&application_name=x",
             "postgresql://host1,host2:5433/crm", "postgresql://host1:5433,host2/crm", "postgresql:///crm?host=localhost&port=5433",
             "postgresql://[2001:db8::1234]/crm", "postgresql://ann@[::1]:5433/crm", "postgresql://%2Fvar%2Flib%2Fpostgresql/crm",
             "postgresql:///crm?host=/var/lib/postgresql", "postgresql://ann:p%40ss%3Aw%2Ford%25@db/crm",
             "postgresql://us%20er@db/a%2Fb%20c", "postgresql://db/crm?sslmode=verify-full&sslrootcert=%2Ftmp%2Fca.crt",
             "postgresql://db/crm?ssl=true", "postgresql://db/crm?options=-c%20search_path%3Da%2Cb", "postgresql://db/crm?password=x",
             "postgresql://?service=crm", "postgresql://db/crm?dbname=other", "postgresql://%C3%A4nn@db/%F0%9F%90%98",
             "host=localhost port=5432 dbname=crm connect_timeout=10", "host = localhost  dbname = 'a b'",
             "host='' dbname=crm", "dbname='it\\'s' user=a\\ b password='p\\\\q \\'x\\''", "service=crm", "service=crm user=ann",
             "host=/var/run/postgresql dbname=crm", "host=a,b,c port=1,2,3 dbname=crm target_session_attrs=prefer-standby",
             "hostaddr=127.0.0.1 host=db sslmode=verify-full sslcert=/c sslkey=/k sslpassword=s3cret", "host=db dbname=crm keepalives=0 sslsni=1",
             "host=db gssencmode=disable krbsrvname=pg", "host=db application_name='' user=ann",
             "host=@abstract dbname=crm", "host=db dbname=crm client_encoding=latin1", "host=db\tuser=ann\ndbname=crm",
             "host=db passfile=/p require_auth=!password,!md5 channel_binding=require",
             "host=db load_balance_hosts=random tcp_user_timeout=1000 sslnegotiation=direct sslmode=require" })
        QTest::newRow(text) << QByteArray(text);
}

void TestPostgresqlPlugin::everyFormIsReadAsLibpqReadsIt()
{
    QFETCH(QByteArray, text);
    auto expected = byLibpq(text);
    QVERIFY2(expected, "libpq does not read it");
    expected->remove(QStringLiteral("client_encoding"));
    const auto read = byUs(QString::fromUtf8(text), m_registry);
    QVERIFY2(read, read ? "" : qPrintable(read.error().toText()));
    QCOMPARE(*read, *expected);

    // And once more from what we write, but for the secrets.
    const auto target = parseConnectionString(QString::fromUtf8(text), m_registry);
    const auto again = byUs(connectionStringFor(*target), m_registry);
    QVERIFY2(again, again ? "" : qPrintable(again.error().toText()));
    expected->remove(QStringLiteral("password"));
    expected->remove(QStringLiteral("sslpassword"));
    QCOMPARE(*again, *expected);
}

void TestPostgresqlPlugin::typedOptionsSurviveTheirValues()
{
    PostgresOptions options;
    options.host = QStringLiteral("a,b");
    options.port = QStringLiteral("1,2");
    options.database = QStringLiteral("crm");
    options.password = QStringLiteral("secret");
    options.connectTimeout = std::chrono::seconds(7);
    options.more = { { QStringLiteral("krbsrvname"), QStringLiteral("pg") } };
    const auto again = PostgresOptions::fromOptions(options.toOptions(), options.secrets());
    QVERIFY(again.keywords() == options.keywords());
    QVERIFY(again.toOptions() == options.toOptions());
    QVERIFY(!options.toOptions().contains(u"password"));
}

void TestPostgresqlPlugin::theSessionAlwaysSpeaksUtf8()
{
    PostgresOptions options;
    options.more = { { QStringLiteral("client_encoding"), QStringLiteral("LATIN1") } };
    const auto words = options.keywords();
    QCOMPARE(std::ranges::count(words, QByteArray("client_encoding"), &std::pair<QByteArray, QByteArray>::first), 1);
    QVERIFY(std::ranges::find(words, std::pair<QByteArray, QByteArray>("client_encoding", "UTF8")) != words.end());
}

QTEST_GUILESS_MAIN(TestPostgresqlPlugin)
#include "tst_postgresqlplugin.moc"
