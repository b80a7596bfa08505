#include "ui/drivers/driverlistmodel.h"

#include "ui/shell/theme.h"

#include <QHash>
#include <QIcon>
#include <QImageReader>
#include <QTextDocument>

#include <algorithm>

namespace workbench {

namespace {

QString joined(const QStringList &parts)
{
    QStringList filled = parts;
    filled.removeAll(QString());
    return filled.join(QStringLiteral(" · "));
}

QIcon iconOf(const DriverView &driver)
{
    // Made once: a version's folder never gets another picture.
    static QHash<QString, QIcon> known;
    constexpr int largest = 1024;
    const auto found = known.constFind(driver.iconPath);
    if (found != known.cend())
        return *found;
    QIcon icon;
    const auto size = driver.iconPath.isEmpty() ? QSize() : QImageReader(driver.iconPath).size();
    if (size.isValid() && size.width() <= largest && size.height() <= largest)
        icon = QIcon(driver.iconPath);
    if (icon.pixmap(32, 32).isNull())
        return theme::icon(QStringLiteral("database"));
    known.insert(driver.iconPath, icon);
    return icon;
}

} // namespace

void DriverListModel::setDrivers(const QList<DriverView> &drivers)
{
    const auto isGone = [&drivers](const DriverView &known) { return !std::ranges::contains(drivers, known.key, &DriverView::key); };
    for (qsizetype row = m_drivers.size(); row-- > 0;) {
        if (!isGone(m_drivers[row]))
            continue;
        beginRemoveRows({}, int(row), int(row));
        m_drivers.removeAt(row);
        endRemoveRows();
    }
    for (qsizetype row = 0; row < drivers.size(); ++row) {
        const auto known = std::ranges::find(m_drivers, drivers[row].key, &DriverView::key);
        const auto at = qsizetype(known - m_drivers.begin());
        if (known == m_drivers.end()) {
            beginInsertRows({}, int(row), int(row));
            m_drivers.insert(row, drivers[row]);
            endInsertRows();
            continue;
        }
        if (at != row) {
            beginMoveRows({}, int(at), int(at), {}, int(at < row ? row + 1 : row));
            m_drivers.move(at, row);
            endMoveRows();
        }
        if (m_drivers[row] != drivers[row]) {
            m_drivers[row] = drivers[row];
            Q_EMIT dataChanged(index(int(row)), index(int(row)));
        }
    }
}

const DriverView *DriverListModel::driver(const QModelIndex &index) const
{
    return index.isValid() && index.row() < m_drivers.size() ? &m_drivers[index.row()] : nullptr;
}

QModelIndex DriverListModel::indexOf(const QString &key) const
{
    const auto found = std::ranges::find(m_drivers, key, &DriverView::key);
    return found == m_drivers.end() ? QModelIndex() : index(int(found - m_drivers.begin()));
}

int DriverListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_drivers.size());
}

QVariant DriverListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const DriverView &driver = m_drivers[index.row()];
    switch (role) {
    case Qt::DisplayRole: return driver.name;
    case Qt::DecorationRole: return iconOf(driver);
    case Qt::ToolTipRole: return Qt::convertFromPlainText(driver.reason.isEmpty() ? driver.description : driver.reason);
    case Qt::AccessibleTextRole:
        return joined({ driver.name, driver.version, driver.state, driver.vendor, driver.connectors.join(QStringLiteral(", ")), driver.origin,
            driver.signature });
    case KeyRole: return driver.key;
    case VersionRole: return driver.version;
    case AboutRole: return joined({ driver.vendor, driver.connectors.join(QStringLiteral(", ")) });
    case StateRole: return driver.update.isEmpty() ? driver.state : tr("%1 · update to %2").arg(driver.state, driver.update);
    case ToneRole: return int(driver.tone);
    case FromRole: return joined({ driver.origin, driver.signature });
    case SignatureToneRole: return int(driver.signatureTone);
    default: return {};
    }
}

} // namespace workbench
