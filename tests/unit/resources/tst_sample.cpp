#include <QCryptographicHash>
#include <QFile>
#include <QImage>
#include <QMap>
#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>

#include <memory>

using namespace Qt::StringLiterals;

namespace {

struct CloseDatabase {
    void operator()(sqlite3 *database) const { sqlite3_close(database); }
};
struct FinalizeStatement {
    void operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

Database openDatabase(const QString &path)
{
    sqlite3 *database = nullptr;
    const int code = sqlite3_open(path.toUtf8().constData(), &database);
    Database owned(database);
    return code == SQLITE_OK ? std::move(owned) : nullptr;
}

/// The rows of \a sql, each cell as its bytes with its storage class in front; a failure is a row that begins
/// with "error".
QList<QByteArrayList> rowsOf(sqlite3 *database, const QByteArray &sql)
{
    sqlite3_stmt *prepared = nullptr;
    if (sqlite3_prepare_v2(database, sql.constData(), -1, &prepared, nullptr) != SQLITE_OK)
        return {{"error " + QByteArray(sqlite3_errmsg(database))}};
    const Statement statement(prepared);
    QList<QByteArrayList> rows;
    while (sqlite3_step(statement.get()) == SQLITE_ROW) {
        QByteArrayList row;
        for (int column = 0; column < sqlite3_column_count(statement.get()); ++column) {
            const int type = sqlite3_column_type(statement.get(), column);
            const auto *bytes = static_cast<const char *>(sqlite3_column_blob(statement.get(), column));
            const int size = sqlite3_column_bytes(statement.get(), column);
            row.append(QByteArray::number(type) + ':' + QByteArray(bytes, size));
        }
        rows.append(row);
    }
    return rows;
}

/// The first cell of \a sql without its storage class.
QByteArray single(sqlite3 *database, const QByteArray &sql)
{
    const auto rows = rowsOf(database, sql);
    return rows.isEmpty() ? QByteArray() : rows.first().first().mid(2);
}

QByteArrayList firstColumn(sqlite3 *database, const QByteArray &sql)
{
    QByteArrayList values;
    for (const auto &row : rowsOf(database, sql))
        values.append(row.first().mid(2));
    return values;
}

/// One hash over all definitions and the ordered rows of all tables; the planner's statistics differ between
/// versions of SQLite.
QByteArray contentHash(sqlite3 *database)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto addRows = [&](const QByteArray &sql) {
        for (const auto &row : rowsOf(database, sql))
            hash.addData(row.join('\x1f'));
    };
    addRows("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name");
    const auto tables = firstColumn(database, "SELECT name FROM sqlite_schema WHERE type = 'table' "
                                              "AND name NOT LIKE 'sqlite_%' ORDER BY name");
    for (const auto &table : tables)
        addRows("SELECT * FROM \"" + table + "\" ORDER BY 1, 2");
    return hash.result();
}

} // namespace

/// resources/sample/sample.sql against what its README promises, through nothing but SQLite itself.
class SampleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void scriptLeavesNoTransactionOpenAndNothingTemporary();
    void foreignKeysAreSatisfied();
    void fileIsSoundAndSmall();
    void tablesHoldWhatTheReadmeSays_data();
    void tablesHoldWhatTheReadmeSays();
    void objectsOfEveryKindArePresent();
    void viewsCanBeRead();
    void picturesDecode();
    void integersBeyondDoublePrecisionAreExact();
    void numbersInJsonKeepTheirDigits();
    void nullAndEmptyTextBothOccur();
    void everyStorageClassOccursInOneColumn();
    void invoicesAddUpToTheCent();
    void overlappingStaysAreRefused();
    void fullTextSearchFollowsTheLog();
    void documentsAgreeWithTheirColumns();
    void ledgerNamesTheCollections();
    void everyRunMakesTheSameContent();

private:
    QString makeSample(const QString &name);

    QTemporaryDir m_folder;
    QByteArray m_script;
    Database m_sample;
};

