#include "ui/documents/analysis/fieldmodel.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace workbench {

using dumbo::FieldProfile;
using dumbo::ValueType;

namespace {

QString percent(double share)
{
    const auto locale = QLocale();
    // Neither all nor nothing where it is not.
    if (share > 0 && share < 0.001)
        return QStringLiteral("< ") + locale.toString(0.1, 'f', 1) + QStringLiteral(" %");
    if (share < 1 && share > 0.999)
        return locale.toString(99.9, 'f', 1) + QStringLiteral(" %");
    return locale.toString(100 * share, 'f', share == 1 || share == 0 ? 0 : 1) + QStringLiteral(" %");
}

QString range(const FieldProfile &field)
{
    QStringList parts;
    if (!field.smallestNumber.isEmpty())
        parts.append(QString::fromUtf8(field.smallestNumber) + QStringLiteral(" … ") + QString::fromUtf8(field.largestNumber));
    if (field.textLengths.count > 0)
        parts.append(QString::fromUtf8(field.smallestText).left(24) + QStringLiteral(" … ") + QString::fromUtf8(field.largestText).left(24));
    if (field.arrayLengths.count > 0) {
        parts.append(QCoreApplication::translate("FieldModel", "%1 … %2 elements")
                         .arg(field.arrayLengths.shortest)
                         .arg(field.arrayLengths.longest));
    }
    return parts.join(QStringLiteral(", "));
}

} // namespace

QString fieldName(const FieldProfile &field)
{
    return field.isElement ? QCoreApplication::translate("FieldModel", "[elements]") : QString::fromUtf8(field.key);
}

QString typeShares(const FieldProfile &field)
{
    QStringList shares;
    std::vector<int> types;
    for (int type = 0; type < dumbo::valueTypeCount; ++type) {
        if (field.typeCount(ValueType(type)) > 0)
            types.push_back(type);
    }
    std::ranges::sort(types, std::greater(), [&](int type) { return field.typeCount(ValueType(type)); });
    for (const auto type : types) {
        const auto name = dumbo::valueTypeName(ValueType(type));
        shares.append(types.size() == 1 ? name : name + u' ' + percent(double(field.typeCount(ValueType(type))) / double(field.count)));
    }
    return shares.join(QStringLiteral(", "));
}

FieldModel::FieldModel(QObject *parent)
    : QAbstractItemModel(parent)
{
}

void FieldModel::setProfile(const std::shared_ptr<const dumbo::DocumentProfile> &profile)
{
    beginResetModel();
    m_profile = profile;
    m_nodes.clear();
    if (profile)
        add(profile->root, -1, 0);
    endResetModel();
}

void FieldModel::add(const FieldProfile &field, int parent, int row)
{
    const auto self = int(m_nodes.size());
    m_nodes.push_back({ &field, parent, row, {} });
    if (parent >= 0)
        m_nodes[std::size_t(parent)].children.push_back(self);
    for (std::size_t child = 0; child < field.children.size(); ++child)
        add(field.children[child], self, int(child));
}

const FieldProfile *FieldModel::field(const QModelIndex &index) const
{
    return index.isValid() ? m_nodes[index.internalId()].field : nullptr;
}

std::vector<int> FieldModel::place(const QModelIndex &index) const
{
    std::vector<int> place;
    for (auto at = index; at.isValid(); at = at.parent())
        place.insert(place.begin(), at.row());
    return place;
}

QModelIndex FieldModel::indexOf(const dumbo::DocumentPath &keys) const
{
    QModelIndex at;
    for (qsizetype step = 0; step < keys.size();) {
        QModelIndex next;
        for (int row = 0; row < rowCount(at) && !next.isValid(); ++row) {
            const auto child = index(row, 0, at);
            if (field(child)->isElement || field(child)->key == keys[step])
                next = child;
        }
        if (!next.isValid())
            return {};
        step += field(next)->isElement ? 0 : 1;
        at = next;
    }
    return at;
}

QModelIndex FieldModel::index(int row, int column, const QModelIndex &parent) const
{
    if (m_nodes.empty() || row < 0 || column < 0 || column >= ColumnCount)
        return {};
    const auto &children = m_nodes[parent.isValid() ? parent.internalId() : 0].children;
    return row < int(children.size()) ? createIndex(row, column, quintptr(children[std::size_t(row)])) : QModelIndex();
}

QModelIndex FieldModel::parent(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    const auto above = m_nodes[index.internalId()].parent;
    return above <= 0 ? QModelIndex() : createIndex(m_nodes[std::size_t(above)].row, 0, quintptr(above));
}

int FieldModel::rowCount(const QModelIndex &parent) const
{
    if (m_nodes.empty() || parent.column() > 0)
        return 0;
    return int(m_nodes[parent.isValid() ? parent.internalId() : 0].children.size());
}

int FieldModel::columnCount(const QModelIndex & /*parent*/) const
{
    return ColumnCount;
}

QString FieldModel::text(const FieldProfile &field, int column) const
{
    switch (column) {
    case Name:
        return fieldName(field);
    case Types:
        return typeShares(field);
    case Presence:
        return field.isElement ? QString() : percent(std::min(1.0, field.presence()));
    case Distinct:
        return (field.distinctIsEstimate ? QStringLiteral("≈ ") : QString()) + QLocale().toString(field.distinct);
    case Range:
        return range(field);
    default:
        return {};
    }
}

QVariant FieldModel::data(const QModelIndex &index, int role) const
{
    const auto *field = this->field(index);
    if (!field)
        return {};
    if (role == ProfileRole)
        return QVariant::fromValue(field);
    if (role == Qt::DisplayRole)
        return text(*field, index.column());
    if (role == Qt::ToolTipRole)
        return index.column() == Types ? typeShares(*field) : text(*field, index.column());
    if (role == Qt::TextAlignmentRole && (index.column() == Presence || index.column() == Distinct))
        return int(Qt::AlignRight | Qt::AlignVCenter);
    return {};
}

QVariant FieldModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && (section == Presence || section == Distinct))
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == Presence)
        return tr("Of the objects that could have the field, those that do");
    if (role == Qt::ToolTipRole && section == Distinct)
        return tr("Different values. Above a thousand it is an estimate, some 3 % off.");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Field");
    case Types:
        return tr("Types");
    case Presence:
        return tr("Present");
    case Distinct:
        return tr("Distinct");
    default:
        return tr("Range");
    }
}

} // namespace workbench
