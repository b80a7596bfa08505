#include "bigtable.h"
#include "catalogbench.h"
#include "documentbench.h"
#include "duckbench.h"
#include "gridpaint.h"
#include "isolationbench.h"
#include "jsonbench.h"
#include "lintbench.h"
#include "migrationbench.h"
#include "pgbench.h"
#include "poolbench.h"
#include "readbench.h"
#include "splitbench.h"
#include "startbench.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QStandardPaths>

#include <algorithm>
#include <cstdio>
#include <functional>

namespace {

void measureGrid(Report &report)
{
    const auto times = workbench::measureGridPaint(9);
    report.add({ QStringLiteral("paint a page at row 1,000,000,000"), QStringLiteral("ms"), times.pageAtRowBillion,
        QStringLiteral("the same at row 0"), times.pageAtFirstRow });
    report.add({ QStringLiteral("paint a page at row 1,000,000,000"), QStringLiteral("ms"), times.pageAtRowBillion,
        QStringLiteral("QTableView at row 0"), times.tableViewPage });
}

void measureSplitting(Report &report)
{
    const auto times = dumbo::measureSplit(5);
    const auto ms = [](qint64 nanoseconds) { return double(nanoseconds) / 1e6; };
    report.add({ QStringLiteral("split 10 MB, PostgreSQL's rules"), QStringLiteral("ms"), ms(times.postgresqlRules),
        QStringLiteral("libpg_query's scanner"), ms(times.libpgqueryScanner) });
    report.add({ QStringLiteral("split 10 MB, SQLite's rules"), QStringLiteral("ms"), ms(times.sqliteRules),
        QStringLiteral("sqlite3_prepare_v2 along its tails"), ms(times.sqlitePrepare) });
}

} // namespace

int main(int argc, char **argv)
{
    // Painting is measured without a display, everything else needs none.
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Measures against peers in one run: ours, theirs, ratio. Smaller is better."));
    parser.addHelpOption();
    parser.addOption({ QStringLiteral("json"), QStringLiteral("One JSON object a line.") });
    parser.addPositionalArgument(QStringLiteral("NAME"), QStringLiteral("read, csv, spill, pg, catalog, migrations, grid, split, pool, isolation, json, documents, duckdb or start; all without it."));
    parser.process(application);

    Report report(parser.isSet(QStringLiteral("json")));
    const auto folder = QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) + QStringLiteral("/dumbo-workbench/bench");
    const auto database = bigTableFile(folder);
    if (database.isEmpty()) {
        std::fprintf(stderr, "The table for measuring can't be made in %s.\n", qPrintable(folder));
        return 1;
    }
    const std::vector<std::pair<QString, std::function<void()>>> benches {
        { QStringLiteral("read"), [&] { measureRead(report, database); } },
        { QStringLiteral("csv"), [&] { measureCsv(report, database, folder); } },
        { QStringLiteral("spill"), [&] { measureSpill(report); } },
        { QStringLiteral("pg"), [&] { measurePostgres(report, folder); } },
        { QStringLiteral("catalog"), [&] { measureCatalog(report); } },
        { QStringLiteral("migrations"), [&] { measureMigrations(report); measureLint(report); } },
        { QStringLiteral("grid"), [&] { measureGrid(report); } },
        { QStringLiteral("split"), [&] { measureSplitting(report); } },
        { QStringLiteral("pool"), [&] { measurePool(report); } },
        { QStringLiteral("isolation"), [&] { measureIsolation(report, database); } },
        { QStringLiteral("json"), [&] { dumbo::measureJson(report, folder); } },
        { QStringLiteral("documents"), [&] { measureDocuments(report, folder); } },
        { QStringLiteral("duckdb"), [&] { measureDuckDb(report, folder); } },
        { QStringLiteral("start"), [&] { measureStart(report, database); } },
    };
    const auto wanted = parser.positionalArguments();
    for (const auto &name : wanted) {
        if (std::ranges::none_of(benches, [&](const auto &bench) { return bench.first == name; })) {
            std::fprintf(stderr, "There is no measure \"%s\".\n", qPrintable(name));
            return 2;
        }
    }
    for (const auto &[name, run] : benches) {
        if (wanted.isEmpty() || wanted.contains(name))
            run();
    }
    return 0;
}
