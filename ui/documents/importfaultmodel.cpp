#include "ui/documents/importfaultmodel.h"

#include <QLocale>

namespace workbench {

void ImportFaultModel::setFaults(std::vector<dumbo::DocumentImportFault> faults)
{
    beginResetModel();
    m_faults = std::move(faults);
    endResetModel();
}

QString ImportFaultModel::text() const
{
    QString text;
    for (const auto &fault : m_faults) {
        text += QStringLiteral("%1\t%2\t%3\t%4\n")
                    .arg(QString::number(fault.line), QString::number(fault.position), fault.message, QString::fromUtf8(fault.excerpt).simplified());
    }
    return text;
}

int ImportFaultModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_faults.size());
}

int ImportFaultModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ImportFaultModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &fault = m_faults[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == Line)
            return QLocale().toString(fault.line);
        return index.column() == Message ? fault.message : QString::fromUtf8(fault.excerpt).simplified();
    case Qt::ToolTipRole:
        return tr("Line %1, byte %2: %3").arg(fault.line).arg(fault.position).arg(fault.message).toHtmlEscaped();
    case Qt::TextAlignmentRole:
        return int(Qt::AlignVCenter | (index.column() == Line ? Qt::AlignRight : Qt::AlignLeft));
    default:
        return {};
    }
}

QVariant ImportFaultModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Line:
        return tr("Line");
    case Message:
        return tr("What Is Wrong");
    default:
        return tr("Document");
    }
}

} // namespace workbench
