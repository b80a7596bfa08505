#include "migrations.h"

#include "schemaparts.h"
#include "scratchfiles.h"
#include "textrows.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <utility>

namespace dumbo::duckdb {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DuckDB", text);
}

class Migrations final : public MigrationsExtension
{
public:
    Migrations(Connection &connection, Engine &engine)
        : m_connection(connection)
        , m_engine(engine)
    {
    }
    ~Migrations() override { release(); }

    bool lockIsTransaction() const override { return true; }
    Result<bool> tryLock() override
    {
        if (!m_hasLock)
            m_hasLock = m_engine.database().tryLockMigrations();
        if (!m_hasLock || m_connection.transactionState() == TransactionState::Active)
            return m_hasLock;
        const auto begun = m_connection.begin({});
        if (begun)
            return true;
        release();
        return fail(begun.error());
    }
    Result<QString> lockHolder() override
    {
        return m_hasLock || !m_engine.database().isMigrating() ? QString() : tr("another connection of this program");
    }
    Result<void> unlock() override
    {
        release();
        return m_connection.transactionState() == TransactionState::Idle ? Result<void>() : m_connection.rollback();
    }

    DryRunPlace dryRunPlace() const override { return DryRunPlace::Copy; }
    Result<QStringList> dryRunLimits() override
    {
        return QStringList { tr("It is made on a copy of the database, from which other files can't be read or written: "
                                "statements that do so can't be tried. Sequences count from their start there.") };
    }
    Result<void> beginDryRun(const DryRunOptions &options) override;
    Result<StatementMeasurement> measure(const StatementText &statement) override;
    bool isDryRunOver() const override { return m_isOver; }
    /// Keys and checks hold at once.
    Result<QStringList> check() override { return QStringList(); }
    Result<void> endDryRun() override
    {
        m_isOver = true;
        return m_connection.transactionState() == TransactionState::Idle ? Result<void>() : m_connection.rollback();
    }

    Result<QStringList> sweepScratch() override { return ScratchFiles::sweep(); }
    Result<ScratchDatabase> createScratch(const ScratchRequest &request) override;
    Result<void> dropScratch(const ScratchDatabase &scratch) override { return m_scratch.drop(scratch.name); }

    Result<std::vector<ObjectActivity>> activity(std::span<const ObjectPath> objects) override;

private:
    void release()
    {
        if (std::exchange(m_hasLock, false))
            m_engine.database().unlockMigrations();
    }
    [[nodiscard]] Result<QString> databasePath();
    [[nodiscard]] Result<QSet<QString>> objectNames(std::map<QString, ObjectPath> &paths);
    [[nodiscard]] Result<void> run(const QByteArray &text);
    [[nodiscard]] Result<void> copyInto(const QByteArray &name);
    [[nodiscard]] Result<void> copyTo(const QString &path);

    Connection &m_connection;
    Engine &m_engine;
    ScratchFiles m_scratch;
    DryRunOptions m_options;
    bool m_isOver = true;
    bool m_hasLock = false;
};

Result<QString> Migrations::databasePath()
{
    const auto rows = textRows(m_engine, "SELECT path FROM duckdb_databases() WHERE database_name = current_database()");
    if (!rows)
        return fail(rows.error());
    return rows->empty() ? QString() : rows->front().front().value_or(QString());
}

Result<void> Migrations::run(const QByteArray &text)
{
    Statement statement;
    statement.text = text;
    statement.purpose = Purpose::Internal;
    const auto execution = m_connection.execute(statement);
    if (!execution)
        return fail(execution.error());
    for (;;) {
        const auto more = (*execution)->nextResult();
        if (!more)
            return fail(more.error());
        if (!*more)
            return {};
    }
}

