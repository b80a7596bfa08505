#include "ui/documents/keptrows.h"

#include "core/results/resultstore.h"
#include "ui/documents/documentrows.h"

#include <QTimer>

namespace workbench {

namespace {

constexpr qint64 rowsAtOnce = 4000;

} // namespace

KeptRows::KeptRows(DocumentRows &rows, QObject *parent)
    : QObject(parent)
    , m_rows(rows)
{
    connect(&rows, &DocumentRows::countChanged, this, &KeptRows::scan);
    connect(&rows, &DocumentRows::stateChanged, this, &KeptRows::scan);
}

void KeptRows::keep(qint64 current, const std::vector<qint64> &selected)
{
    m_store = m_rows.store();
    m_added = m_rows.addedCount();
    m_current = current;
    m_selected = { selected.begin(), selected.end() };
    for (const auto row : selected) {
        if (const auto key = m_rows.tryKey(row); key && !key->isEmpty())
            m_keys.insert(key->text);
    }
    if (current < 0)
        return;
    const auto key = m_rows.tryKey(current);
    m_currentKey = key && !key->isEmpty() ? key->text : QByteArray();
    if (!m_currentKey.isEmpty())
        m_keys.insert(m_currentKey);
}

void KeptRows::search()
{
    const auto before = std::exchange(m_selected, {});
    const auto current = std::exchange(m_current, -1);
    const auto added = m_rows.addedCount();
    const bool isSame = m_store && m_store == m_rows.store();
    m_store.reset();
    m_scanned = 0;
    // Of the same result only the added documents above the others are more or fewer.
    for (const auto row : before) {
        if (row >= m_added && isSame)
            take(row - m_added + added, row == current);
        else if (row < m_added && added == m_added)
            take(row, row == current);
    }
    if (!m_selected.empty())
        Q_EMIT found(m_current, m_selected);
    scan();
}

void KeptRows::take(qint64 row, bool isCurrent)
{
    if (row >= m_rows.count())
        return;
    m_selected.insert(row);
    if (isCurrent)
        m_current = row;
    if (const auto key = m_rows.tryKey(row); key && !key->isEmpty())
        m_keys.remove(key->text);
}

void KeptRows::drop()
{
    m_keys.clear();
}

void KeptRows::scan()
{
    if (m_keys.isEmpty() || m_store)
        return;
    const auto end = std::min(m_rows.count(), m_scanned + rowsAtOnce);
    const auto before = m_selected.size();
    for (; m_scanned < end && !m_keys.isEmpty(); ++m_scanned) {
        const auto key = m_rows.tryKey(m_scanned);
        if (!key || key->isEmpty() || !m_keys.remove(key->text))
            continue;
        m_selected.insert(m_scanned);
        if (key->text == m_currentKey)
            m_current = m_scanned;
    }
    if (m_selected.size() != before)
        Q_EMIT found(m_current, m_selected);
    using State = dumbo::ResultStore::State;
    const auto *store = m_rows.store().get();
    if (m_scanned < m_rows.count())
        QTimer::singleShot(0, this, &KeptRows::scan);
    else if (!store || (store->state() != State::Growing && store->state() != State::Paused))
        drop();
}

} // namespace workbench
