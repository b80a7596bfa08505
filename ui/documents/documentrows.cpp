#include "ui/documents/documentrows.h"

#include "core/connection/reply.h"
#include "core/results/celltext.h"
#include "core/sdk/cellvalue.h"
#include "core/sdk/longvalue.h"
#include "ui/query/storesource.h"

#include <QCoreApplication>
#include <QHash>
#include <QSet>
#include <QtConcurrentRun>

#include <algorithm>
#include <list>

namespace workbench {

using dumbo::JsonDocument;
using dumbo::JsonNode;
using dumbo::Result;
using dumbo::ResultStore;

namespace {

NodeKind kindOf(const JsonNode &node)
{
    switch (node.kind()) {
    case dumbo::JsonKind::Boolean:
        return NodeKind::Boolean;
    case dumbo::JsonKind::Number:
        return NodeKind::Number;
    case dumbo::JsonKind::String:
        return NodeKind::String;
    case dumbo::JsonKind::Array:
        return NodeKind::Array;
    case dumbo::JsonKind::Object:
        return NodeKind::Object;
    case dumbo::JsonKind::Null:
    case dumbo::JsonKind::Missing:
        break;
    }
    return NodeKind::Null;
}

Result<QByteArray> wholeText(const dumbo::CellView &cell)
{
    if (cell->longValue)
        return (*cell->longValue)->read(0, (*cell->longValue)->size());
    if (cell->hasBytes())
        return QByteArray(cell->bytes.data(), qsizetype(cell->bytes.size()));
    QByteArray text;
    dumbo::appendCellText(text, *cell);
    return text;
}

dumbo::Error nullError()
{
    return { dumbo::ErrorKind::Data, QCoreApplication::translate("DocumentRows", "The row has no document: it is NULL.") };
}

DocumentRows::Opened opened(const Result<JsonDocument> &parsed)
{
    if (parsed)
        return { *parsed, {} };
    return { {}, parsed.error() };
}

} // namespace

DocumentNode nodeOf(const JsonNode &node, const DocumentPlace &place)
{
    DocumentNode made;
    made.place = place;
    made.path = node.path();
    made.kind = kindOf(node);
    made.begin = node.begin();
    made.end = node.end();
    made.childCount = node.childCount();
    for (auto at = node; at.isValid(); at = at.parent()) {
        if (at.hasKey())
            made.fieldPath.prepend(at.key());
    }
    const auto parent = node.parent();
    made.isElement = parent.isValid() && parent.isArray();
    if (!made.path.isEmpty())
        made.key = made.path.last();
    const auto text = node.text();
    made.isWhole = text.size() <= DocumentNode::wholeLimit;
    made.text = text.first(std::min<qsizetype>(text.size(), DocumentNode::wholeLimit)).toByteArray();
    return made;
}

/// Indexed documents, those used last; of long ones the last few stay whatever they take.
class DocumentRows::Cache {
public:
    Opened *find(qint64 row)
    {
        const auto at = m_byRow.constFind(row);
        if (at == m_byRow.cend())
            return nullptr;
        m_entries.splice(m_entries.begin(), m_entries, *at);
        return &m_entries.front().opened;
    }
    void insert(qint64 row, const Opened &what)
    {
        remove(row);
        const auto bytes = what.document.isNull() ? 64 : what.document.text().size() + what.document.indexBytes();
        m_entries.push_front({ row, what, bytes });
        m_byRow.insert(row, m_entries.begin());
        m_bytes += bytes;
        while (m_bytes > most && qsizetype(m_entries.size()) > 3)
            remove(m_entries.back().row);
    }
    void remove(qint64 row)
    {
        const auto at = m_byRow.constFind(row);
        if (at == m_byRow.cend())
            return;
        m_bytes -= (*at)->bytes;
        m_entries.erase(*at);
        m_byRow.erase(at);
    }
    void clear()
    {
        m_byRow.clear();
        m_entries.clear();
        m_bytes = 0;
        reading.clear();
    }
    [[nodiscard]] QList<qint64> rows() const { return m_byRow.keys(); }

