#include "core/connection/connectionstring.h"
#include "core/connection/connectiontext.h"
#include "core/plugins/driverregistry.h"

#include <QDir>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

using namespace dumbo;

namespace {

using Type = OptionDescription::Type;

OptionDescription option(const char *name, Type type, const QStringList &choices = {})
{
    OptionDescription described;
    described.name = QLatin1StringView(name);
    described.type = type;
    described.choices = choices;
    return described;
}

ConnectorManifest serverManifest()
{
    ConnectorManifest manifest;
    manifest.connector = { QStringLiteral("PostgreSQL"), QStringLiteral("libpq") };
    manifest.schemes = { QStringLiteral("postgresql"), QStringLiteral("postgres") };
    manifest.options = { option("host", Type::Host), option("port", Type::Port), option("user", Type::Text),
        option("password", Type::Secret), option("database", Type::Text),
        option("sslmode", Type::Choice, { QStringLiteral("disable"), QStringLiteral("require") }),
        option("connectTimeout", Type::Integer), option("keepalives", Type::Boolean), option("options", Type::Text) };
    return manifest;
}

ConnectorManifest fileManifest()
{
    ConnectorManifest manifest;
    manifest.connector = { QStringLiteral("SQLite"), QStringLiteral("sqlite3") };
    manifest.schemes = { QStringLiteral("sqlite"), QStringLiteral("file") };
    manifest.suffixes = { QStringLiteral("db"), QStringLiteral("sqlite") };
    manifest.specialPaths = { QStringLiteral(":memory:") };
    manifest.pathOption = QStringLiteral("path");
    manifest.options = { option("path", Type::File), option("busyTimeout", Type::Integer), option("key", Type::Secret) };
    return manifest;
}

/// "name=value" of each option and "name=secret" of each secret, then "readonly".
QString summary(const ConnectionTarget &target)
{
    QStringList words { target.connector.toText() };
    for (const auto &[name, value] : target.options.entries())
        words.append(name + QLatin1Char('=') + target.options.text(name));
    for (auto secret = target.secrets.begin(); secret != target.secrets.end(); ++secret)
        words.append(QLatin1Char('*') + secret.key() + QLatin1Char('=') + secret.value());
    if (target.readOnly)
        words.append(QStringLiteral("readonly"));
    if (target.tunnel)
        words.append(QStringLiteral("ssh=") + target.tunnel->toText());
    return words.join(QLatin1Char('|'));
}

} // namespace

