#include "bigtable.h"

#include <QDir>
#include <QFile>

#include <sqlite3.h>

namespace {

constexpr char script[] = R"sql(
PRAGMA page_size = 4096;
BEGIN;
CREATE TABLE big (id INTEGER PRIMARY KEY, name TEXT NOT NULL, amount DECIMAL(12,2) NOT NULL, made TIMESTAMP NOT NULL,
    active BOOLEAN NOT NULL, details JSON NOT NULL, note TEXT);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000)
INSERT INTO big SELECT i, printf('customer %07d abc', i * 7919 % 1000003), printf('%d.%02d', i * 31 % 99999, i % 100) || '',
    strftime('%Y-%m-%d %H:%M:%S', 1600000000 + i * 61, 'unixepoch') || '.123456', i % 2,
    printf('{"id":%d,"tags":["red","green"],"city":"Port %d","weight":%d.50,"open":true,"text":"%s"}', i, i % 997, i % 100,
        substr('the quick brown fox jumps over it', 1 + i % 9)),
    CASE WHEN i % 3 = 0 THEN NULL ELSE printf('note %x', i * 2654435761 % 4294967296) END FROM n;
COMMIT;
)sql";

} // namespace

QString bigTableFile(const QString &folder)
{
    const auto path = QDir(folder).filePath(QStringLiteral("big.db"));
    if (QFile::exists(path))
        return path;
    const auto unfinished = path + QStringLiteral(".new");
    QDir().mkpath(folder);
    QFile::remove(unfinished);
    sqlite3 *database = nullptr;
    const auto isMade = sqlite3_open(unfinished.toUtf8().constData(), &database) == SQLITE_OK
        && sqlite3_exec(database, script, nullptr, nullptr, nullptr) == SQLITE_OK;
    sqlite3_close(database);
    return isMade && QFile::rename(unfinished, path) ? path : QString();
}
