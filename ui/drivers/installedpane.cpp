#include "ui/drivers/installedpane.h"

#include "ui/drivers/driverdelegate.h"
#include "ui/drivers/driverdesk.h"
#include "ui/drivers/driverdetails.h"
#include "ui/drivers/driverlistmodel.h"
#include "ui/drivers/driverwords.h"
#include "ui/migrations/adaptivesplitter.h"
#include "ui/shell/theme.h"

#include <QListView>
#include <QVBoxLayout>

#include <algorithm>

namespace workbench {

namespace {

constexpr int widthForBoth = 66 * theme::unit;

} // namespace

InstalledPane::InstalledPane(DriverDesk &desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_model(new DriverListModel(this))
    , m_list(new QListView(this))
    , m_details(new DriverDetails(this))
{
    setObjectName(QStringLiteral("installedPane"));
    m_list->setObjectName(QStringLiteral("driverList"));
    m_list->setAccessibleName(tr("Drivers"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new DriverDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *splitter = new AdaptiveSplitter(widthForBoth, this);
    splitter->addWidget(m_list);
    splitter->addWidget(m_details);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    setFocusProxy(m_list);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &InstalledPane::showCurrent);
    connect(&m_desk, &DriverDesk::changed, this, &InstalledPane::showSnapshot);
    connect(&m_desk, &DriverDesk::busyChanged, this, [this] { m_details->setBusy(m_desk.isBusy() && !m_desk.phase().isEmpty()); });
    if (m_desk.isRead())
        showSnapshot();
}

void InstalledPane::showSnapshot()
{
    const DriversSnapshot &snapshot = m_desk.snapshot();
    QList<DriverView> views;
    for (const dumbo::DriverInfo &info : snapshot.drivers)
        views.append(viewOf(info, snapshot.updates));
    // What needs a person stands first, then what a person brought.
    std::ranges::stable_sort(views, {}, [](const DriverView &view) { return std::pair(view.tone != Tone::Bad, !view.isInstalled); });
    m_model->setDrivers(views);
    if (!m_list->currentIndex().isValid() && !views.isEmpty())
        m_list->setCurrentIndex(m_model->index(0));
    showCurrent();
}

void InstalledPane::showCurrent()
{
    if (const DriverView *driver = m_model->driver(m_list->currentIndex()))
        m_details->show(*driver);
}

void InstalledPane::select(const QString &id)
{
    const auto &drivers = m_model->drivers();
    const auto found = std::ranges::find(drivers, id, &DriverView::id);
    if (found == drivers.end())
        return;
    const QModelIndex index = m_model->indexOf(found->key);
    m_list->setCurrentIndex(index);
    m_list->scrollTo(index);
}

bool InstalledPane::contains(const QString &text) const
{
    return std::ranges::any_of(m_model->drivers(), [&text](const DriverView &driver) {
        return (driver.name + u' ' + driver.id + u' ' + driver.connectors.join(u' ')).contains(text, Qt::CaseInsensitive);
    });
}

} // namespace workbench
