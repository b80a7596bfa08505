#include "ui/migrations/findingspage.h"

#include "ui/migrations/adaptivesplitter.h"
#include "ui/migrations/migrationlook.h"
#include "ui/monitor/roomydelegate.h"
#include "ui/shell/theme.h"

#include <QEvent>
#include <QHeaderView>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace workbench {

namespace {

enum Column { MessageColumn, CodeColumn, LineColumn, ColumnCount };

} // namespace

FindingsPage::FindingsPage(QWidget *parent)
    : QWidget(parent)
    , m_list(new QTreeWidget(this))
    , m_details(new FindingDetails(this))
{
    setObjectName(QStringLiteral("findingsPage"));
    m_list->setObjectName(QStringLiteral("findingsList"));
    m_list->setAccessibleName(tr("Findings"));
    m_list->setItemDelegate(new RoomyDelegate(m_list));
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setColumnCount(ColumnCount);
    m_list->setHeaderLabels({ tr("Finding"), tr("Code"), tr("Line") });
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(MessageColumn, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(CodeColumn, QHeaderView::ResizeToContents);
    m_list->header()->setSectionResizeMode(LineColumn, QHeaderView::ResizeToContents);
    auto *splitter = new AdaptiveSplitter(55 * theme::unit, this);
    splitter->setObjectName(QStringLiteral("findingsSplitter"));
    splitter->addWidget(m_list);
    splitter->addWidget(m_details);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    splitter->setSizes({ 340, 380 });
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(splitter);
    setFocusProxy(m_list);
    connect(m_list, &QTreeWidget::currentItemChanged, this, [this] {
        const int finding = current();
        if (finding < 0)
            return;
        m_details->showFinding(&m_findings[std::size_t(finding)], m_place(m_findings[std::size_t(finding)]));
        Q_EMIT currentChanged(finding);
    });
}

int FindingsPage::current() const
{
    return m_list->indexOfTopLevelItem(m_list->currentItem());
}

void FindingsPage::setCurrent(int finding)
{
    if (auto *item = m_list->topLevelItem(finding))
        m_list->setCurrentItem(item);
}

void FindingsPage::showFindings(
    std::vector<dumbo::AdvisedFinding> findings, std::function<FindingDetails::Place(const dumbo::AdvisedFinding &)> place, const QString &words)
{
    m_findings = std::move(findings);
    m_place = std::move(place);
    fill();
    m_list->setVisible(!m_findings.empty());
    if (m_findings.empty()) {
        m_details->showWords(words);
        return;
    }
    const QSignalBlocker quiet(this); // the caret stays where it is
    m_list->setCurrentItem(m_list->topLevelItem(0));
}

void FindingsPage::fill()
{
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (const auto &finding : m_findings) {
        auto *item = new QTreeWidgetItem(m_list);
        item->setIcon(MessageColumn, look::icon(finding.severity, palette()));
        item->setText(MessageColumn, finding.message);
        item->setToolTip(MessageColumn, look::text(finding.severity) + QStringLiteral(": ") + finding.message);
        item->setData(MessageColumn, Qt::AccessibleTextRole, item->toolTip(MessageColumn));
        item->setText(CodeColumn, finding.code);
        item->setText(LineColumn, finding.line > 0 ? QString::number(finding.line) : QString());
        item->setTextAlignment(LineColumn, Qt::AlignRight | Qt::AlignVCenter);
        if (!finding.silenced)
            continue;
        auto font = item->font(MessageColumn);
        font.setStrikeOut(true);
        item->setFont(MessageColumn, font);
        item->setForeground(MessageColumn, palette().color(QPalette::PlaceholderText));
        item->setToolTip(MessageColumn, tr("Silenced: %1").arg(finding.silencedBecause));
    }
}

void FindingsPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange || m_findings.empty())
        return;
    const int kept = current();
    fill();
    const QSignalBlocker quiet(this);
    setCurrent(kept);
}

} // namespace workbench
