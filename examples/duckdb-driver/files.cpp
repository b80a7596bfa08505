#include "files.h"

#include "textrows.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <array>

namespace dumbo::duckdb {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DuckDB", text);
}

struct SuffixReader
{
    const char *suffix;
    const char *reader;
};

constexpr std::array suffixReaders {
    SuffixReader { "parquet", "read_parquet" },
    SuffixReader { "csv", "read_csv" },
    SuffixReader { "tsv", "read_csv" },
    SuffixReader { "json", "read_json" },
    SuffixReader { "ndjson", "read_json" },
    SuffixReader { "jsonl", "read_json" },
};

bool isParquet(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) && file.read(4) == "PAR1";
}

} // namespace

std::optional<TableFile> tableFile(const QString &path)
{
    const QFileInfo info(path);
    auto name = info.fileName();
    for (const auto *packed : { ".gz", ".zst" }) {
        if (name.endsWith(QLatin1StringView(packed), Qt::CaseInsensitive))
            name.chop(qsizetype(qstrlen(packed)));
    }
    const auto suffix = name.section(u'.', -1).toLower();
    auto view = name.section(u'.', 0, -2);
    if (view.isEmpty())
        view = name;
    for (const auto &[known, reader] : suffixReaders) {
        if (suffix == QLatin1StringView(known) && name.contains(u'.'))
            return TableFile { info.absoluteFilePath(), view, reader };
    }
    // A database that is open here must not be opened by its name: closing that would free DuckDB's lock on the file.
    const auto isDatabase = suffix == QLatin1StringView("duckdb") || suffix == QLatin1StringView("ddb") || suffix == QLatin1StringView("db");
    if (!isDatabase && info.isFile() && isParquet(path))
        return TableFile { info.absoluteFilePath(), view, "read_parquet" };
    return std::nullopt;
}

Result<void> openTableFile(Engine &engine, const TableFile &file)
{
    if (!QFileInfo::exists(file.path))
        return fail(ErrorKind::NotFound, tr("There is no file %1.").arg(file.path));
    const auto made = engine.run("CREATE VIEW " + quotedName(file.view) + " AS SELECT * FROM " + file.reader + '(' + quotedText(file.path) + ')');
    if (made)
        return {};
    return fail(Error(ErrorKind::Connection, tr("%1 could not be read: %2").arg(file.path, made.error().message()))
                    .withServerMessage(made.error().serverMessage())
                    .withDetail(made.error().detail()));
}

} // namespace dumbo::duckdb