Result<void> Migrations::beginDryRun(const DryRunOptions &options)
{
    m_isOver = true;
    if (m_connection.transactionState() != TransactionState::Idle)
        return fail(ErrorKind::InvalidOperation, tr("A transaction is open; a dry run needs one of its own."));
    const auto path = databasePath();
    if (!path)
        return fail(path.error());
    if (!ScratchFiles::isScratch(*path))
        return fail(ErrorKind::InvalidOperation, tr("DuckDB tries migrations on a copy of the database only."));
    // The engine itself refuses from now on what would leave the copy: COPY, ATTACH, EXPORT, INSTALL and functions that read files.
    if (const auto closed = run("SET enable_external_access = false"); !closed)
        return closed;
    m_options = options;
    if (options.inTransaction) {
        if (const auto begun = m_connection.begin({}); !begun)
            return begun;
    }
    m_isOver = false;
    return {};
}

Result<QSet<QString>> Migrations::objectNames(std::map<QString, ObjectPath> &paths)
{
    const auto rows = textRows(m_engine,
        "SELECT 't', schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database() "
        "UNION ALL SELECT 'v', schema_name, view_name FROM duckdb_views() WHERE NOT internal AND database_name = current_database() "
        "UNION ALL SELECT 'i', schema_name, index_name FROM duckdb_indexes() WHERE database_name = current_database() "
        "UNION ALL SELECT 's', schema_name, sequence_name FROM duckdb_sequences() WHERE database_name = current_database()");
    if (!rows)
        return fail(rows.error());
    QSet<QString> names;
    for (const auto &row : *rows) {
        const ObjectPath path { {}, row[1].value_or(QString()), row[2].value_or(QString()) };
        const auto name = *row[0] + u' ' + path.schema + u'.' + path.name;
        paths.emplace(name, path);
        names.insert(name);
    }
    return names;
}

/// Whether the text begins or ends a transaction.
bool isTransactionControl(const StatementText &text)
{
    static const QSet<QByteArray> words { "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT" };
    qsizetype at = 0;
    while (at < text.size()) {
        if (QByteArrayView(text).sliced(at).startsWith("--"))
            at = std::max(at, text.indexOf('\n', at) < 0 ? text.size() : text.indexOf('\n', at));
        else if (QByteArrayView(text).sliced(at).startsWith("/*"))
            at = text.indexOf("*/", at) < 0 ? text.size() : text.indexOf("*/", at) + 1;
        else if (!std::isspace(static_cast<unsigned char>(text[at])) && text[at] != ';')
            break;
        ++at;
    }
    auto end = at;
    while (end < text.size() && std::isalpha(static_cast<unsigned char>(text[end])))
        ++end;
    return words.contains(text.sliced(std::min(at, text.size()), end - std::min(at, end)).toUpper());
}

Result<StatementMeasurement> Migrations::measure(const StatementText &text)
{
    if (m_isOver)
        return fail(ErrorKind::InvalidOperation, tr("No dry run is under way."));
    if (isTransactionControl(text))
        return fail(ErrorKind::InvalidOperation, tr("A dry run decides itself where its transaction begins and ends."));
    std::map<QString, ObjectPath> paths;
    const auto before = objectNames(paths);
    if (!before)
        return fail(before.error());
    Statement statement;
    statement.text = text;
    StatementMeasurement measurement;
    const auto started = std::chrono::steady_clock::now();
    m_isOver = true;
    const auto execution = m_connection.execute(statement);
    if (!execution)
        return fail(execution.error());
    for (;;) {
        const auto more = (*execution)->nextResult();
        if (!more)
            return fail(more.error());
        if (!*more)
            break;
        for (;;) {
            const auto batch = (*execution)->next({});
            if (!batch)
                return fail(batch.error());
            if (!*batch)
                break;
        }
        measurement.rows = (*execution)->outcome().affectedRows;
    }
    measurement.time = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started);
    const auto after = objectNames(paths);
    if (!after)
        return fail(after.error());
    const auto made = *after - *before;
    const auto gone = *before - *after;
    for (const auto &name : made)
        measurement.created.push_back(paths.at(name));
    for (const auto &name : gone)
        measurement.dropped.push_back(paths.at(name));
    std::ranges::sort(measurement.created);
    std::ranges::sort(measurement.dropped);
    m_isOver = m_options.inTransaction && m_connection.transactionState() != TransactionState::Active;
    return measurement;
}