QString SampleTest::makeSample(const QString &name)
{
    const QString path = m_folder.filePath(name);
    const auto database = openDatabase(path);
    const char *settings = "PRAGMA foreign_keys = ON; PRAGMA synchronous = OFF";
    char *message = nullptr;
    if (sqlite3_exec(database.get(), settings, nullptr, nullptr, &message) != SQLITE_OK
        || sqlite3_exec(database.get(), m_script.constData(), nullptr, nullptr, &message) != SQLITE_OK) {
        qCritical("the script failed: %s", message);
        sqlite3_free(message);
        return {};
    }
    return path;
}

void SampleTest::initTestCase()
{
    QFile script(QStringLiteral(DUMBO_SAMPLE_SCRIPT));
    QVERIFY2(script.open(QIODevice::ReadOnly), qPrintable(script.errorString()));
    m_script = script.readAll();
    QCOMPARE_LT(m_script.size(), 150 * 1024);
    const QString path = makeSample(u"sample.db"_s);
    QVERIFY(!path.isEmpty());
    m_sample = openDatabase(path);
    QVERIFY(m_sample);
}

void SampleTest::scriptLeavesNoTransactionOpenAndNothingTemporary()
{
    const auto database = openDatabase(u":memory:"_s);
    QCOMPARE(sqlite3_exec(database.get(), m_script.constData(), nullptr, nullptr, nullptr), SQLITE_OK);
    QVERIFY(sqlite3_get_autocommit(database.get()));
    QCOMPARE(single(database.get(), "SELECT count(*) FROM sqlite_temp_schema"), "0");
}

void SampleTest::foreignKeysAreSatisfied()
{
    QCOMPARE(rowsOf(m_sample.get(), "PRAGMA foreign_key_check").size(), 0);
    const QByteArray tables = "SELECT count(DISTINCT m.name) "
                              "FROM sqlite_schema AS m, pragma_foreign_key_list(m.name)";
    QCOMPARE_GE(single(m_sample.get(), tables).toInt(), 8);
}

void SampleTest::fileIsSoundAndSmall()
{
    QCOMPARE(single(m_sample.get(), "PRAGMA integrity_check"), "ok");
    QCOMPARE_LT(QFileInfo(m_folder.filePath(u"sample.db"_s)).size(), 25 * 1024 * 1024);
}

