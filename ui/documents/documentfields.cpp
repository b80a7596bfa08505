#include "ui/documents/documentfields.h"

#include "core/connection/reply.h"
#include "core/json/jsondocument.h"
#include "core/json/jsonstring.h"
#include "ui/documents/documentlook.h"
#include "ui/documents/documentrows.h"
#include "ui/documents/fieldcopy.h"
#include "ui/grid/displaytext.h"

#include <QtConcurrentRun>

namespace workbench {

using dumbo::JsonNode;

namespace {

constexpr qint64 rowsLearned = 200;

GridCell cellOf(const JsonNode &node)
{
    switch (node.kind()) {
    case dumbo::JsonKind::Missing:
        return { .kind = GridCell::Kind::Other };
    case dumbo::JsonKind::Null:
        return { .kind = GridCell::Kind::Json, .text = QStringLiteral("null") };
    case dumbo::JsonKind::Boolean:
        return { .kind = GridCell::Kind::Bool, .text = node.isTrue() ? QStringLiteral("true") : QStringLiteral("false") };
    case dumbo::JsonKind::Number:
        return displayText(QUtf8StringView(node.text()), GridCell::Kind::Number);
    case dumbo::JsonKind::String:
        return displayText(dumbo::jsonStringText(beginningOfString(node.text())), GridCell::Kind::Text);
    case dumbo::JsonKind::Array:
    case dumbo::JsonKind::Object:
        break;
    }
    const auto text = node.text();
    GridCell cell { .kind = GridCell::Kind::Json, .text = previewText(text.first(std::min<qsizetype>(text.size(), 2 * displayLimit)), displayLimit) };
    cell.truncated = text.size() > displayLimit;
    return cell;
}

} // namespace

DocumentFields::DocumentFields(DocumentRows &rows, QObject *parent)
    : GridSource(parent)
    , m_rows(rows)
{
    m_announce.setSingleShot(true);
    m_announce.setInterval(0);
    connect(&m_announce, &QTimer::timeout, this, &GridSource::columnsChanged);
    connect(&rows, &DocumentRows::countChanged, this, [this] {
        if (m_learned < rowsLearned)
            learn(m_learned, std::min(rowsLearned, m_rows.count()) - 1);
        Q_EMIT rowsChanged();
    });
    connect(&rows, &DocumentRows::rowsReady, this, [this](qint64 first, qint64 last) {
        if (last - first < rowsLearned)
            learn(first, last);
        Q_EMIT cellsReady(first, last);
    });
    connect(&rows, &DocumentRows::wasReset, this, &DocumentFields::start);
    start();
}

DocumentFields::~DocumentFields()
{
    if (m_copying)
        m_copying->cancel();
}

void DocumentFields::start()
{
    m_keyColumns = m_rows.store() ? int(m_rows.source().key.size()) : 0;
    m_fields.clear();
    m_known.clear();
    m_learned = 0;
    learn(0, std::min(rowsLearned, m_rows.count()) - 1);
    m_announce.stop();
    Q_EMIT columnsChanged();
    Q_EMIT wasReset();
}

void DocumentFields::learn(qint64 firstRow, qint64 lastRow)
{
    const auto before = m_fields.size();
    const bool hasIdColumn = m_rows.source().isCollection && m_keyColumns > 0;
    for (auto row = firstRow; row <= lastRow; ++row) {
        m_learned = std::max(m_learned, row + 1);
        if (m_rows.textSize(row) > DocumentRows::smallLimit)
            continue;
        const auto opened = m_rows.tryOpen(row);
        if (opened.document.isNull())
            continue;
        for (const auto child : opened.document.root().children()) {
            if (!child.hasKey() || m_fields.size() >= mostColumns)
                break;
            const auto key = child.key();
            if (m_known.contains(key) || (hasIdColumn && (key == "_id" || key == "_version")))
                continue;
            m_known.insert(key);
            m_fields.append(key);
        }
    }
    if (m_fields.size() != before)
        m_announce.start();
}

QByteArray DocumentFields::fieldOf(int column) const
{
    return isKeyColumn(column) ? QByteArray() : m_fields.value(column - m_keyColumns);
}

DocumentPlace DocumentFields::placeOf(qint64 row, int column)
{
    DocumentPlace place { row, {} };
    if (isKeyColumn(column) || m_rows.textSize(row) > mostBytes)
        return place;
    const auto opened = m_rows.tryOpen(row);
    const auto node = opened.document.root().find(fieldOf(column));
    if (node.isValid())
        place.steps.push_back(node.position());
    return place;
}

GridPosition DocumentFields::positionOf(const DocumentPlace &place)
{
    if (!place.isValid())
        return {};
    GridPosition position { place.row, 0 };
    if (place.steps.empty())
        return position;
    const auto opened = m_rows.tryOpen(place.row);
    const auto node = opened.document.root().child(place.steps.front());
    if (const auto at = node.isValid() ? m_fields.indexOf(node.key()) : -1; at >= 0)
        position.column = m_keyColumns + int(at);
    return position;
}

void DocumentFields::setTarget(const dumbo::Dialect &dialect, const QString &tableName)
{
    m_dialect = dialect;
    m_tableName = tableName;
}

void DocumentFields::setSort(const std::vector<dumbo::DocumentSortKey> &sort)
{
    m_sort = sort;
    Q_EMIT columnsChanged();
}

qint64 DocumentFields::rowCount() const
{
    return m_rows.count();
}

GridColumn DocumentFields::column(int column) const
{
    GridColumn shown;
    const auto field = fieldOf(column);
    shown.name = isKeyColumn(column) ? m_rows.source().key.value(column) : dumbo::fromWtf8(field);
    shown.primaryKey = isKeyColumn(column);
    const dumbo::DocumentPath path { isKeyColumn(column) && m_rows.source().isCollection ? QByteArrayLiteral("_id") : field };
    for (const auto &key : m_sort) {
        if (key.path == path)
            shown.sort = key.descending ? Qt::DescendingOrder : Qt::AscendingOrder;
    }
    return shown;
}

GridCell DocumentFields::keyCell(qint64 row, int column)
{
    if (row < m_rows.addedCount())
        return { .kind = GridCell::Kind::Other, .edited = true, .text = tr("new") };
    const auto key = m_rows.tryKey(row);
    const auto part = key->text.split('\x1f').value(column);
    return displayText(QUtf8StringView(part), GridCell::Kind::Text);
}

std::optional<GridCell> DocumentFields::tryCell(qint64 row, int column)
{
    if (!m_rows.tryKey(row))
        return {};
    if (isKeyColumn(column))
        return keyCell(row, column);
    const auto size = m_rows.textSize(row);
    if (size < 0)
        return {};
    if (size > mostBytes)
        return GridCell { .kind = GridCell::Kind::Bytes, .truncated = true, .size = size, .text = QStringLiteral("…") };
    const auto opened = m_rows.tryOpen(row);
    if (opened.error)
        return column == m_keyColumns ? GridCell { .kind = GridCell::Kind::Other, .text = opened.error->message() } : GridCell { .kind = GridCell::Kind::Other };
    if (opened.document.isNull())
        return {};
    const auto field = fieldOf(column);
    auto cell = cellOf(opened.document.root().find(field));
    if (const auto *staged = m_rows.staged(row))
        cell.edited = std::ranges::any_of(staged->changed, [&](const dumbo::DocumentPath &path) { return !path.isEmpty() && path.first() == field; });
    return cell;
}

void DocumentFields::copy(const CopyRequest &request, QObject *context, CopyDone done)
{
    if (m_copying)
        m_copying->cancel();
    m_copying.emplace();
    FieldsToCopy fields { m_rows.store(), m_rows.addedCount(), {}, m_keyColumns, m_rows.source().key, m_fields, m_dialect, m_tableName };
    constexpr qint64 mostStaged = 100'000;
    for (const auto &range : request.ranges) {
        for (auto row = range.firstRow; m_rows.overlay() && row <= std::min(range.lastRow, range.firstRow + mostStaged); ++row) {
            if (const auto *staged = m_rows.staged(row))
                fields.texts.insert(row, staged->text);
        }
    }
    auto future = QtConcurrent::run([fields, request, token = m_copying->token()] { return copyFields(fields, request, token); });
    dumbo::onFinished(future, context, std::move(done));
}

} // namespace workbench