/// COPY FROM DATABASE takes rows in an order in which foreign keys may not hold, so it copies the definitions only.
Result<void> Migrations::copyInto(const QByteArray &name)
{
    CatalogRequest request;
    request.includeDdl = true;
    const auto catalog = m_connection.catalog(request);
    if (!catalog)
        return fail(catalog.error());
    const auto current = QString::fromUtf8(m_engine.ask("SELECT current_database()"));
    if (const auto copied = run("COPY FROM DATABASE " + quotedName(current) + " TO " + name + " (SCHEMA)"); !copied)
        return copied;
    const auto tables = SchemaParts::of(*catalog).tablesInOrder();
    for (const auto *table : tables) {
        QByteArrayList columns;
        for (const auto &column : table->columns) {
            if (column.generated == GeneratedKind::None)
                columns.append(quotedName(column.name));
        }
        const auto list = columns.join(", ");
        const auto from = quotedName(current) + '.' + sqlName(table->path);
        if (const auto copied = run("INSERT INTO " + name + '.' + sqlName(table->path) + " (" + list + ") SELECT " + list + " FROM " + from); !copied)
            return copied;
    }
    return {};
}

Result<void> Migrations::copyTo(const QString &path)
{
    const QByteArray name = "\"dumbo scratch\"";
    if (const auto attached = run("ATTACH " + quotedText(path) + " AS " + name); !attached)
        return attached;
    // One transaction, so that the copy is of one moment.
    auto copied = m_connection.begin({});
    if (copied) {
        copied = copyInto(name);
        const auto ended = copied ? m_connection.commit() : m_connection.rollback();
        if (copied)
            copied = ended;
    }
    const auto detached = run("DETACH " + name);
    return copied ? detached : copied;
}

Result<ScratchDatabase> Migrations::createScratch(const ScratchRequest &request)
{
    if (m_connection.transactionState() != TransactionState::Idle)
        return fail(ErrorKind::InvalidOperation, tr("A transaction is open; a copy of the database is made outside of one."));
    const auto path = m_scratch.reserve();
    if (!path)
        return fail(path.error());
    if (const auto copied = request.withRows ? copyTo(*path) : Result<void>(); !copied) {
        std::ignore = m_scratch.drop(*path);
        return fail(Error(copied.error().kind(), tr("The database could not be copied: %1").arg(copied.error().message())).withCause(copied.error()));
    }
    ScratchDatabase scratch;
    scratch.name = *path;
    scratch.options.set(QStringLiteral("path"), *path);
    scratch.options.set(QStringLiteral("create"), true);
    return scratch;
}

Result<std::vector<ObjectActivity>> Migrations::activity(std::span<const ObjectPath> objects)
{
    const auto rows = textRows(m_engine, "SELECT schema_name, table_name, estimated_size::VARCHAR FROM duckdb_tables() WHERE database_name = current_database()");
    if (!rows)
        return fail(rows.error());
    std::vector<ObjectActivity> all;
    for (const auto &object : objects) {
        ObjectActivity activity;
        activity.object = object;
        const auto found = std::ranges::find_if(*rows, [&](const TextRow &row) {
            return row[1] == object.name && (object.schema.isEmpty() || row[0] == object.schema);
        });
        if (found != rows->end())
            activity.rowEstimate = (*found)[2].value_or(QString()).toLongLong();
        all.push_back(std::move(activity));
    }
    return all;
}

} // namespace

std::unique_ptr<MigrationsExtension> makeMigrationsExtension(Connection &connection, Engine &engine)
{
    return std::make_unique<Migrations>(connection, engine);
}

} // namespace dumbo::duckdb