class TestConnectionString : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const auto never = [] -> Result<std::unique_ptr<StoragePlugin>> {
            return fail(ErrorKind::Plugin, QStringLiteral("reading a connection string loads no driver"));
        };
        QVERIFY(m_registry.addLoader(serverManifest(), never));
        QVERIFY(m_registry.addLoader(fileManifest(), never));
    }

    void textsAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const QString pg = QStringLiteral("PostgreSQL:libpq|");
        const QString lite = QStringLiteral("SQLite:sqlite3|");
        const auto row = [](const char *name, const char *text, const QString &expected) {
            QTest::newRow(name) << QString::fromUtf8(text) << expected;
        };
        row("url", "postgresql://ann@db:5433/crm", pg + "user=ann|host=db|port=5433|database=crm");
        row("capital scheme", "PostgreSQL://db/crm", pg + "host=db|database=crm");
        row("password", "postgres://ann:se%3Acret@db", pg + "user=ann|host=db|*password=se:cret");
        row("at in password", "postgres://ann:p@ss@db", pg + "user=ann|host=db|*password=p@ss");
        row("hash in password", "postgres://ann:p#ss@db", pg + "user=ann|host=db|*password=p#ss");
        row("ipv6", "postgresql://[::1]:5433/crm", pg + "host=::1|port=5433|database=crm");
        row("ipv6 without port", "postgresql://[fe80::1]/crm", pg + "host=fe80::1|database=crm");
        row("hosts", "postgresql://a:1,b:2/crm", pg + "host=a,b|port=1,2|database=crm");
        row("hosts, one port", "postgresql://a,b:2/crm", pg + "host=a,b|port=,2|database=crm");
        row("hosts, mixed", "postgresql://[::1]:1,b/crm", pg + "host=::1,b|port=1,|database=crm");
        row("socket", "postgresql://%2Fvar%2Frun/crm", pg + "host=/var/run|database=crm");
        row("umlauts", "postgresql://J%C3%B6rg@db/m%C3%BCll", pg + QString::fromUtf8("user=Jörg|host=db|database=müll"));
        row("nothing", "postgresql://", QStringLiteral("PostgreSQL:libpq"));
        row("options", "postgresql://db/crm?sslmode=require&connectTimeout=3&keepalives=no",
            pg + "host=db|database=crm|sslmode=require|connectTimeout=3|keepalives=false");
        row("flag", "postgresql://db?keepalives", pg + "host=db|keepalives=true");
        row("tunnel", "postgresql://db/crm?ssh=ann@bastion:2222", pg + "host=db|database=crm|ssh=ann@bastion:2222");
        row("tunnel in keywords", "host=db ssh='bastion'", pg + "host=db|ssh=bastion");
        row("read-only", "postgresql://db?readonly=true", pg + "host=db|readonly");
        row("password option", "postgresql://db?password=x%26y", pg + "host=db|*password=x&y");
        row("option in another case", "postgresql://db?SSLMode=require", pg + "host=db|sslmode=require");
        row("keywords", "host=db dbname=crm user = ann", pg + "host=db|database=crm|user=ann");
        row("quoted", "host=db dbname='a b' password='it\\'s \\\\'", pg + "host=db|database=a b|*password=it's \\");
        row("escaped", "host=db dbname=a\\ b", pg + "host=db|database=a b");
        row("empty value", "host=db user='' dbname=crm", pg + "host=db|user=|database=crm");
        row("line breaks", "host=db\n  dbname=crm\n", pg + "host=db|database=crm");
        row("ports", "host=a,b port=1,2", pg + "host=a,b|port=1,2");
        row("prefix, keywords", "PostgreSQL:libpq:host=db", pg + "host=db");
        row("prefix, url", "PostgreSQL:libpq:postgresql://db", pg + "host=db");
        row("prefix alone", "PostgreSQL:libpq:", QStringLiteral("PostgreSQL:libpq"));
        row("path", "data.db", lite + "path=data.db");
        row("path with spaces", "my data/hut list.sqlite", lite + "path=my data/hut list.sqlite");
        row("absolute path", "/srv/data.db", lite + "path=/srv/data.db");
        row("home", "~/data.db", lite + "path=" + QDir::homePath() + "/data.db");
        row("memory", ":memory:", lite + "path=:memory:");
        row("prefix, path", "SQLite:sqlite3:data.bin", lite + "path=data.bin");
        row("prefix, memory", "SQLite:sqlite3::memory:", lite + "path=:memory:");
        row("sqlite url", "sqlite:///srv/a%20b.db", lite + "path=/srv/a b.db");
        row("sqlite relative", "sqlite:data.db?busyTimeout=100", lite + "busyTimeout=100|path=data.db");
        row("sqlite relative with slashes", "sqlite://data.db", lite + "path=data.db");
        row("sqlite memory", "sqlite::memory:", lite + "path=:memory:");
        row("sqlite memory with slashes", "sqlite:///:memory:", lite + "path=:memory:");
        row("file uri", "file:///srv/a%20b.db", lite + "path=/srv/a b.db");
        row("file uri of this host", "file://localhost/srv/a.db", lite + "path=/srv/a.db");
        row("file uri, read-only", "file:a.db?mode=ro", lite + "path=a.db|readonly");
        row("file uri kept whole", "file:a.db?mode=ro&cache=shared", lite + "path=file:a.db?mode=ro&cache=shared|readonly");
        row("shared memory", "file::memory:?cache=shared", lite + "path=file::memory:?cache=shared");
        row("surrounding space", "  data.db \n", lite + "path=data.db");
    }

    void textsAreRead()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, expected);
        const auto target = parseConnectionString(text, m_registry);
        QVERIFY2(target, qPrintable(target ? QString() : target.error().toText()));
        QCOMPARE(summary(*target), expected);
    }

    void wrongTextsAreRefusedWithoutQuotingASecret_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const char *text, const char *says) {
            QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(says);
        };
        row("empty", "  ", "empty");
        row("unknown scheme", "oracle://hunter2@db", "oracle");
        row("unknown option", "postgresql://db?sslmod=hunter2", "sslmod");
        row("unknown keyword", "PostgreSQL:libpq:hosst=db password=hunter2", "hosst");
        row("keywords of nobody", "hosst=db password=hunter2", "No driver");
        row("wrong number", "postgresql://db?connectTimeout=hunter2", "connectTimeout");
        row("wrong choice", "postgresql://db?sslmode=hunter2", "disable, require");
        row("wrong truth", "postgresql://db?keepalives=hunter2", "keepalives");
        row("port", "postgresql://ann:hunter2", "port");
        row("port too large", "postgresql://db:70000", "port");
        row("slash in password", "postgresql://ann:hun/ter2@db", "%2F");
        row("percent", "postgresql://ann:hunter2%@db", "%25");
        row("percent and letters", "postgresql://ann:hunter2%zz@db", "%25");
        row("nul", "postgresql://ann:hunter2%00@db", "hexadecimal");
        row("not utf-8", "postgresql://ann:hunter2%ff@db", "UTF-8");
        row("bracket", "postgresql://[::1", "[");
        row("behind bracket", "postgresql://[::1]x", "IPv6");
        row("no value", "host=db password=my hunter2 word", "=");
        row("no end", "password='hunter2", "'");
        row("other connector", "MySQL:mariadb:host=db", "");
    }

    void wrongTextsAreRefusedWithoutQuotingASecret()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, says);
        const auto target = parseConnectionString(text, m_registry);
        QVERIFY(!target);
        const auto said = target.error().toText();
        QVERIFY2(said.contains(says), qPrintable(said));
        QVERIFY2(!said.contains(QLatin1String("hunter2")) && !said.contains(QLatin1String("ter2")), qPrintable(said));
    }

    void aChoiceThatContradictsTheTextIsRefused()
    {
        const Connector libpq { QStringLiteral("PostgreSQL"), QStringLiteral("libpq") };
        QVERIFY(!parseConnectionString(QStringLiteral("SQLite:sqlite3:a.db"), m_registry, libpq));
        QVERIFY(parseConnectionString(QStringLiteral("host=db"), m_registry, libpq));
    }

    void secretsAreRedacted_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *text, const char *expected) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(expected);
        };
        row("postgresql://ann:hunter2@db/crm", "postgresql://ann:***@db/crm");
        row("postgresql://ann:hun@ter2@db/crm", "postgresql://ann:***@db/crm");
        row("postgresql://ann:hun/ter2@db/crm?x=1", "postgresql://ann:***@db/crm?x=1");
        row("postgresql://ann:hun?ter2@db/crm", "postgresql://ann:***@db/crm");
        row("postgresql://ann@db:5433/crm", "postgresql://ann@db:5433/crm");
        row("postgresql://db:5433,[::1]:2/crm", "postgresql://db:5433,[::1]:2/crm");
        row("postgresql://ann:hunter2", "postgresql://ann:***");
        row("postgresql://db?password=hunter2&a=b", "postgresql://db?password=***&a=b");
        row("postgresql://db?p%61ssword=hunter2", "postgresql://db?p%61ssword=***");
        row("host=db password=hunter2 user=ann", "host=db password=*** user=ann");
        row("host=db password = 'hunter2 \\' x' user=ann", "host=db password = *** user=ann");
        row("host=db PASSWORD='hunter2", "host=db PASSWORD=***");
        row("password=my hunter2 word user=ann", "password=*** user=ann");
        row("sqlite:a.db?key=hunter2", "sqlite:a.db?key=***");
        row("SQLite:sqlite3:path=a.db key=hunter2", "SQLite:sqlite3:path=a.db key=***");
        row("/srv/data.db", "/srv/data.db");
    }

    void secretsAreRedacted()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, expected);
        QCOMPARE(redacted(text), expected);
    }

    void aTargetIsPrintedWithoutItsSecrets()
    {
        const auto target = parseConnectionString(QStringLiteral("postgresql://ann:hunter2@db/crm"), m_registry);
        QVERIFY(target.has_value());
        QString printed;
        QDebug(&printed) << *target;
        QVERIFY(printed.contains(QLatin1String("host=db")));
        QVERIFY(!printed.contains(QLatin1String("hunter2")));
        QCOMPARE(target->displayName(), QStringLiteral("crm on db"));
        QVERIFY(!connectionStringFor(*target).contains(QLatin1String("hunter2")));
    }

    void anyTargetComesBackFromItsText()
    {
        bool isSet = false;
        int seed = qEnvironmentVariableIntValue("DUMBO_SEED", &isSet);
        if (!isSet)
            seed = QRandomGenerator::global()->bounded(1, 1'000'000);
        QRandomGenerator random { quint32(seed) };
        const auto alphabet = QString::fromUtf8("aB3 '\\=\t\n%@:/?#&,;é☃\"$");
        const auto text = [&] {
            QString made;
            for (auto left = random.bounded(12); left > 0; --left)
                made += alphabet.at(random.bounded(int(alphabet.size())));
            return made;
        };
        for (int round = 0; round < 2000; ++round) {
            ConnectionTarget target;
            target.connector = serverManifest().connector;
            for (const auto *name : { "host", "user", "database", "options" }) {
                if (random.bounded(2))
                    target.options.set(QLatin1StringView(name), text());
            }
            if (random.bounded(2))
                target.options.set(QStringLiteral("connectTimeout"), qint64(random.bounded(1000)));
            target.readOnly = random.bounded(2);
            const auto parsed = parseConnectionString(connectionStringFor(target), m_registry);
            QVERIFY2(parsed, qPrintable(QStringLiteral("seed %1: %2").arg(seed).arg(connectionStringFor(target))));
            QVERIFY2(*parsed == target, qPrintable(QStringLiteral("seed %1: %2").arg(seed).arg(connectionStringFor(target))));
        }
    }

    void anyUrlComesBackFromItsParts()
    {
        QRandomGenerator random { 20261122 };
        const auto alphabet = QString::fromUtf8("aB3 '\\=%@:/?#&,;é☃\"$[]+");
        const auto text = [&] {
            QString made(QLatin1Char('x'));
            for (auto left = random.bounded(12); left > 0; --left)
                made += alphabet.at(random.bounded(int(alphabet.size())));
            return made;
        };
        const auto encoded = [](const QString &part) { return QString::fromLatin1(part.toUtf8().toPercentEncoding()); };
        for (int round = 0; round < 2000; ++round) {
            const auto user = text();
            const auto password = text();
            const auto database = text();
            const auto url = QStringLiteral("postgresql://%1:%2@db:1/%3?options=%4")
                                 .arg(encoded(user), encoded(password), encoded(database), encoded(user));
            const auto target = parseConnectionString(url, m_registry);
            QVERIFY2(target, qPrintable(url));
            QCOMPARE(target->options.text(u"user"), user);
            QCOMPARE(target->secrets.value(QStringLiteral("password")), password);
            QCOMPARE(target->options.text(u"database"), database);
            QCOMPARE(target->options.text(u"options"), user);
        }
    }

private:
    DriverRegistry m_registry;
};

QTEST_GUILESS_MAIN(TestConnectionString)
#include "tst_connectionstring.moc"
