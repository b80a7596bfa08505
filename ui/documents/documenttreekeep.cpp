// What stays of a DocumentTree when the documents are read again: by keys and paths, because positions mean something else then.
#include "core/json/jsondocument.h"
#include "ui/documents/documentrows.h"
#include "ui/documents/documenttree.h"

#include <QTimer>

namespace workbench {

using dumbo::DocumentPath;
using dumbo::JsonNode;

namespace {

constexpr std::size_t deepestKept = 64;
constexpr qint64 rowsAtOnce = 4000;

} // namespace

DocumentTree::~DocumentTree() = default;

void DocumentTree::keep()
{
    closeEditor();
    auto kept = m_kept ? std::move(m_kept) : std::make_unique<Kept>();
    kept->top = scroll().top();
    m_layout.forEachExpanded([&](const DocumentPlace &place, qint64 children) {
        if (place.steps.size() > deepestKept || children == TreeLayout::unknown)
            return;
        const auto row = inRows(place).row;
        const auto key = m_rows.tryKey(row);
        if (!key || key->text.isEmpty())
            return;
        const auto opened = m_rows.tryOpen(row);
        if (!opened.document.isNull())
            kept->expanded[key->text].push_back(DocumentRows::nodeAt(opened.document, place.steps).path());
    });
    if (!kept->isWanted && m_current.isValid() && m_current.steps.size() <= deepestKept) {
        const auto key = m_rows.tryKey(m_current.row);
        kept->currentKey = key ? key->text : QByteArray();
        kept->currentRow = m_current.row;
        kept->hasCurrent = true;
        const auto opened = m_current.isDocument() ? DocumentRows::Opened() : m_rows.tryOpen(m_current.row);
        kept->currentPath = opened.document.isNull() ? DocumentPath() : DocumentRows::nodeAt(opened.document, m_current.steps).path();
    }
    m_kept = std::move(kept);
}

void DocumentTree::want(const QByteArray &keyText)
{
    if (!m_kept)
        m_kept = std::make_unique<Kept>();
    m_kept->currentKey = keyText;
    m_kept->currentPath.clear();
    m_kept->currentRow = -1;
    m_kept->hasCurrent = true;
    m_kept->isWanted = true;
    m_scanned = 0;
    scanForKept();
}

void DocumentTree::restore()
{
    m_layout.clear();
    m_selected.clear();
    m_anchor = -1;
    m_scanned = 0;
    const bool hadCurrent = m_current.isValid();
    m_current = {};
    updateLines();
    if (m_kept)
        setTop(m_kept->top);
    if (hadCurrent && !m_current.isValid())
        Q_EMIT currentChanged();
    viewport()->update();
}

void DocumentTree::expandPath(qint64 row, const DocumentPath &path)
{
    const auto opened = m_rows.tryOpen(row);
    if (opened.document.isNull()) {
        setExpanded({ row, {} }, true);
        return;
    }
    DocumentPlace place { row, {} };
    auto node = opened.document.root();
    for (const auto &step : path) {
        node = node.isObject() ? node.find(step) : node.child(step.toLongLong());
        if (!node.isValid())
            return;
        place.steps.push_back(node.position());
    }
    setExpanded(place, true);
}

/// Of a line that is there; else the document's.
DocumentPlace DocumentTree::placeOf(qint64 row, const DocumentPath &path)
{
    DocumentPlace place { row, {} };
    const auto opened = path.isEmpty() ? DocumentRows::Opened() : m_rows.tryOpen(row);
    auto node = opened.document.root();
    for (const auto &step : path) {
        node = node.isObject() ? node.find(step) : node.isValid() ? node.child(step.toLongLong()) : JsonNode();
        if (!node.isValid())
            break;
        place.steps.push_back(node.position());
    }
    if (m_layout.lineOf(inLayout(place)) < 0)
        place.steps.clear();
    return place;
}

void DocumentTree::restoreOnly(qint64 row, const Kept &kept)
{
    const auto key = m_rows.tryKey(row);
    if (!key || key->text.isEmpty())
        return;
    for (const auto &path : kept.expanded.value(key->text))
        expandPath(row, path);
    if (!kept.hasCurrent || kept.currentKey != key->text)
        return;
    setCurrentQuietly(placeOf(row, kept.currentPath));
    setTop(kept.top);
}

void DocumentTree::scanForKept()
{
    if (!m_kept || m_only)
        return;
    const auto end = std::min(m_rows.count(), m_scanned + rowsAtOnce);
    for (; m_scanned < end && !(m_kept->expanded.isEmpty() && !m_kept->hasCurrent); ++m_scanned) {
        const auto row = m_scanned;
        const auto key = m_rows.tryKey(row);
        if (!key)
            continue;
        if (const auto found = m_kept->expanded.constFind(key->text); !key->text.isEmpty() && found != m_kept->expanded.cend()) {
            const auto paths = *found;
            m_kept->expanded.erase(found);
            for (const auto &path : paths)
                expandPath(row, path);
        }
        const bool isCurrent = m_kept->currentKey.isEmpty() ? row == m_kept->currentRow : key->text == m_kept->currentKey;
        if (!m_kept->hasCurrent || !isCurrent)
            continue;
        m_kept->hasCurrent = false;
        const auto place = placeOf(row, m_kept->currentPath);
        setCurrentQuietly(place);
        if (std::exchange(m_kept->isWanted, false))
            reveal(m_layout.lineOf(inLayout(place)));
    }
    const bool isAll = m_scanned >= m_rows.count();
    const auto *store = m_rows.store().get();
    const bool mayGrow = store && store->state() == dumbo::ResultStore::State::Growing && m_scanned <= m_kept->currentRow;
    if (isAll && m_kept->hasCurrent && !m_kept->isWanted && !mayGrow && m_rows.count() > 0) {
        // It is gone: what stands in its place.
        m_kept->hasCurrent = false;
        setCurrentQuietly({ std::min(m_kept->currentRow, m_rows.count() - 1), {} });
    }
    if (m_kept->expanded.isEmpty() && !m_kept->hasCurrent)
        m_kept.reset();
    else if (!isAll)
        QTimer::singleShot(0, this, &DocumentTree::scanForKept);
}

} // namespace workbench
