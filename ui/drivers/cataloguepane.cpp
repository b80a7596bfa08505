#include "ui/drivers/cataloguepane.h"

#include "ui/drivers/driverdelegate.h"
#include "ui/drivers/driverdesk.h"
#include "ui/drivers/driverlistmodel.h"
#include "ui/drivers/driverwords.h"
#include "ui/drivers/foldsection.h"
#include "ui/migrations/askbar.h"
#include "ui/shell/theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace workbench {

using dumbo::CatalogueInfo;
using dumbo::CatalogueOffer;
using dumbo::CatalogueProposal;

namespace {

enum Column { NameColumn, PlaceColumn, AgeColumn, KeyColumn, ColumnCount };
constexpr int cataloguesHeight = 14 * theme::unit;

/// Every word of the search is somewhere in the row.
class OfferFilter : public QSortFilterProxyModel {
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setWords(const QString &text)
    {
        m_words = text.split(u' ', Qt::SkipEmptyParts);
        invalidateRowsFilter();
    }

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override
    {
        const auto index = sourceModel()->index(row, 0, parent);
        const QString text = index.data(Qt::AccessibleTextRole).toString() + u' ' + index.data(Qt::ToolTipRole).toString() + u' '
            + index.data(DriverListModel::KeyRole).toString();
        return std::ranges::all_of(m_words, [&text](const QString &word) { return text.contains(word, Qt::CaseInsensitive); });
    }

private:
    QStringList m_words;
};

} // namespace

CataloguePane::CataloguePane(DriverDesk &desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_model(new DriverListModel(this))
    , m_found(new OfferFilter(this))
{
    setObjectName(QStringLiteral("cataloguePane"));
    m_found->setSourceModel(m_model);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::unit);
    makeOffers();
    makeCatalogues();
    setFocusProxy(m_search);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        static_cast<OfferFilter *>(m_found)->setWords(text);
        if (!m_list->currentIndex().isValid() && m_found->rowCount() > 0)
            m_list->setCurrentIndex(m_found->index(0, 0));
        showState();
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &CataloguePane::showCurrent);
    connect(m_check, &QPushButton::clicked, this, &CataloguePane::checkForUpdates);
    connect(m_get, &QPushButton::clicked, this, [this] {
        if (const CatalogueOffer *offer = current())
            Q_EMIT offerWanted(*offer);
    });
    connect(m_list, &QListView::activated, m_get, &QPushButton::click);
    connect(&m_desk, &DriverDesk::changed, this, &CataloguePane::showSnapshot);
    connect(&m_desk, &DriverDesk::busyChanged, this, [this] { m_check->setEnabled(!m_desk.isBusy() && !m_desk.snapshot().catalogues.isEmpty()); });
    showSnapshot();
}

