#include "ui/documents/stagedmodel.h"

#include "ui/documents/documentlook.h"
#include "ui/documents/stagedwords.h"
#include "ui/shell/theme.h"

#include <QGuiApplication>
#include <QPalette>

#include <algorithm>

namespace workbench {

StagedModel::StagedModel(DocumentEditing &editing, QObject *parent)
    : QAbstractTableModel(parent)
    , m_editing(editing)
{
    connect(&editing.changes(), &StagedChanges::changed, this, &StagedModel::update);
    connect(&editing, &DocumentEditing::stateChanged, this, &StagedModel::update);
    m_ids = editing.changes().ids();
}

void StagedModel::update()
{
    const auto &ids = m_editing.changes().ids();
    if (m_ids != ids) {
        beginResetModel();
        m_ids = ids;
        endResetModel();
    } else if (!m_ids.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnNumber - 1));
    }
}

std::optional<StagedChanges::Id> StagedModel::idAt(int row) const
{
    return row < 0 || row >= int(m_ids.size()) ? std::nullopt : std::optional(m_ids[std::size_t(row)]);
}

int StagedModel::rowOf(StagedChanges::Id id) const
{
    const auto found = std::ranges::lower_bound(m_ids, id);
    return found != m_ids.end() && *found == id ? int(found - m_ids.begin()) : -1;
}

int StagedModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_ids.size());
}

int StagedModel::columnCount(const QModelIndex &) const
{
    return columnNumber;
}

QString StagedModel::stateOf(StagedChanges::Id id, const StagedDocument &document) const
{
    const auto &conflicts = m_editing.overlay().conflicts();
    if (const auto found = conflicts.find(id); found != conflicts.end())
        return found->second.theirs ? tr("changed by somebody else") : tr("deleted by somebody else");
    if (const auto problem = m_editing.problemOf(id))
        return problem->text;
    return words::kind(document.kind);
}

QVariant StagedModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto id = *idAt(index.row());
    const auto *staged = m_editing.changes().find(id);
    if (!staged)
        return {};
    const auto &document = *staged;
    const auto isBad = [&] { return m_editing.overlay().conflicts().contains(id) || m_editing.problemOf(id).has_value(); };
    const auto palette = QGuiApplication::palette();
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return index.column() == NameColumn ? m_editing.nameOf(document) : stateOf(id, document);
    case Qt::DecorationRole:
        return index.column() == NameColumn ? QVariant(words::icon(document.kind, palette)) : QVariant();
    case Qt::ForegroundRole:
        if (index.column() != StateColumn)
            return {};
        return isBad() ? theme::danger() : words::colour(document.kind, palette);
    case IdRole:
        return id;
    case IsBadRole:
        return isBad();
    default:
        return {};
    }
}

} // namespace workbench
