#include "ui/migrations/migrationtimeline.h"

#include "ui/migrations/timelinedelegate.h"
#include "ui/shell/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QScrollBar>

namespace workbench {

MigrationTimeline::MigrationTimeline(QWidget *parent)
    : QWidget(parent)
    , m_model(new TimelineModel(this))
    , m_shown(new TimelineFilter(this))
    , m_filter(new QLineEdit(this))
    , m_wanted(new QComboBox(this))
    , m_view(new QListView(this))
    , m_nothing(new QLabel(this))
{
    setObjectName(QStringLiteral("migrationTimeline"));
    m_shown->setSourceModel(m_model);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(makeBar());
    m_nothing->setObjectName(QStringLiteral("timelineNothing"));
    m_nothing->setWordWrap(true);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setContentsMargins(theme::unit, 2 * theme::unit, theme::unit, 2 * theme::unit);
    m_nothing->setForegroundRole(QPalette::PlaceholderText);
    m_nothing->hide();
    layout->addWidget(m_nothing);
    layout->addWidget(m_view, 1);
    makeView();
    setFocusProxy(m_view);
}

QWidget *MigrationTimeline::makeBar()
{
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(theme::unit / 2, 4, theme::unit / 2, 4);
    row->setSpacing(4);
    m_filter->setObjectName(QStringLiteral("timelineFilter"));
    m_filter->setAccessibleName(tr("Filter migrations"));
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setClearButtonEnabled(true);
    m_filter->installEventFilter(this);
    m_filter->setMinimumWidth(60);
    row->addWidget(m_filter, 1);
    m_wanted->setObjectName(QStringLiteral("timelineStates"));
    m_wanted->setAccessibleName(tr("States that are shown"));
    m_wanted->setToolTip(m_wanted->accessibleName());
    using Wanted = TimelineFilter::Wanted;
    m_wanted->addItem(tr("All"), int(Wanted::All));
    m_wanted->addItem(tr("Pending"), int(Wanted::Pending));
    m_wanted->addItem(tr("Applied"), int(Wanted::Applied));
    m_wanted->addItem(tr("Need attention"), int(Wanted::Attention));
    m_wanted->addItem(tr("Not approved"), int(Wanted::Unreviewed));
    m_wanted->addItem(tr("Other tools"), int(Wanted::Foreign));
    m_wanted->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_wanted->setMinimumContentsLength(9);
    row->addWidget(m_wanted);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_shown->setText(text);
        showCount();
        Q_EMIT stateChanged();
    });
    connect(m_wanted, &QComboBox::currentIndexChanged, this, [this] {
        m_shown->setWanted(TimelineFilter::Wanted(m_wanted->currentData().toInt()));
        showCount();
        Q_EMIT stateChanged();
    });
    return bar;
}

void MigrationTimeline::makeView()
{
    m_view->setObjectName(QStringLiteral("timelineView"));
    m_view->setAccessibleName(tr("Migrations"));
    m_view->setModel(m_shown);
    m_view->setItemDelegate(new TimelineDelegate(m_view));
    m_view->setUniformItemSizes(true);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_view, &QListView::customContextMenuRequested, this,
        [this](const QPoint &position) { Q_EMIT menuWanted(m_view->viewport()->mapToGlobal(position)); });
    connect(m_view, &QListView::activated, this, &MigrationTimeline::activated);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &current) {
        if (m_isFilling || !current.isValid())
            return;
        m_wantedKey = current.data(TimelineModel::KeyRole).toString();
        Q_EMIT currentChanged(m_wantedKey);
        Q_EMIT stateChanged();
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &MigrationTimeline::selectionChanged);
}

void MigrationTimeline::setEntries(std::vector<TimelineEntry> entries, const QString &preferred)
{
    const int scrolled = m_view->verticalScrollBar()->value();
    const auto before = currentKey();
    m_isFilling = true;
    m_model->setEntries(std::move(entries));
    m_isFilling = false;
    if (m_model->rowOf(m_wantedKey) < 0)
        m_wantedKey = preferred;
    if (currentKey() != m_wantedKey || before != m_wantedKey)
        setCurrentKey(m_wantedKey);
    if (before == m_wantedKey)
        m_view->verticalScrollBar()->setValue(scrolled);
    showCount();
}

QString MigrationTimeline::currentKey() const
{
    return m_view->currentIndex().data(TimelineModel::KeyRole).toString();
}

void MigrationTimeline::setCurrentKey(const QString &key)
{
    m_wantedKey = key;
    const auto index = m_shown->mapFromSource(m_model->index(m_model->rowOf(key)));
    if (!index.isValid())
        return;
    m_view->setCurrentIndex(index);
    m_view->scrollTo(index);
    Q_EMIT currentChanged(key);
}

QStringList MigrationTimeline::selectedKeys() const
{
    auto selected = m_view->selectionModel()->selectedRows();
    std::ranges::sort(selected, {}, &QModelIndex::row);
    QStringList keys;
    for (const auto &index : selected)
        keys.append(index.data(TimelineModel::KeyRole).toString());
    return keys;
}

void MigrationTimeline::showCount()
{
    const bool isFiltered = m_model->rowCount() > 0 && m_shown->rowCount() == 0;
    m_nothing->setText(tr("No migration of these %n fits the filter.", nullptr, m_model->rowCount()));
    m_nothing->setVisible(isFiltered);
}

QJsonObject MigrationTimeline::saveState() const
{
    return { { QStringLiteral("filter"), m_filter->text() }, { QStringLiteral("states"), m_wanted->currentIndex() },
        { QStringLiteral("current"), m_wantedKey } };
}

void MigrationTimeline::restoreState(const QJsonObject &state)
{
    m_filter->setText(state.value(QStringLiteral("filter")).toString());
    m_wanted->setCurrentIndex(std::clamp(state.value(QStringLiteral("states")).toInt(), 0, m_wanted->count() - 1));
    m_wantedKey = state.value(QStringLiteral("current")).toString();
}

bool MigrationTimeline::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_filter || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Down:
    case Qt::Key_Return:
    case Qt::Key_Enter: m_view->setFocus(); return true;
    case Qt::Key_Escape:
        if (m_filter->text().isEmpty())
            return false;
        m_filter->clear();
        m_view->setFocus();
        return true;
    default: return false;
    }
}

} // namespace workbench