void CataloguePane::makeOffers()
{
    m_search = new QLineEdit(this);
    m_search->setObjectName(QStringLiteral("catalogueSearch"));
    m_search->setAccessibleName(tr("Search the catalogues"));
    m_search->setPlaceholderText(tr("Search by name, maker or what it opens"));
    m_search->setClearButtonEnabled(true);
    m_check = new QPushButton(theme::icon(QStringLiteral("view-refresh")), tr("Check for &Updates"), this);
    m_check->setObjectName(QStringLiteral("catalogueCheck"));
    m_check->setAutoDefault(false);
    auto *row = new QHBoxLayout;
    row->setSpacing(theme::unit);
    row->addWidget(m_search, 1);
    row->addWidget(m_check);
    m_fault = new ToneBox(QStringLiteral("catalogueFault"), this);
    m_age = new QLabel(this);
    m_age->setObjectName(QStringLiteral("catalogueAge"));
    m_age->setForegroundRole(QPalette::PlaceholderText);
    m_list = new QListView(this);
    m_list->setObjectName(QStringLiteral("catalogueList"));
    m_list->setAccessibleName(tr("Drivers in the catalogues"));
    m_list->setModel(m_found);
    m_list->setItemDelegate(new DriverDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_nothing = new QLabel(this);
    m_nothing->setObjectName(QStringLiteral("catalogueNothing"));
    m_nothing->setWordWrap(true);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setForegroundRole(QPalette::PlaceholderText);
    m_nothing->setMargin(2 * theme::unit);
    m_about = new QLabel(this);
    m_about->setObjectName(QStringLiteral("catalogueAbout"));
    m_about->setTextFormat(Qt::PlainText);
    m_about->setWordWrap(true);
    m_get = new QPushButton(theme::icon(QStringLiteral("download")), tr("&Get…"), this);
    m_get->setObjectName(QStringLiteral("catalogueGet"));
    m_get->setToolTip(tr("Fetch it and look at it; nothing of it runs before you say so"));
    m_get->setAutoDefault(false);
    auto *bottom = new QHBoxLayout;
    bottom->setSpacing(theme::unit);
    bottom->addWidget(m_about, 1);
    bottom->addWidget(m_get, 0, Qt::AlignTop);
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->addLayout(row);
    column->addWidget(m_age);
    column->addWidget(m_fault);
    column->addWidget(m_list, 1);
    column->addWidget(m_nothing, 1);
    column->addLayout(bottom);
}

void CataloguePane::makeCatalogues()
{
    auto *content = new QWidget(this);
    auto *inside = new QVBoxLayout(content);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->setSpacing(theme::unit);
    m_catalogues = new QTreeWidget(content);
    m_catalogues->setObjectName(QStringLiteral("catalogues"));
    m_catalogues->setAccessibleName(tr("Catalogues"));
    m_catalogues->setRootIsDecorated(false);
    m_catalogues->setUniformRowHeights(true);
    m_catalogues->setColumnCount(ColumnCount);
    m_catalogues->setHeaderLabels({ tr("Catalogue"), tr("Place"), tr("Read"), tr("Key") });
    m_catalogues->header()->setSectionResizeMode(NameColumn, QHeaderView::ResizeToContents);
    m_catalogues->setFixedHeight(cataloguesHeight);
    m_location = new QLineEdit(content);
    m_location->setObjectName(QStringLiteral("catalogueLocation"));
    m_location->setAccessibleName(tr("Folder or https address of a catalogue"));
    m_location->setPlaceholderText(tr("Folder or https address of a catalogue"));
    m_add = new QPushButton(tr("&Add Catalogue…"), content);
    m_add->setObjectName(QStringLiteral("catalogueAdd"));
    m_add->setAutoDefault(false);
    m_remove = new QPushButton(tr("Re&move"), content);
    m_remove->setObjectName(QStringLiteral("catalogueRemove"));
    m_remove->setAutoDefault(false);
    auto *row = new QHBoxLayout;
    row->setSpacing(theme::unit);
    row->addWidget(m_location, 1);
    row->addWidget(m_add);
    row->addWidget(m_remove);
    m_question = new AskBar(content);
    m_question->setObjectName(QStringLiteral("catalogueQuestion"));
    inside->addWidget(m_catalogues);
    inside->addWidget(m_question);
    inside->addLayout(row);
    m_section = new FoldSection(QStringLiteral("catalogueSection"), tr("Catalogues"), content, this);
    layout()->addWidget(m_section);
    connect(m_location, &QLineEdit::returnPressed, this, &CataloguePane::propose);
    connect(m_location, &QLineEdit::textChanged, this, [this](const QString &text) { m_add->setEnabled(!text.trimmed().isEmpty()); });
    connect(m_add, &QPushButton::clicked, this, &CataloguePane::propose);
    connect(m_remove, &QPushButton::clicked, this, &CataloguePane::removeCurrent);
    connect(m_catalogues, &QTreeWidget::currentItemChanged, this, [this](const QTreeWidgetItem *item) { m_remove->setEnabled(item != nullptr); });
    m_add->setEnabled(false);
    m_remove->setEnabled(false);
}

void CataloguePane::showSnapshot()
{
    QList<DriverView> views;
    for (const CatalogueOffer &offer : m_desk.snapshot().offers)
        views.append(viewOf(offer, m_desk.snapshot()));
    m_model->setDrivers(views);
    if (!m_list->currentIndex().isValid() && m_found->rowCount() > 0)
        m_list->setCurrentIndex(m_found->index(0, 0));
    showCatalogues();
    showState();
    showCurrent();
}

void CataloguePane::showState()
{
    const QList<CatalogueInfo> &all = m_desk.snapshot().catalogues;
    QDateTime oldest;
    QStringList faults;
    for (const CatalogueInfo &each : all) {
        if (!oldest.isValid() || each.fetched < oldest)
            oldest = each.fetched;
        const QString name = each.name.isEmpty() ? each.location : each.name;
        if (!each.fault.isEmpty())
            faults.append(tr("%1 could not be read. %2").arg(name, each.fault));
        else if (each.isExpired())
            faults.append(tr("%1 is out of date: its makers wanted it to be read again by now.").arg(name));
    }
    m_age->setVisible(!all.isEmpty());
    m_age->setText(oldest.isValid() ? tr("As read %1").arg(agoText(oldest)) : tr("Not read yet"));
    m_fault->show(Tone::Warning, faults.join(u'\n'), faults.isEmpty() ? QString() : tr("What was read before is shown; driver files that are not here yet can’t be fetched until its place answers."));
    m_check->setEnabled(!m_desk.isBusy() && !all.isEmpty());
    const bool hasAny = m_found->rowCount() > 0;
    m_list->setVisible(hasAny);
    m_nothing->setVisible(!hasAny);
    m_about->setVisible(hasAny);
    m_get->setVisible(hasAny);
    if (all.isEmpty())
        m_nothing->setText(tr("A catalogue is a signed list of drivers that its makers keep, in a folder or on the web. None is known here yet: add one below, or "
                              "install a driver from a file."));
    else if (m_model->rowCount() == 0)
        m_nothing->setText(tr("The catalogues list no driver for this system."));
    else
        m_nothing->setText(tr("No driver is called like that."));
    if (all.isEmpty() && m_desk.isRead())
        m_section->setOpen(true);
}

void CataloguePane::showCatalogues()
{
    const QString chosen = m_catalogues->currentItem() ? m_catalogues->currentItem()->text(PlaceColumn) : QString();
    m_catalogues->clear();
    for (const CatalogueInfo &each : m_desk.snapshot().catalogues) {
        auto *item = new QTreeWidgetItem(m_catalogues, { each.name, each.location, agoText(each.fetched), shortFingerprint(each.keyFingerprint) });
        item->setToolTip(NameColumn, each.fault);
        if (each.location == chosen)
            m_catalogues->setCurrentItem(item);
    }
    m_catalogues->setVisible(m_catalogues->topLevelItemCount() > 0);
    m_remove->setVisible(m_catalogues->topLevelItemCount() > 0);
    m_section->setTitle(tr("Catalogues: %1").arg(m_desk.snapshot().catalogues.size()));
}

const CatalogueOffer *CataloguePane::current() const
{
    const int row = m_found->mapToSource(m_list->currentIndex()).row();
    const auto &offers = m_desk.snapshot().offers;
    return row >= 0 && row < offers.size() ? &offers[row] : nullptr;
}

void CataloguePane::showCurrent()
{
    const CatalogueOffer *offer = current();
    m_get->setEnabled(offer != nullptr);
    m_about->setText(offer ? offerText(*offer) : QString());
    if (offer)
        m_get->setText(offer->installedVersion.isEmpty() ? tr("&Get…") : dumbo::compareDriverVersions(offer->version, offer->installedVersion) > 0 ? tr("&Get Update…") : tr("&Get Again…"));
}

void CataloguePane::checkForUpdates()
{
    m_desk.run<void>(
        tr("Reading the catalogues…"), [](const DriverDesk::Work &work) { return work.manager.refreshCatalogues(work.cancellation, work.progress); },
        this, [this](const dumbo::Result<void> &done) {
            if (!done && !done.error().isCancelled())
                Q_EMIT failed(done.error());
        });
}

void CataloguePane::propose()
{
    const QString location = m_location->text().trimmed();
    if (location.isEmpty())
        return;
    m_desk.run<CatalogueProposal>(
        tr("Reading %1…").arg(location), [location](const DriverDesk::Work &work) { return work.manager.inspectCatalogue(location, work.cancellation); },
        this, [this](const dumbo::Result<CatalogueProposal> &proposal) {
            if (proposal)
                askAdd(*proposal);
            else if (!proposal.error().isCancelled())
                Q_EMIT failed(proposal.error());
        });
}

void CataloguePane::askAdd(const CatalogueProposal &proposal)
{
    AskBar::Question question;
    question.text = tr("Add the catalogue “%1” with %2 drivers?").arg(proposal.info.name).arg(proposal.drivers);
    question.details = tr("Compare its key with the one that its makers publish:\n%1\nFrom then on only lists signed with this key are taken from there.")
                           .arg(shortFingerprint(proposal.info.keyFingerprint));
    question.accept = tr("Add It");
    question.accepted = [this, proposal](const AskBar::Answer &) {
        m_location->clear();
        m_desk.run<void>(
            tr("Adding %1…").arg(proposal.info.name), [proposal](const DriverDesk::Work &work) { return work.manager.addCatalogue(proposal); }, this,
            [this](const dumbo::Result<void> &done) {
                if (!done)
                    Q_EMIT failed(done.error());
                m_search->setFocus();
            });
    };
    question.refused = [this] { m_location->setFocus(); };
    m_question->ask(question);
}

void CataloguePane::removeCurrent()
{
    const QTreeWidgetItem *item = m_catalogues->currentItem();
    if (!item)
        return;
    const QString location = item->text(PlaceColumn);
    AskBar::Question question;
    question.text = tr("Forget the catalogue “%1”?").arg(item->text(NameColumn));
    question.details = tr("Drivers that came from it stay.");
    question.accept = tr("Forget It");
    question.accepted = [this, location](const AskBar::Answer &) {
        m_desk.run<void>(
            tr("Removing %1…").arg(location), [location](const DriverDesk::Work &work) { return work.manager.removeCatalogue(location); }, this,
            [this](const dumbo::Result<void> &done) {
                if (!done)
                    Q_EMIT failed(done.error());
            });
    };
    question.refused = [this] { m_remove->setFocus(); };
    m_question->ask(question);
}

bool CataloguePane::escape()
{
    if (!m_question->isAsking())
        return false;
    m_question->close();
    return true;
}

} // namespace workbench
