#include "ui/documents/stagedmodel.h"

#include "ui/documents/documentlook.h"
#include "ui/documents/stagedwords.h"
#include "ui/shell/theme.h"

#include <QGuiApplication>
#include <QPalette>

namespace workbench {

StagedModel::StagedModel(DocumentEditing &editing, QObject *parent)
    : QAbstractTableModel(parent)
    , m_editing(editing)
{
    // The rows changed already when this is told, so the whole is told anew: lists of changes are short or made at once.
    connect(&editing.changes(), &StagedChanges::changed, this, [this] {
        beginResetModel();
        endResetModel();
    });
    connect(&editing, &DocumentEditing::stateChanged, this, [this] {
        if (const int rows = rowCount(); rows > 0)
            Q_EMIT dataChanged(index(0, 0), index(rows - 1, columnNumber - 1));
    });
}

std::optional<StagedChanges::Id> StagedModel::idAt(int row) const
{
    const auto &ids = m_editing.changes().ids();
    return row < 0 || row >= int(ids.size()) ? std::nullopt : std::optional(ids[std::size_t(row)]);
}

int StagedModel::rowOf(StagedChanges::Id id) const
{
    return m_editing.changes().find(id) ? int(m_editing.changes().indexOf(id)) : -1;
}

int StagedModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_editing.changes().count());
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
    const auto &document = *m_editing.changes().find(id);
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
