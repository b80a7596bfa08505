#include "ui/history/historystore.h"

#include "core/connection/session.h"
#include "core/plugins/driverregistry.h"

#include <QDir>
#include <QFileInfo>

namespace workbench {

using dumbo::Executor;
using dumbo::Result;
using dumbo::Statement;
using dumbo::Value;

namespace {

Result<void> prepare(Executor &executor, const std::shared_ptr<bool> &prepared)
{
    if (*prepared)
        return {};
    for (const auto *text : { "CREATE TABLE IF NOT EXISTS runs (id INTEGER PRIMARY KEY, time TEXT NOT NULL, connection TEXT NOT NULL, "
                              "text TEXT NOT NULL, milliseconds INTEGER, rows INTEGER, error TEXT NOT NULL)",
             "CREATE INDEX IF NOT EXISTS runs_by_time ON runs (time)" }) {
        Statement statement;
        statement.text = text;
        statement.purpose = dumbo::Purpose::Internal;
        if (const auto done = executor.command(statement); !done)
            return dumbo::fail(done.error());
    }
    *prepared = true;
    return {};
}

Statement statement(const QByteArray &text, std::vector<Value> values)
{
    Statement result;
    result.text = text;
    result.parameters.positional = std::move(values);
    result.purpose = dumbo::Purpose::Internal;
    return result;
}

Value number(std::optional<qint64> value)
{
    return value ? Value(*value) : Value();
}

Result<void> insert(Executor &executor, const HistoryEntry &entry)
{
    const auto milliseconds = entry.elapsed ? std::optional<qint64>(entry.elapsed->count()) : std::nullopt;
    const auto done = executor.command(statement(
        "INSERT INTO runs (time, connection, text, milliseconds, rows, error) VALUES (?, ?, ?, ?, ?, ?)",
        { Value::text(entry.time.toUTC().toString(Qt::ISODateWithMs)), Value::text(entry.connection), Value::text(entry.text),
            number(milliseconds), number(entry.rows), Value::text(entry.error) }));
    if (!done)
        return dumbo::fail(done.error());
    if (done->lastInsertId.value_or(1) % 100 != 0)
        return {};
    const auto cut = executor.command(statement(
        "DELETE FROM runs WHERE id <= (SELECT max(id) FROM runs) - ?", { Value(qint64(HistoryStore::mostEntries)) }));
    return cut ? Result<void>() : dumbo::fail(cut.error());
}

Result<std::vector<HistoryItem>> find(Executor &executor, const QStringList &words, int most)
{
    QByteArray text = "SELECT id, time, connection, text, milliseconds, rows, error FROM runs";
    std::vector<Value> values;
    for (const auto &word : words) {
        text += values.empty() ? " WHERE " : " AND ";
        text += "instr(lower(text || ' ' || connection || ' ' || error), lower(?)) > 0";
        values.push_back(Value::text(word));
    }
    text += " ORDER BY id DESC LIMIT ?";
    values.push_back(Value(qint64(most)));
    const auto rows = executor.query(statement(text, std::move(values)));
    if (!rows)
        return dumbo::fail(rows.error());
    std::vector<HistoryItem> items;
    for (qint64 i = 0; i < rows->rowCount(); ++i) {
        const auto row = rows->row(i);
        HistoryItem item;
        item.id = row.integer(0).value_or(0);
        item.entry.time = QDateTime::fromString(row.text(1), Qt::ISODateWithMs).toLocalTime();
        item.entry.connection = row.text(2);
        item.entry.text = row.text(3);
        if (const auto milliseconds = row.integer(4))
            item.entry.elapsed = std::chrono::milliseconds(*milliseconds);
        if (const auto count = row.integer(5))
            item.entry.rows = *count;
        item.entry.error = row.text(6);
        items.push_back(std::move(item));
    }
    return items;
}

} // namespace

HistoryStore::HistoryStore(
    dumbo::DriverRegistry &registry, const dumbo::Connector &connector, const QString &filePath, QObject *parent)
    : QObject(parent)
    , m_registry(registry)
    , m_connector(connector)
    , m_filePath(filePath)
    , m_prepared(std::make_shared<bool>(false))
{
}

HistoryStore::~HistoryStore() = default;

bool HistoryStore::isAvailable() const
{
    return m_registry.describe(m_connector).has_value();
}

dumbo::Session *HistoryStore::session()
{
    if (m_session || !isAvailable())
        return m_session.get();
    QDir().mkpath(QFileInfo(m_filePath).path());
    if (!QFile::exists(m_filePath)) {
        // Texts of statements may hold personal data: for the owner's eyes.
        QFile file(m_filePath);
        if (file.open(QIODevice::WriteOnly, QFileDevice::ReadOwner | QFileDevice::WriteOwner))
            file.close();
    }
    dumbo::ConnectionTarget target;
    target.connector = m_connector;
    target.options.set(m_registry.describe(m_connector)->pathOption, m_filePath);
    dumbo::SessionOptions options;
    options.connectAtOnce = false;
    m_session = dumbo::Session::open(m_registry, target, {}, options);
    return m_session.get();
}

template <typename F>
void HistoryStore::write(F function)
{
    auto *open = session();
    if (!open)
        return;
    dumbo::JobOptions options;
    options.name = tr("History");
    options.purpose = dumbo::Purpose::Internal;
    const auto reply = open->submit(
        [function = std::move(function), prepared = m_prepared](Executor &executor) -> Result<bool> {
            if (const auto done = prepare(executor, prepared); !done)
                return dumbo::fail(done.error());
            if (const Result<void> done = function(executor); !done)
                return dumbo::fail(done.error());
            return true;
        },
        options);
    dumbo::onFinished(reply, this, [this](const Result<bool> &done) {
        if (done)
            Q_EMIT changed();
        else
            Q_EMIT failed(done.error());
    });
}

void HistoryStore::record(const HistoryEntry &entry)
{
    write([entry](Executor &executor) { return insert(executor, entry); });
}

void HistoryStore::search(const QString &words, int most, QObject *context, Found function)
{
    auto *open = session();
    if (!open) {
        function(dumbo::fail(dumbo::ErrorKind::NotRegistered, tr("The driver %1, which keeps the history, is not there.").arg(m_connector.toText())));
        return;
    }
    const auto list = words.split(u' ', Qt::SkipEmptyParts);
    const auto reply = open->submit([list, most, prepared = m_prepared](Executor &executor) -> Result<std::vector<HistoryItem>> {
        if (const auto done = prepare(executor, prepared); !done)
            return dumbo::fail(done.error());
        return find(executor, list, most);
    });
    dumbo::onFinished(reply, context, std::move(function));
}

void HistoryStore::remove(const std::vector<qint64> &ids)
{
    write([ids](Executor &executor) -> Result<void> {
        for (const auto id : ids) {
            if (const auto done = executor.command(statement("DELETE FROM runs WHERE id = ?", { Value(id) })); !done)
                return dumbo::fail(done.error());
        }
        return {};
    });
}

void HistoryStore::clear()
{
    write([](Executor &executor) -> Result<void> {
        const auto done = executor.command(statement("DELETE FROM runs", {}));
        return done ? Result<void>() : dumbo::fail(done.error());
    });
}

} // namespace workbench