void SampleTest::tablesHoldWhatTheReadmeSays_data()
{
    QTest::addColumn<QByteArray>("table");
    QTest::addColumn<int>("rows");
    const QMap<QByteArray, int> expected = {
        {"region", 4}, {"lighthouse", 12}, {"picture", 12}, {"keeper", 40},
        {"posting", 108}, {"instrument", 25}, {"reading", 100'000}, {"room", 25},
        {"guest", 400}, {"room_price_change", 11}, {"booking", 1084}, {"invoice", 908},
        {"invoice_line", 2192}, {"vessel", 90}, {"passage", 3000}, {"logbook", 1500},
        {"logbook_search", 1500}, {"setting", 8}, {"bird_counts", 420}, {"repair_orders", 240},
        {"dmb_migrations", 2},
    };
    for (const auto &[table, rows] : expected.asKeyValueRange())
        QTest::newRow(table.constData()) << table << rows;
}

void SampleTest::tablesHoldWhatTheReadmeSays()
{
    QFETCH(const QByteArray, table);
    QFETCH(const int, rows);
    QCOMPARE(single(m_sample.get(), "SELECT count(*) FROM " + table).toInt(), rows);
}

void SampleTest::objectsOfEveryKindArePresent()
{
    const auto count = [&](const QByteArray &from) {
        return single(m_sample.get(), "SELECT count(*) FROM " + from).toInt();
    };
    const QByteArray tables = "pragma_table_list WHERE schema = 'main' AND ";
    const QByteArray columns = "sqlite_schema AS m, pragma_table_xinfo(m.name) AS c WHERE ";
    const QByteArray indexes = "sqlite_schema AS m, pragma_index_list(m.name) AS i WHERE ";
    QCOMPARE_GE(count("sqlite_schema WHERE type = 'view'"), 3);
    QCOMPARE_GE(count("sqlite_schema WHERE type = 'trigger'"), 2);
    QCOMPARE_GE(count(tables + "type = 'virtual'"), 1);
    QCOMPARE_GE(count(tables + "strict"), 1);
    QCOMPARE_GE(count(tables + "wr AND NOT strict"), 1);
    QCOMPARE_GE(count(columns + "c.hidden = 2"), 1); // generated, virtual
    QCOMPARE_GE(count(columns + "c.hidden = 3"), 1); // generated, stored
    QCOMPARE_GE(count(indexes + "i.partial"), 1);
    QCOMPARE_GE(count(indexes + "i.\"unique\" AND i.origin = 'c'"), 1);
    const QByteArray parts = "sqlite_schema AS m, pragma_index_info(m.name) AS i WHERE m.type = 'index' AND ";
    QCOMPARE_GE(count(parts + "i.cid = -2"), 1); // an expression
}

void SampleTest::viewsCanBeRead()
{
    for (const auto &view : firstColumn(m_sample.get(), "SELECT name FROM sqlite_schema WHERE type = 'view'"))
        QVERIFY2(single(m_sample.get(), "SELECT count(*) FROM " + view).toInt() > 0, view.constData());
}

void SampleTest::picturesDecode()
{
    const auto pictures = firstColumn(m_sample.get(), "SELECT image FROM picture");
    QCOMPARE_GE(pictures.size(), 8);
    for (const auto &picture : pictures) {
        const auto image = QImage::fromData(picture, "PNG");
        QCOMPARE(image.size(), QSize(160, 160));
    }
    QCOMPARE(single(m_sample.get(), "SELECT count(*) FROM picture WHERE bytes = length(image)"), "12");
}

void SampleTest::integersBeyondDoublePrecisionAreExact()
{
    const auto value = [&](const QByteArray &sql) { return single(m_sample.get(), sql); };
    QCOMPARE(value("SELECT min(serial) FROM instrument"), "9151314442816847872");
    QCOMPARE(value("SELECT min(message) FROM passage"), "9007199255789576");
    QCOMPARE(value("SELECT value FROM setting WHERE name = 'receiver.last_message'"), "9223372036854775807");
}

void SampleTest::numbersInJsonKeepTheirDigits()
{
    const auto value = [&](const QByteArray &sql) { return single(m_sample.get(), sql); };
    QVERIFY(value("SELECT details FROM lighthouse WHERE code = 'LC-12'").contains("18446744073709551615"));
    QVERIFY(value("SELECT details FROM lighthouse WHERE code = 'LC-01'").contains(":18250.00}"));
    QCOMPARE_GT(value("SELECT count(*) FROM passage WHERE payload LIKE '%\"speed\":10.00,%'").toInt(), 0);
}

void SampleTest::nullAndEmptyTextBothOccur()
{
    const auto count = [&](const QByteArray &from) {
        return single(m_sample.get(), "SELECT count(*) FROM " + from).toInt();
    };
    QCOMPARE_GT(count("passage WHERE destination IS NULL"), 0);
    QCOMPARE_GT(count("passage WHERE destination = ''"), 0);
    QCOMPARE_GT(count("reading WHERE value IS NULL"), 0);
}

void SampleTest::everyStorageClassOccursInOneColumn()
{
    QCOMPARE(firstColumn(m_sample.get(), "SELECT DISTINCT typeof(value) FROM setting ORDER BY 1"),
             QByteArrayList({"blob", "integer", "null", "real", "text"}));
}

void SampleTest::invoicesAddUpToTheCent()
{
    const auto cents = [](const QByteArray &column) {
        return "CAST(replace(" + column + ", '.', '') AS INTEGER)";
    };
    const QByteArray lines = "(SELECT sum(" + cents("amount") + ") FROM invoice_line WHERE invoice_id = v.id)";
    const QByteArray wrong = "SELECT count(*) FROM invoice AS v WHERE ";
    QCOMPARE(single(m_sample.get(), wrong + cents("net") + " + " + cents("tax") + " <> " + cents("total")), "0");
    QCOMPARE(single(m_sample.get(), wrong + cents("net") + " <> " + lines), "0");
}

void SampleTest::overlappingStaysAreRefused()
{
    const auto database = openDatabase(m_folder.filePath(u"sample.db"_s));
    const char *sql = "INSERT INTO booking (guest_id, lighthouse_id, room_number, arrives, leaves) "
                      "SELECT 1, lighthouse_id, room_number, arrives, leaves "
                      "FROM booking WHERE status = 'stayed' LIMIT 1";
    QCOMPARE(sqlite3_exec(database.get(), sql, nullptr, nullptr, nullptr), SQLITE_CONSTRAINT);
    QCOMPARE(sqlite3_errmsg(database.get()), "the room is taken in these nights");
}

void SampleTest::fullTextSearchFollowsTheLog()
{
    const auto database = openDatabase(u":memory:"_s);
    const auto run = [&](const char *sql) {
        return sqlite3_exec(database.get(), sql, nullptr, nullptr, nullptr);
    };
    const auto hits = [&](const QByteArray &words) {
        const QByteArray count = "SELECT count(*) FROM logbook_search WHERE logbook_search MATCH ";
        return single(database.get(), count + "'" + words + "'").toInt();
    };
    QCOMPARE(run(m_script.constData()), SQLITE_OK);
    QCOMPARE_GT(hits("fog AND seal*"), 0);
    QCOMPARE(hits("narwhal"), 0);
    QCOMPARE(run("UPDATE logbook SET body = 'A narwhal.' WHERE id = 7"), SQLITE_OK);
    QCOMPARE(hits("narwhal"), 1);
    QCOMPARE(run("DELETE FROM logbook WHERE id = 7"), SQLITE_OK);
    QCOMPARE(hits("narwhal"), 0);
}

void SampleTest::documentsAgreeWithTheirColumns()
{
    for (const QByteArray table : {"bird_counts", "repair_orders"}) {
        const auto count = [&](const QByteArray &where) {
            return single(m_sample.get(), "SELECT count(*) FROM " + table + " WHERE " + where).toInt();
        };
        QCOMPARE(count("NOT json_valid(data)"), 0);
        QCOMPARE(count("json_extract(data, '$._id') <> _id"), 0);
        QCOMPARE(count("json_extract(data, '$._version') IS NOT CAST(_version AS TEXT)"), 0);
        QCOMPARE(count("_id NOT GLOB '*-*-7*-[89ab]*-*' OR length(_id) <> 36"), 0);
        QCOMPARE_GT(count("_archived"), 0);
    }
}

/// The names and hashes are those that Pongo 0.17 records when it makes the two collections.
void SampleTest::ledgerNamesTheCollections()
{
    QCOMPARE(firstColumn(m_sample.get(), "SELECT name || ' ' || sql_hash FROM dmb_migrations ORDER BY id"),
             QByteArrayList({"pongoCollection:bird_counts:001:createtable "
                             "ea3b5a4cc2d78e086529bc48f84186923f78417423243365a05f6a31b343e586",
                             "pongoCollection:repair_orders:001:createtable "
                             "0822465c1c182f9d48d381c0a17f9e08ef67715b0e63dca2bad0b2172642be96"}));
}

void SampleTest::everyRunMakesTheSameContent()
{
    const auto again = openDatabase(makeSample(u"again.db"_s));
    QVERIFY(again);
    QCOMPARE(contentHash(again.get()), contentHash(m_sample.get()));
}

QTEST_GUILESS_MAIN(SampleTest)

#include "tst_sample.moc"
