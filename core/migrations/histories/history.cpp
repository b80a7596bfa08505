#include "core/migrations/histories/history.h"

#include "core/migrations/histories/historytable.h"
#include "core/sql/sql.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QTimeZone>

#include <algorithm>

namespace dumbo {

namespace {

using State = HistoryEntry::State;

QString tr(const char *text)
{
    return QCoreApplication::translate("History", text);
}

/// "MigrationId" and "migration_id" are one column.
QString comparable(QString name)
{
    return name.remove(u'_').toLower();
}

const CatalogColumn *columnOf(const CatalogObject &table, const QString &name)
{
    const auto wanted = comparable(name);
    const auto found = std::ranges::find_if(table.columns, [&](const CatalogColumn &column) { return comparable(column.name) == wanted; });
    return found == table.columns.end() ? nullptr : &*found;
}

bool fits(const HistoryDescriptor &tool, const CatalogObject &table, const CatalogPart &catalog)
{
    const auto has = [&](const QString &column) { return columnOf(table, column) != nullptr; };
    if (tool.table.isEmpty() || table.path.name.compare(tool.table, Qt::CaseInsensitive) != 0)
        return false;
    if (!std::ranges::all_of(tool.columns, has) || std::ranges::any_of(tool.absent, has))
        return false;
    if (!tool.type.isEmpty()) {
        static const auto options = QRegularExpression::CaseInsensitiveOption;
        const QRegularExpression pattern(QRegularExpression::anchoredPattern(tool.type), options);
        if (!pattern.match(columnOf(table, tool.version)->type).hasMatch())
            return false;
    }
    return tool.beside.isEmpty() || std::ranges::any_of(catalog.objects, [&](const CatalogObject &other) {
        return other.path.schema == table.path.schema && other.path.name.compare(tool.beside, Qt::CaseInsensitive) == 0;
    });
}

/// The rows of one table, by the columns the descriptor speaks of.
class HistoryReader {
public:
    HistoryReader(const HistoryDescriptor &tool, const CatalogObject &table)
        : m_tool(tool)
        , m_table(table)
    {
    }

    Result<std::vector<HistoryEntry>> read(Executor &executor);

private:
    [[nodiscard]] Sql select() const;
    [[nodiscard]] Result<std::optional<HistoryEntry>> entryOf(const Row &row) const;
    [[nodiscard]] Result<QString> textOf(const Row &row, const QString &column) const;
    [[nodiscard]] Result<QString> joined(const Row &row, const QString &columns) const;
    [[nodiscard]] Result<State> stateOf(const Row &row) const;
    [[nodiscard]] Result<State> stateOf(const Row &row, const StateRule &rule) const;
    [[nodiscard]] int indexOf(const QString &column) const;