    QSet<qint64> reading;

private:
    static constexpr qint64 most = 96 * 1024 * 1024;
    struct Entry {
        qint64 row;
        Opened opened;
        qint64 bytes;
    };
    std::list<Entry> m_entries;
    QHash<qint64, std::list<Entry>::iterator> m_byRow;
    qint64 m_bytes = 0;
};

DocumentRows::DocumentRows(QObject *parent)
    : QObject(parent)
    , m_cache(std::make_unique<Cache>())
{
}

DocumentRows::~DocumentRows() = default;

void DocumentRows::setResult(const std::shared_ptr<ResultStore> &store, const dumbo::DocumentSource &source)
{
    Q_EMIT aboutToReset();
    ++m_generation;
    m_cache->clear();
    m_feed.reset();
    m_store = store;
    m_source = source;
    if (m_store) {
        m_feed = std::make_unique<StoreSource>(m_store);
        connect(m_feed.get(), &StoreSource::rowsChanged, this, &DocumentRows::countChanged);
        connect(m_feed.get(), &StoreSource::stateChanged, this, &DocumentRows::stateChanged);
        connect(m_feed.get(), &StoreSource::cellsReady, this,
            [this](qint64 first, qint64 last) { Q_EMIT rowsReady(first + addedCount(), last + addedCount()); });
    }
    Q_EMIT wasReset();
}

void DocumentRows::setOverlay(DocumentsOverlay *overlay)
{
    if (m_overlay)
        m_overlay->disconnect(this);
    m_overlay = overlay;
    if (overlay) {
        connect(overlay, &DocumentsOverlay::changed, this, &DocumentRows::onOverlayChanged);
        connect(overlay, &DocumentsOverlay::wasReset, this, &DocumentRows::onOverlayReset);
    }
    onOverlayReset();
}

void DocumentRows::onOverlayReset()
{
    Q_EMIT aboutToReset();
    ++m_generation;
    m_cache->clear();
    m_added = m_overlay ? m_overlay->addedCount() : 0;
    Q_EMIT wasReset();
}

DocumentsOverlay *DocumentRows::overlay() const
{
    return m_overlay;
}

void DocumentRows::onOverlayChanged(const QByteArray &keyText)
{
    const auto cached = m_cache->rows();
    for (const auto row : cached) {
        if (const auto key = tryKey(row); !key || key->text == keyText)
            m_cache->remove(row);
    }
    Q_EMIT rowsReady(0, count() - 1);
}

qint64 DocumentRows::addedCount() const
{
    return m_added;
}

qint64 DocumentRows::count() const
{
    return addedCount() + (m_feed ? m_feed->rowCount() : 0);
}

qint64 DocumentRows::storeRow(qint64 row) const
{
    return row - addedCount();
}

std::optional<dumbo::CellView> DocumentRows::tryCell(qint64 row, int column) const
{
    const auto at = storeRow(row);
    if (!m_store || at < 0 || at >= m_store->rowCount())
        return {};
    auto cell = m_store->tryCell(at, column);
    if (!cell)
        (void)m_feed->tryCell(at, column); // it tells when the page is there
    return cell;
}

int DocumentRows::textColumn() const
{
    return m_store ? int(m_store->columns().size()) - 1 : -1;
}

std::optional<DocumentKey> DocumentRows::tryKey(qint64 row) const
{
    DocumentKey key;
    if (row < addedCount()) {
        key.text = "+" + QByteArray::number(row);
        return key;
    }
    const int columns = int(m_source.key.size());
    for (int column = 0; column < columns; ++column) {
        const auto cell = tryCell(row, column);
        if (!cell)
            return {};
        const auto value = dumbo::cellValue(**cell);
        key.values.push_back(value ? *value : dumbo::Value());
        if (column > 0)
            key.text += '\x1f';
        dumbo::appendCellText(key.text, **cell);
    }
    if (m_source.isCollection && columns + 1 < int(m_store->columns().size())) {
        const auto cell = tryCell(row, columns);
        if (!cell)
            return {};
        QByteArray digits;
        dumbo::appendCellText(digits, **cell);
        bool isNumber = false;
        const auto version = digits.toLongLong(&isNumber);
        if (isNumber)
            key.version = version;
    }
    return key;
}

const DocumentsOverlay::Staged *DocumentRows::staged(qint64 row) const
{
    if (!m_overlay)
        return nullptr;
    if (row < addedCount())
        return row < m_overlay->addedCount() ? &m_overlay->added(row) : nullptr;
    const auto key = tryKey(row);
    return key && !key->isEmpty() ? m_overlay->staged(key->text) : nullptr;
}

std::optional<QByteArray> DocumentRows::tryBeginning(qint64 row, qsizetype most) const
{
    if (const auto *change = staged(row))
        return change->text.first(std::min(most, change->text.size()));
    const auto cell = tryCell(row, textColumn());
    if (!cell)
        return {};
    if ((*cell)->hasBytes())
        return QByteArray((*cell)->bytes.data(), std::min<qsizetype>(most, qsizetype((*cell)->bytes.size())));
    QByteArray text;
    dumbo::appendCellText(text, **cell);
    return text;
}

qint64 DocumentRows::textSize(qint64 row) const
{
    if (const auto *change = staged(row))
        return change->text.size();
    const auto cell = tryCell(row, textColumn());
    if (!cell)
        return -1;
    return (*cell)->longValue ? (*(*cell)->longValue)->size() : qint64((*cell)->bytes.size());
}

bool DocumentRows::isNull(qint64 row) const
{
    if (staged(row))
        return false;
    const auto cell = tryCell(row, textColumn());
    return cell && (*cell)->isNull();
}

DocumentRows::Opened DocumentRows::tryOpen(qint64 row)
{
    if (const auto *known = m_cache->find(row))
        return *known;
    if (const auto *change = staged(row)) {
        m_cache->insert(row, opened(JsonDocument::parse(change->text)));
        return *m_cache->find(row);
    }
    const auto cell = tryCell(row, textColumn());
    if (!cell || m_cache->reading.contains(row))
        return {};
    if ((*cell)->isNull())
        return { {}, nullError() };
    if (textSize(row) > smallLimit) {
        read(row);
        return {};
    }
    const auto text = wholeText(*cell);
    m_cache->insert(row, text ? opened(JsonDocument::parse(*text)) : Opened { {}, text.error() });
    return *m_cache->find(row);
}

void DocumentRows::read(qint64 row)
{
    m_cache->reading.insert(row);
    auto future = QtConcurrent::run([store = m_store, at = storeRow(row), column = textColumn()]() -> Result<JsonDocument> {
        const auto cell = store->cell(at, column);
        if (!cell)
            return dumbo::fail(cell.error());
        const auto text = wholeText(*cell);
        if (!text)
            return dumbo::fail(text.error());
        return JsonDocument::parse(*text);
    });
    dumbo::onFinished(future, this, [this, row, generation = m_generation](const Result<JsonDocument> &parsed) {
        if (generation != m_generation)
            return;
        m_cache->reading.remove(row);
        // What was staged meanwhile is newer than what was read.
        if (!staged(row))
            m_cache->insert(row, opened(parsed));
        Q_EMIT rowsReady(row, row);
    });
}

JsonNode DocumentRows::nodeAt(const JsonDocument &document, const std::vector<qint64> &steps)
{
    auto node = document.root();
    for (const auto step : steps)
        node = node.child(step);
    return node;
}

std::optional<DocumentNode> DocumentRows::tryNode(const DocumentPlace &place)
{
    if (!place.isValid() || place.row >= count())
        return {};
    const auto document = tryOpen(place.row);
    if (!document.document.isNull()) {
        const auto node = nodeAt(document.document, place.steps);
        if (!node.isValid())
            return {};
        return nodeOf(node, place);
    }
    if (!document.error || !place.isDocument())
        return {};
    DocumentNode broken;
    broken.place = place;
    broken.kind = NodeKind::NotJson;
    broken.text = tryBeginning(place.row, DocumentNode::wholeLimit).value_or(QByteArray());
    broken.end = textSize(place.row);
    broken.isWhole = broken.end <= broken.text.size();
    return broken;
}

} // namespace workbench
