#include "core/plugins/batchcheck.h"
#include "core/conformance/promises.h"

#include <QFile>

#include <array>

#include <malloc.h>

namespace dumbo::conformance {

namespace {

constexpr bool isSanitized =
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    true;
#else
    false;
#endif

void extremesComeBackExactly(Context &context)
{
    const auto connection = context.connect();
    for (const auto &[expression, expected] : context.quirks.extremes())
        Context::expect(Context::single(*connection, "SELECT " + expression) == expected,
            QString::fromUtf8(expression) + QStringLiteral(" came back changed"));
}

void nullIsNotEmpty(Context &context)
{
    const auto connection = context.connect();
    const auto rows
        = Context::must(Context::query(*connection, "SELECT NULL, ''"), QStringLiteral("SELECT NULL"));
    Context::expect(rows.front()[0].isNull(), QStringLiteral("NULL is not NULL"));
    Context::expect(!rows.front()[1].isNull(), QStringLiteral("an empty text became NULL"));
}

void emptyResultsHaveColumns(Context &context)
{
    const auto connection = context.connect();
    const auto execution = Context::must(
        connection->execute(Context::statement(context.quirks.selectNothing())), QStringLiteral("execute"));
    Context::expect(Context::must(execution->nextResult(), QStringLiteral("nextResult")),
        QStringLiteral("there is no result"));
    Context::expect(!execution->columns().empty(), QStringLiteral("there are no columns"));
    Context::expect(
        !Context::must(execution->next({}), QStringLiteral("next")), QStringLiteral("there are rows"));
    Context::expect(!Context::must(execution->next({}), QStringLiteral("next again")),
        QStringLiteral("rows came after the end"));
}

void wideRowsArrive(Context &context)
{
    const auto connection = context.connect();
    QByteArrayList columns;
    for (int i = 0; i < context.quirks.wideColumns(); ++i)
        columns.append(QByteArray::number(i) + " AS c" + QByteArray::number(i));
    const auto rows = Context::must(
        Context::query(*connection, "SELECT " + columns.join(", ")), QStringLiteral("a wide SELECT"));
    Context::expect(rows.size() == 1 && int(rows.front().size()) == columns.size(),
        QStringLiteral("columns are missing"));
    Context::expect(
        rows.front().back() == Value(qint64(columns.size() - 1)), QStringLiteral("the last value is wrong"));
}

void batchesKeepTheirLimits(Context &context)
{
    const auto connection = context.connect();
    for (const auto &limit :
        { BatchLimit { 7, 1'000'000, 1000 }, BatchLimit { 1000, 1, 1000 }, BatchLimit {} }) {
        const auto execution
            = Context::must(connection->execute(Context::statement(context.quirks.selectRows(1000))),
                QStringLiteral("execute"));
        Context::must(execution->nextResult(), QStringLiteral("nextResult"));
        qint64 rows = 0;
        while (const auto batch = Context::must(execution->next(limit), QStringLiteral("next"))) {
            Context::expect(batch->rowCount() >= 1 && batch->rowCount() <= limit.maxRows,
                QStringLiteral("a batch of %1 rows for a limit of %2")
                    .arg(batch->rowCount())
                    .arg(limit.maxRows));
            Context::expect(limit.maxBytes > 1 || batch->rowCount() == 1,
                QStringLiteral("the limit of bytes is ignored"));
            rows += batch->rowCount();
        }
        Context::expect(rows == 1000, QStringLiteral("%1 rows of 1000 came").arg(rows));
    }
}

void longValuesStayOutOfBatches(Context &context)
{
    const qint64 size = isSanitized ? 10'000'000 : 100'000'000;
    const auto text = context.quirks.selectLong(size);
    if (text.isEmpty())
        throw Skipped { QStringLiteral("the database can't make long values") };
    LongCell kept;
    {
        const auto connection = context.connect();
        const auto execution
            = Context::must(connection->execute(Context::statement(text)), QStringLiteral("execute"));
        Context::must(execution->nextResult(), QStringLiteral("nextResult"));
        const auto batch = Context::must(execution->next({}), QStringLiteral("next"));
        Context::expect(batch && batch->longCells().size() == 1, QStringLiteral("there is no long value"));
        Context::expect(batch->memoryBytes() < 1'000'000, QStringLiteral("the batch holds the whole value"));
        kept = batch->longCells().front();
    }
    Context::expect(
        kept.value->size() == size, QStringLiteral("the long value has %1 bytes").arg(kept.value->size()));
    const auto tail = Context::must(
        kept.value->read(size - 10, 10), QStringLiteral("reading the end after the connection is gone"));
    Context::expect(tail.size() == 10, QStringLiteral("the end is cut"));
}

void anErrorComesAfterTheLastGoodRows(Context &context)
{
    if (context.quirks.failAfter(5).isEmpty())
        throw Skipped { QStringLiteral("the database finds every error before the first row") };
    const auto connection = context.connect();
    const auto execution = Context::must(
        connection->execute(Context::statement(context.quirks.failAfter(5))), QStringLiteral("execute"));
    Context::must(execution->nextResult(), QStringLiteral("nextResult"));
    qint64 rows = 0;
    while (true) {
        const auto batch = execution->next({});
        if (!batch)
            break;
        Context::expect(batch->has_value(), QStringLiteral("the result ended without its error"));
        rows += (*batch)->rowCount();
    }
    Context::expect(rows == 5, QStringLiteral("%1 rows of 5 came before the error").arg(rows));
    Context::expect(!Context::must(execution->nextResult(), QStringLiteral("nextResult after an error")),
        QStringLiteral("a result follows the error"));
    Context::must(execution->close(CloseMode::Cancel), QStringLiteral("close"));
    context.expectItWorks(*connection, QStringLiteral("the connection is not usable after an error"));
}

void batchesOutliveTheConnection(Context &context)
{
    std::optional<Batch> batch;
    {
        const auto connection = context.connect();
        const auto execution
            = Context::must(connection->execute(Context::statement(context.quirks.selectRows(100))),
                QStringLiteral("execute"));
        Context::must(execution->nextResult(), QStringLiteral("nextResult"));
        batch = Context::must(execution->next({}), QStringLiteral("next"));
    }
    Context::expect(!batchFault(*batch, batch->columnCount(), 16384), QStringLiteral("the batch is broken"));
    const auto first = Context::must(cellValue(batch->cell(0, 0)), QStringLiteral("reading a cell"));
    const auto isOne = first == Value(1) || first == Value(quint64(1)) || first == Value::text(QByteArray("1"));
    Context::expect(isOne, QStringLiteral("the batch changed"));
}

/// The process's memory that is not shared with files, in bytes.
qint64 residentBytes()
{
    malloc_trim(0);
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        throw Skipped { QStringLiteral("the system does not tell the process's memory") };
    return file.readAll().split(' ').value(1).toLongLong() * 4096;
}

void streamingKeepsMemory(Context &context)
{
    const auto wanted = qMin(isSanitized ? 100'000 : context.quirks.streamedRows(), context.quirks.maxSelectedRows());
    const auto connection = context.connect();
    const auto execution
        = Context::must(connection->execute(Context::statement(context.quirks.selectRows(wanted))),
            QStringLiteral("execute"));
    Context::must(execution->nextResult(), QStringLiteral("nextResult"));
    const auto first = Context::must(execution->next({}), QStringLiteral("next"));
    const auto before = residentBytes();
    auto rows = first ? first->rowCount() : 0;
    while (const auto batch = Context::must(execution->next({}), QStringLiteral("next")))
        rows += batch->rowCount();
    Context::expect(rows >= wanted, QStringLiteral("%1 rows of %2 came").arg(rows).arg(wanted));
    if (!isSanitized)
        Context::expect(residentBytes() - before < 16'000'000,
            QStringLiteral("memory grew by %1 bytes").arg(residentBytes() - before));
}

void parametersOfEveryKindArrive(Context &context)
{
    const auto connection = context.connect();
    for (const auto &[given, expected, expression] : context.quirks.parameters()) {
        const auto text = "SELECT " + (expression.isEmpty() ? context.quirks.placeholder(1) : expression);
        Context::expect(Context::single(*connection, text, Context::positional(given)) == expected,
            QStringLiteral("a parameter of kind %1 came back changed by %2")
                .arg(QString::number(given.variant().index()), QString::fromUtf8(text)));
    }
}

/// Texts in several scripts, and what SQL or a careless driver could take for something else.
constexpr std::array scripts { "plain", "ÄÖÜ ß ñ", "Ελληνικά", "русский", "العربية", "हिन्दी", "日本語 한국어", "🐘👨\u200d👩\u200d👧", "e\u0301 and \u00e9",
    "\u202eright to left", "\ufeffmark", "line\nbreak\r\n\ttab ", " spaces ", "it's \"quoted\" `so` [too]", "back\\slash \\n",
    "50 % _ ?", "$1 :name @name", "{\"a\": [1, 2]}", "-- /* */ ;", "NULL" };

void textsOfEveryScriptComeBack(Context &context)
{
    const auto connection = context.connect();
    // The server's default may hold less than Unicode, but a text that was sent is never changed in silence.
    Context::run(*connection, "CREATE TABLE t (a text)");
    for (const auto *script : scripts) {
        const auto given = Value::text(QByteArray(script));
        Context::expect(Context::single(*connection, context.quirks.echoText(), Context::positional(given)) == given,
            QString::fromUtf8(script) + QStringLiteral(" came back changed as a parameter"));
        Context::run(*connection, "DELETE FROM t");
        std::ignore = Context::must(Context::query(*connection, "INSERT INTO t VALUES (" + context.quirks.placeholder(1) + ')',
                                        Context::positional(given)),
            QStringLiteral("INSERT"));
        Context::expect(Context::single(*connection, "SELECT a FROM t") == given,
            QString::fromUtf8(script) + QStringLiteral(" came back changed from a table"));
    }
    for (const auto *literal : { "ÄÖÜ", "日本語", "🐘" })
        Context::expect(Context::single(*connection, "SELECT '" + QByteArray(literal) + '\'') == Value::text(QByteArray(literal)),
            QString::fromUtf8(literal) + QStringLiteral(" came back changed as a literal"));
}

/// Runs one statement to its end and answers what it did.
CommandOutcome outcomeOf(Connection &connection, const QByteArray &text)
{
    const auto execution = Context::must(connection.execute(Context::statement(text)), QString::fromUtf8(text));
    Context::expect(Context::must(execution->nextResult(), QString::fromUtf8(text)), QStringLiteral("there is no result"));
    while (Context::must(execution->next({}), QString::fromUtf8(text))) { }
    return execution->outcome();
}

void outcomesAreTold(Context &context)
{
    const auto connection = context.connect();
    Context::run(*connection, "CREATE TABLE t (a integer)");
    const std::array<std::pair<QByteArray, qint64>, 4> cases { { { "INSERT INTO t VALUES (1), (2), (3)", 3 },
        { "UPDATE t SET a = 5", 3 }, { "DELETE FROM t WHERE a = 5", 3 }, { "DELETE FROM t WHERE a = 77", 0 } } };
    for (const auto &[text, affected] : cases) {
        const auto outcome = outcomeOf(*connection, text);
        Context::expect(outcome.affectedRows == affected,
            QString::fromUtf8(text) + QStringLiteral(" says %1 rows").arg(outcome.affectedRows.value_or(-1)));
        Context::expect(outcome.tag.startsWith(text.left(6)), QString::fromUtf8(text) + QStringLiteral(" says ") + QString::fromUtf8(outcome.tag));
    }
    Context::expect(!outcomeOf(*connection, "SELECT a FROM t").tag.isEmpty(), QStringLiteral("SELECT has no tag"));
}

void aCommandIsAResultWithoutColumns(Context &context)
{
    const auto connection = context.connect();
    for (const auto *text : { "CREATE TABLE t (a integer)", "INSERT INTO t VALUES (1)", "DROP TABLE t" }) {
        const auto execution = Context::must(connection->execute(Context::statement(text)), QString::fromUtf8(text));
        Context::expect(Context::must(execution->nextResult(), QString::fromUtf8(text)),
            QString::fromUtf8(text) + QStringLiteral(" has no result"));
        Context::expect(execution->columns().empty(), QString::fromUtf8(text) + QStringLiteral(" has columns"));
        Context::expect(!Context::must(execution->next({}), QString::fromUtf8(text)), QString::fromUtf8(text) + QStringLiteral(" has rows"));
        Context::expect(!Context::must(execution->nextResult(), QString::fromUtf8(text)),
            QString::fromUtf8(text) + QStringLiteral(" has a second result"));
    }
}

void columnsTellTheirTypes(Context &context)
{
    const auto connection = context.connect();
    Context::run(*connection, "CREATE TABLE t (a integer, b varchar(10))");
    const auto execution
        = Context::must(connection->execute(Context::statement("SELECT a, b FROM t")), QStringLiteral("execute"));
    Context::must(execution->nextResult(), QStringLiteral("nextResult"));
    const auto columns = execution->columns();
    Context::expect(columns.size() == 2 && columns[0].kind == LogicalKind::Integer && columns[1].kind == LogicalKind::Text,
        QStringLiteral("integer and varchar are not told as such"));
    Context::expect(!columns[0].typeName.isEmpty() && !columns[1].typeName.isEmpty(), QStringLiteral("a type has no name"));
}

void longParametersArrive(Context &context)
{
    const auto connection = context.connect();
    QByteArray text(3'000'000, 'x');
    for (qsizetype i = 0; i < text.size(); i += 1000)
        text[i] = char('a' + (i / 1000) % 26);
    Context::expect(
        Context::single(*connection, context.quirks.echoText(), Context::positional(Value::text(text))) == Value::text(text),
        QStringLiteral("3 MB of text came back changed"));
}

void columnNamesMayRepeat(Context &context)
{
    const auto connection = context.connect();
    const auto execution
        = Context::must(connection->execute(Context::statement("SELECT 1 AS a, 2 AS a")), QStringLiteral("execute"));
    Context::must(execution->nextResult(), QStringLiteral("nextResult"));
    Context::expect(execution->columns().size() == 2 && execution->columns()[0].name == QLatin1StringView("a")
            && execution->columns()[1].name == QLatin1StringView("a"),
        QStringLiteral("the names were changed"));
    const auto batch = Context::must(execution->next({}), QStringLiteral("next"));
    Context::expect(batch && cellValue(batch->cell(0, 0)) == Value(1) && cellValue(batch->cell(0, 1)) == Value(2),
        QStringLiteral("the values are wrong"));
}

void aResultMayBeLeftEarly(Context &context)
{
    const auto connection = context.connect();
    for (const auto mode : { CloseMode::Cancel, CloseMode::Drain }) {
        const auto execution = Context::must(
            connection->execute(Context::statement(context.quirks.selectRows(qMin(qint64(50'000), context.quirks.maxSelectedRows())))), QStringLiteral("execute"));
        Context::must(execution->nextResult(), QStringLiteral("nextResult"));
        std::ignore = Context::must(execution->next(BatchLimit::first()), QStringLiteral("next"));
        Context::must(execution->close(mode), QStringLiteral("close"));
        context.expectItWorks(*connection, QStringLiteral("the next statement got the rest"));
    }
}

void namedParametersArrive(Context &context)
{
    const auto connection = context.connect();
    Parameters parameters;
    parameters.named = { { "b", Value(2) }, { "a", Value(1) } };
    const auto rows = Context::must(
        Context::query(*connection, context.quirks.placeholder(1).startsWith('$') ? "SELECT $a, $b" : "SELECT :a, :b", parameters),
        QStringLiteral("named parameters"));
    Context::expect(
        rows.front() == (std::vector { Value(1), Value(2) }), QStringLiteral("they were mixed up"));
}

void parametersThatDoNotFitAreAnError(Context &context)
{
    const auto connection = context.connect();
    const auto two = "SELECT " + context.quirks.placeholder(1) + ", " + context.quirks.placeholder(2);
    Context::expectError(Context::query(*connection, two, Context::positional(Value(1))), ErrorKind::Data,
        QStringLiteral("one value for two parameters"));
    Context::expectError(Context::query(*connection, context.quirks.selectOne(), Context::positional(Value(1))), ErrorKind::Data,
        QStringLiteral("one value for no parameter"));
}

void oddIdentifiersWork(Context &context)
{
    const auto connection = context.connect();
    for (const auto *name :
        { "with space", "do.t", "qu\"ote", "ba`ck", "sin'gle", "emo🐘ji", "select", "MiXeD", "a;b", "a--b" }) {
        if (!context.quirks.canName(name))
            continue;
        const auto quoted = Context::quoted(*connection, name);
        Context::run(*connection, "CREATE TABLE " + quoted + " (" + quoted + " integer)");
        Context::run(*connection, "INSERT INTO " + quoted + " VALUES (7)");
        const auto execution
            = Context::must(connection->execute(Context::statement("SELECT " + quoted + " FROM " + quoted)),
                QString::fromUtf8(quoted));
        Context::must(execution->nextResult(), QStringLiteral("nextResult"));
        Context::expect(execution->columns().front().name == QString::fromUtf8(name),
            QString::fromUtf8(name) + QStringLiteral(" became ") + execution->columns().front().name);
    }
}

void errorsHaveTheirKinds(Context &context)
{
    for (const auto &[setUp, statement, kind, expectsPosition] : context.quirks.errors()) {
        context.quirks.renew();
        const auto connection = context.connect();
        if (!setUp.isEmpty())
            Context::runScript(*connection, setUp);
        const auto outcome = Context::query(*connection, statement);
        Context::expectError(outcome, kind, QString::fromUtf8(statement));
        Context::expect(!outcome.error().message().isEmpty(),
            QString::fromUtf8(statement) + QStringLiteral(" has no message"));
        Context::expect(!expectsPosition || outcome.error().position(),
            QString::fromUtf8(statement) + QStringLiteral(" has no position"));
    }
}

constexpr std::array promises {
    Promise { "extremesComeBackExactly", {}, extremesComeBackExactly, {}, true },
    Promise { "nullIsNotEmpty", {}, nullIsNotEmpty, Need::Values, true },
    Promise { "emptyResultsHaveColumns", {}, emptyResultsHaveColumns, {}, true },
    Promise { "wideRowsArrive", {}, wideRowsArrive, Need::Values },
    Promise { "batchesKeepTheirLimits", {}, batchesKeepTheirLimits, {}, true },
    Promise { "longValuesStayOutOfBatches", {}, longValuesStayOutOfBatches },
    Promise { "anErrorComesAfterTheLastGoodRows", {}, anErrorComesAfterTheLastGoodRows, {}, true },
    Promise { "batchesOutliveTheConnection", {}, batchesOutliveTheConnection, {}, true },
    Promise { "streamingKeepsMemory", Capability::Streaming, streamingKeepsMemory },
    Promise { "parametersOfEveryKindArrive", {}, parametersOfEveryKindArrive, Need::Parameters, true },
    Promise { "textsOfEveryScriptComeBack", {}, textsOfEveryScriptComeBack, Need::Tables | Need::Parameters | Need::Values },
    Promise { "longParametersArrive", {}, longParametersArrive, Need::Parameters | Need::Values },
    Promise { "outcomesAreTold", {}, outcomesAreTold, Need::Tables, true },
    Promise { "aCommandIsAResultWithoutColumns", {}, aCommandIsAResultWithoutColumns, Need::Tables, true },
    Promise { "columnsTellTheirTypes", {}, columnsTellTheirTypes, Need::Tables, true },
    Promise { "columnNamesMayRepeat", {}, columnNamesMayRepeat, Need::Values, true },
    Promise { "aResultMayBeLeftEarly", {}, aResultMayBeLeftEarly, {}, true },
    Promise { "namedParametersArrive", Capability::NamedParameters, namedParametersArrive, Need::Parameters | Need::Values, true },
    Promise { "parametersThatDoNotFitAreAnError", {}, parametersThatDoNotFitAreAnError, Need::Parameters | Need::Values, true },
    Promise { "oddIdentifiersWork", {}, oddIdentifiersWork, Need::Tables },
    Promise { "errorsHaveTheirKinds", {}, errorsHaveTheirKinds, {}, true },
};

} // namespace

std::span<const Promise> promisesOfResults()
{
    return promises;
}

} // namespace dumbo::conformance