    const HistoryDescriptor &m_tool;
    const CatalogObject &m_table;
};

Sql HistoryReader::select() const
{
    std::vector<Sql> columns;
    for (const auto &column : m_table.columns)
        columns.push_back(Sql::identifier(column.name));
    Sql statement = sql("SELECT {} FROM {}", Sql::join(columns), Sql::identifier({ m_table.path.schema, m_table.path.name }));
    std::vector<Sql> order;
    for (const auto &name : m_tool.order) {
        if (const auto *column = columnOf(m_table, name))
            order.push_back(Sql::identifier(column->name));
    }
    return order.empty() ? statement : statement + Sql::raw(" ORDER BY ") + Sql::join(order);
}

Result<std::vector<HistoryEntry>> HistoryReader::read(Executor &executor)
{
    auto statement = render(select(), executor.connection().dialect());
    if (!statement)
        return fail(statement.error());
    statement->purpose = Purpose::Catalog;
    const auto rows = executor.query(*statement);
    if (!rows)
        return fail(rows.error());
    static const auto anchored = [](const QString &pattern) { return QRegularExpression(QRegularExpression::anchoredPattern(pattern)); };
    const auto leftOut = anchored(m_tool.leftOut);
    std::vector<HistoryEntry> entries;
    for (qint64 i = 0; i < rows->rowCount(); ++i) {
        auto entry = entryOf(rows->row(i));
        if (!entry)
            return fail(entry.error());
        if (*entry && (m_tool.leftOut.isEmpty() || !leftOut.match((*entry)->version).hasMatch()))
            entries.push_back(std::move(**entry));
    }
    return entries;
}

int HistoryReader::indexOf(const QString &column) const
{
    const auto *found = columnOf(m_table, column);
    return found ? int(found - m_table.columns.data()) : -1;
}

Result<QString> HistoryReader::textOf(const Row &row, const QString &column) const
{
    const auto index = indexOf(column);
    if (index < 0 || row.isNull(index))
        return QString();
    const auto cell = row.cell(index);
    if (cell.kind != Cell::Kind::Bytes && !cell.longValue)
        return row.text(index);
    const auto value = row.value(index);
    if (!value)
        return fail(value.error());
    if (const auto *bytes = std::get_if<Value::Bytes>(&value->variant()))
        return QString::fromLatin1(bytes->bytes.toHex());
    if (const auto *text = std::get_if<Value::Text>(&value->variant()))
        return QString::fromUtf8(text->utf8);
    return row.text(index);
}

/// "a|b": a, or b where a is NULL or missing; "a.b" and "a::b": both with what stands between them.
Result<QString> HistoryReader::joined(const Row &row, const QString &columns) const
{
    for (const auto &choice : columns.split(u'|', Qt::SkipEmptyParts)) {
        const auto separator = choice.contains(QStringLiteral("::")) ? QStringLiteral("::") : QStringLiteral(".");
        QStringList parts;
        for (const auto &column : choice.split(separator)) {
            const auto text = textOf(row, column);
            if (!text)
                return fail(text.error());
            if (!text->isEmpty())
                parts.append(*text);
        }
        if (!parts.isEmpty())
            return parts.join(separator);
    }
    return QString();
}

/// Seconds or milliseconds since 1970 as ISO 8601; other texts as they are.
QString timeText(const QString &stored)
{
    bool isNumber = false;
    const auto number = stored.toLongLong(&isNumber);
    if (!isNumber)
        return stored;
    constexpr qint64 firstMilliseconds = 100'000'000'000;
    const auto time = number >= firstMilliseconds ? QDateTime::fromMSecsSinceEpoch(number, QTimeZone::UTC) : QDateTime::fromSecsSinceEpoch(number, QTimeZone::UTC);
    return time.toString(Qt::ISODateWithMs);
}

std::optional<QDateTime> timeOf(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral(
        "(\\d{4}-\\d\\d-\\d\\d)[ T](\\d\\d:\\d\\d:\\d\\d)(?:[.,](\\d{1,9}))?\\s*(Z|UTC|[+-]\\d\\d(?::?\\d\\d)?)?.*"));
    const auto match = pattern.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    auto time = QDateTime(QDate::fromString(match.captured(1), Qt::ISODate), QTime::fromString(match.captured(2), Qt::ISODate), QTimeZone::UTC);
    if (!time.isValid())
        return std::nullopt;
    time = time.addMSecs(match.captured(3).leftJustified(3, u'0').first(3).toInt());
    const auto zone = match.captured(4);
    if (zone.size() < 3 || zone == QStringLiteral("UTC"))
        return time;
    const auto digits = QString(zone).remove(u':');
    const auto seconds = digits.sliced(1, 2).toInt() * 3600 + digits.sliced(3).toInt() * 60;
    return time.addSecs(zone.startsWith(u'-') ? seconds : -seconds);
}

Result<State> HistoryReader::stateOf(const Row &row, const StateRule &rule) const
{
    using Means = StateRule::Means;
    const auto index = indexOf(rule.column);
    if (index < 0)
        return State::Applied;
    const bool isNull = row.isNull(index);
    if (rule.means == Means::NotNullIsUndone)
        return isNull ? State::Applied : State::Undone;
    if (rule.means == Means::NullIsFailed)
        return isNull ? State::Failed : State::Applied;
    const auto text = textOf(row, rule.column);
    if (!text)
        return fail(text.error());
    if (rule.means == Means::NotEmptyIsFailed)
        return text->isEmpty() ? State::Applied : State::Failed;
    if (rule.means == Means::Word)
        return rule.failed.contains(*text, Qt::CaseInsensitive) ? State::Failed
            : rule.undone.contains(*text, Qt::CaseInsensitive)  ? State::Undone
                                                                : State::Applied;
    // bit(1) of MariaDB comes as a byte.
    const bool isTrue = !isNull && (*text == QStringLiteral("01") || row.boolean(index).value_or(false));
    if (rule.means == Means::Applied)
        return isTrue ? State::Applied : State::Undone;
    return isTrue == (rule.means == Means::Success) ? State::Applied : State::Failed;
}

Result<State> HistoryReader::stateOf(const Row &row) const
{
    for (const auto &rule : m_tool.states) {
        const auto state = stateOf(row, rule);
        if (!state || *state != State::Applied)
            return state;
    }
    return State::Applied;
}

Result<std::optional<HistoryEntry>> HistoryReader::entryOf(const Row &row) const
{
    HistoryEntry entry;
    for (const auto &[target, columns] : { std::pair { &entry.version, &m_tool.version }, { &entry.name, &m_tool.title },
             { &entry.appliedAt, &m_tool.appliedAt }, { &entry.checksum, &m_tool.checksum } }) {
        auto text = joined(row, *columns);
        if (!text)
            return fail(text.error());
        *target = std::move(*text);
    }
    if (entry.name.isEmpty())
        entry.name = entry.version;
    entry.appliedAt = timeText(entry.appliedAt);
    entry.time = timeOf(entry.appliedAt);
    const auto state = stateOf(row);
    if (!state)
        return fail(state.error());
    entry.state = *state;
    for (std::size_t i = 0; i < m_table.columns.size(); ++i) {
        auto text = textOf(row, m_table.columns[i].name);
        if (!text)
            return fail(text.error());
        if (!row.isNull(int(i)))
            entry.stored.emplace_back(m_table.columns[i].name, std::move(*text));
    }
    return entry;
}

/// SQLite's number for whoever wants it; 0: nobody did.
Result<std::optional<History>> readPragma(Executor &executor, const HistoryDescriptor &tool)
{
    if (executor.connection().dialect().databaseType != QStringLiteral("SQLite"))
        return std::nullopt;
    const auto number = count(executor.query("PRAGMA main." + tool.pragma.toLatin1()));
    if (!number)
        return fail(number.error());
    if (*number == 0)
        return std::nullopt;
    HistoryEntry entry;
    entry.version = entry.name = QString::number(*number);
    entry.stored = { { tool.pragma, entry.version } };
    return History { tool.tool, QString::fromLatin1(tool.name), { {}, QStringLiteral("main"), tool.pragma }, true, { entry }, {} };
}

/// Others would only meet the same.
bool endsReading(const Error &error)
{
    return error.isCancelled() || error.kind() == ErrorKind::Timeout || error.kind() == ErrorKind::Connection || error.kind() == ErrorKind::AdminShutdown;
}

} // namespace

