#include "ui/query/storesource.h"

#include "core/connection/reply.h"
#include "core/results/celltext.h"
#include "core/results/sortorder.h"
#include "ui/grid/displaytext.h"
#include "ui/query/copyrows.h"

#include <QtConcurrentRun>

namespace workbench {

using dumbo::Cell;
using dumbo::LogicalKind;
using dumbo::Result;
using dumbo::ResultStore;

namespace {

GridCell::Kind textKind(LogicalKind kind)
{
    switch (kind) {
    case LogicalKind::Integer:
    case LogicalKind::Decimal:
    case LogicalKind::Float:
        return GridCell::Kind::Number;
    case LogicalKind::Date:
    case LogicalKind::Time:
    case LogicalKind::TimeWithZone:
    case LogicalKind::Timestamp:
    case LogicalKind::TimestampWithZone:
    case LogicalKind::Interval:
        return GridCell::Kind::Temporal;
    case LogicalKind::Json:
        return GridCell::Kind::Json;
    default:
        return GridCell::Kind::Text;
    }
}

GridCell scalarCell(const Cell &cell, GridCell::Kind kind)
{
    QByteArray text;
    dumbo::appendCellText(text, cell);
    return displayText(QUtf8StringView(text), kind);
}

} // namespace

bool isNumeric(LogicalKind kind)
{
    return textKind(kind) == GridCell::Kind::Number;
}

GridCell gridCell(const Cell &cell, const dumbo::Column &column)
{
    const auto size = cell.longValue ? (*cell.longValue)->size() : qint64(cell.bytes.size());
    GridCell shown;
    switch (cell.kind) {
    case Cell::Kind::Null:
        return shown;
    case Cell::Kind::Bool:
        return scalarCell(cell, GridCell::Kind::Bool);
    case Cell::Kind::Integer:
    case Cell::Kind::Unsigned:
    case Cell::Kind::Float:
        return scalarCell(cell, GridCell::Kind::Number);
    case Cell::Kind::Bytes:
        return displayBytes(QByteArrayView(cell.bytes.data(), qsizetype(cell.bytes.size())), size);
    case Cell::Kind::RawText:
        shown = displayText(dumbo::displayText(cell, displayLimit + 1), GridCell::Kind::Text);
        break;
    case Cell::Kind::Text:
        shown = displayText(QUtf8StringView(cell.bytes.data(), qsizetype(cell.bytes.size())), textKind(column.kind));
        break;
    }
    shown.truncated |= cell.longValue != nullptr;
    shown.size = size;
    return shown;
}

StoreSource::StoreSource(std::shared_ptr<ResultStore> store, QObject *parent)
    : GridSource(parent)
    , m_store(std::move(store))
    , m_woken(std::make_shared<std::atomic<bool>>(false))
    , m_wakeUp([this](int) { onStoreChanged(); })
    , m_rowCount(m_store->rowCount())
    , m_state(m_store->state())
{
    // Many changes in a row wake the window once.
    m_store->setObserver([woken = m_woken, sender = m_wakeUp.sender()] {
        if (!woken->exchange(true))
            sender.post(0);
    });
    m_wakeUp.post(0);
}

StoreSource::~StoreSource()
{
    m_store->setObserver({});
    if (m_sorting)
        m_sorting->cancel();
    cancelCopy();
}

void StoreSource::setTarget(const dumbo::Dialect &dialect, const QString &tableName)
{
    m_dialect = dialect;
    m_tableName = tableName;
}

void StoreSource::setPrimaryKey(const QStringList &columns)
{
    m_primaryKey = columns;
    Q_EMIT columnsChanged();
}

qint64 StoreSource::storeRow(qint64 row) const
{
    return m_order && row < qint64(m_order->size()) ? (*m_order)[std::size_t(row)] : row;
}

bool StoreSource::isSortStale() const
{
    return m_order && qint64(m_order->size()) < m_rowCount;
}

void StoreSource::sort(int column, std::optional<Qt::SortOrder> order)
{
    if (m_sorting)
        m_sorting->cancel();
    m_sorting.reset();
    m_sortColumn = order ? column : -1;
    m_sortOrder = order;
    const auto number = ++m_sortNumber;
    if (!order) {
        m_order.reset();
        Q_EMIT columnsChanged();
        Q_EMIT wasReset();
        Q_EMIT sortChanged();
        return;
    }
    m_sorting.emplace();
    auto future = QtConcurrent::run(
        [store = m_store, column, descending = *order == Qt::DescendingOrder, token = m_sorting->token()] {
            return dumbo::sortedRows(*store, column, descending, token);
        });
    dumbo::onFinished(future, this, [this, number](const Result<std::vector<qint64>> &rows) {
        if (number != m_sortNumber)
            return;
        m_sorting.reset();
        if (rows)
            applySort(*rows);
        else
            Q_EMIT sortFailed(rows.error());
        Q_EMIT sortChanged();
    });
    Q_EMIT columnsChanged();
    Q_EMIT sortChanged();
}

void StoreSource::applySort(std::vector<qint64> rows)
{
    m_order = std::make_shared<const std::vector<qint64>>(std::move(rows));
    m_missingFirst = m_missingLast = -1;
    Q_EMIT wasReset();
}

void StoreSource::cancelCopy()
{
    if (m_copying)
        m_copying->cancel();
    m_copying.reset();
}

GridColumn StoreSource::column(int column) const
{
    const auto &facts = m_store->columns()[std::size_t(column)];
    GridColumn shown;
    shown.name = facts.name;
    shown.typeText = facts.typeName;
    shown.numeric = isNumeric(facts.kind);
    shown.primaryKey = m_primaryKey.contains(facts.name);
    if (column == m_sortColumn)
        shown.sort = m_sortOrder;
    return shown;
}

std::optional<GridCell> StoreSource::tryCell(qint64 row, int column)
{
    const auto cell = m_store->tryCell(storeRow(row), column);
    if (cell)
        return gridCell(**cell, m_store->columns()[std::size_t(column)]);
    m_missingFirst = m_missingFirst < 0 ? row : std::min(m_missingFirst, row);
    m_missingLast = std::max(m_missingLast, row);
    return {};
}

void StoreSource::copy(const CopyRequest &request, QObject *context, CopyDone done)
{
    cancelCopy();
    m_copying.emplace();
    RowsToCopy rows { m_store, m_order, m_rowCount, m_dialect, m_tableName };
    auto future = QtConcurrent::run([rows, request, token = m_copying->token()] { return copyRows(rows, request, token); });
    dumbo::onFinished(future, context, std::move(done));
}

void StoreSource::onStoreChanged()
{
    m_woken->store(false);
    const auto state = m_store->state();
    const auto rows = m_store->rowCount();
    if (rows != m_rowCount) {
        const bool wasStale = isSortStale();
        m_rowCount = rows;
        Q_EMIT rowsChanged();
        if (isSortStale() != wasStale)
            Q_EMIT sortChanged();
    }
    if (m_missingFirst >= 0) {
        const auto first = std::exchange(m_missingFirst, -1);
        const auto last = std::exchange(m_missingLast, -1);
        Q_EMIT cellsReady(first, std::min(last, m_rowCount - 1));
    }
    if (state != m_state) {
        m_state = state;
        Q_EMIT stateChanged();
    }
}

} // namespace workbench
