#include "ui/history/historymodel.h"

#include "ui/shell/statusbar.h"
#include "ui/shell/theme.h"

#include <QIcon>
#include <QLocale>

namespace workbench {

namespace {

QVariant display(const HistoryEntry &entry, int column)
{
    constexpr qsizetype most = 300;
    switch (column) {
    case HistoryModel::TimeColumn:
        return QLocale().toString(entry.time, QLocale::ShortFormat);
    case HistoryModel::TextColumn:
        return entry.text.first(std::min(most, entry.text.size())).simplified();
    case HistoryModel::ConnectionColumn:
        return entry.connection;
    case HistoryModel::RowsColumn:
        return entry.rows && entry.error.isEmpty() ? QLocale().toString(*entry.rows) : QString();
    case HistoryModel::ElapsedColumn:
        return entry.elapsed ? elapsedText(*entry.elapsed) : QString();
    default:
        return {};
    }
}

} // namespace

HistoryModel::HistoryModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void HistoryModel::setItems(std::vector<HistoryItem> items)
{
    beginResetModel();
    m_items = std::move(items);
    endResetModel();
}

int HistoryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_items.size());
}

int HistoryModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant HistoryModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const auto &entry = m_items[std::size_t(index.row())].entry;
    switch (role) {
    case Qt::DisplayRole:
        return display(entry, index.column());
    case Qt::DecorationRole:
        if (index.column() != TextColumn)
            return {};
        return theme::icon(entry.error.isEmpty() ? QStringLiteral("dialog-ok") : QStringLiteral("dialog-error"));
    case Qt::ToolTipRole:
        return entry.error.isEmpty() ? QVariant() : entry.error;
    case Qt::TextAlignmentRole:
        return index.column() >= RowsColumn ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    default:
        return {};
    }
}

QVariant HistoryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn:
        return tr("When");
    case TextColumn:
        return tr("Statement");
    case ConnectionColumn:
        return tr("Database");
    case RowsColumn:
        return tr("Rows");
    case ElapsedColumn:
        return tr("Elapsed");
    default:
        return {};
    }
}

} // namespace workbench