Result<std::vector<History>> readHistories(Executor &executor, const CatalogPart &catalog)
{
    std::vector<History> histories;
    for (const auto &table : catalog.objects) {
        if ((table.kind != ObjectKind::Table && table.kind != ObjectKind::View) || table.columns.empty())
            continue;
        const auto tool = std::ranges::find_if(historyTable(), [&](const HistoryDescriptor &known) { return fits(known, table, catalog); });
        if (tool == historyTable().end())
            continue;
        History history { tool->tool, tr(tool->name), table.path, tool->isState, {}, {} };
        auto entries = HistoryReader(*tool, table).read(executor);
        if (!entries && endsReading(entries.error()))
            return fail(entries.error());
        if (entries)
            history.entries = std::move(*entries);
        else
            history.error = entries.error();
        histories.push_back(std::move(history));
    }
    for (const auto &tool : historyTable()) {
        if (tool.pragma.isEmpty())
            continue;
        auto history = readPragma(executor, tool);
        if (!history)
            return fail(history.error());
        if (*history)
            histories.push_back(std::move(**history));
    }
    return histories;
}

std::vector<TimelineEntry> mergedTimeline(const std::vector<History> &histories)
{
    struct Timed {
        qint64 time;
        TimelineEntry entry;
    };
    std::vector<Timed> all;
    for (std::size_t i = 0; i < histories.size(); ++i) {
        auto last = std::numeric_limits<qint64>::min();
        for (const auto &entry : histories[i].entries) {
            // Clocks go back and tools sort by number: the table's own order stays.
            if (entry.time)
                last = std::max(last, entry.time->toMSecsSinceEpoch());
            all.push_back({ last, { i, entry } });
        }
    }
    std::ranges::stable_sort(all, {}, &Timed::time);
    std::vector<TimelineEntry> timeline;
    timeline.reserve(all.size());
    for (auto &timed : all)
        timeline.push_back(std::move(timed.entry));
    return timeline;
}

QString historyStateName(HistoryEntry::State state)
{
    switch (state) {
    case State::Applied: return QStringLiteral("applied");
    case State::Failed: return QStringLiteral("failed");
    case State::Undone: return QStringLiteral("undone");
    }
    Q_UNREACHABLE_RETURN({});
}

} // namespace dumbo
