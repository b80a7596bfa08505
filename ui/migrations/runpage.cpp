#include "ui/migrations/runpage.h"

#include "ui/monitor/roomydelegate.h"
#include "ui/shell/statusbar.h"
#include "ui/shell/theme.h"

#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace workbench {

namespace {

enum Column { StepColumn, StateColumn, TimeColumn, RowsColumn, ColumnCount };

QString word(RunLog::State state)
{
    switch (state) {
    case RunLog::State::Waiting: return RunPage::tr("Waiting");
    case RunLog::State::Running: return RunPage::tr("Running…");
    case RunLog::State::Done: return RunPage::tr("Done");
    case RunLog::State::Failed: return RunPage::tr("Failed");
    case RunLog::State::RolledBack: return RunPage::tr("Rolled back");
    case RunLog::State::NotRun: return RunPage::tr("Not run");
    case RunLog::State::Cancelled: return RunPage::tr("Cancelled");
    }
    Q_UNREACHABLE_RETURN({});
}

look::Step stepOf(RunLog::State state)
{
    switch (state) {
    case RunLog::State::Done: return look::Step::Applied;
    case RunLog::State::Failed: return look::Step::Failed;
    case RunLog::State::RolledBack:
    case RunLog::State::Cancelled: return look::Step::Changed;
    case RunLog::State::Running:
    case RunLog::State::Waiting: return look::Step::Pending;
    case RunLog::State::NotRun: return look::Step::Foreign;
    }
    Q_UNREACHABLE_RETURN(look::Step::Pending);
}

} // namespace

RunPage::RunPage(QWidget *parent)
    : QWidget(parent)
    , m_result(new QLabel(this))
    , m_bar(new QProgressBar(this))
    , m_list(new QTreeWidget(this))
{
    setObjectName(QStringLiteral("runPage"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    m_result->setObjectName(QStringLiteral("runResult"));
    m_result->setWordWrap(true);
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_result->setContentsMargins(theme::unit, theme::unit / 2, theme::unit, theme::unit / 2);
    m_result->hide();
    m_bar->setObjectName(QStringLiteral("runBar"));
    m_bar->setAccessibleName(tr("Statements that are over"));
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(4);
    m_list->setObjectName(QStringLiteral("runList"));
    m_list->setAccessibleName(tr("Statements of the run"));
    m_list->setItemDelegate(new RoomyDelegate(m_list));
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setColumnCount(ColumnCount);
    m_list->setHeaderLabels({ tr("Step"), tr("State"), tr("Time"), tr("Rows") });
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(StepColumn, QHeaderView::Stretch);
    for (const auto column : { StateColumn, TimeColumn, RowsColumn })
        m_list->header()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    layout->addWidget(m_result);
    layout->addWidget(m_bar);
    layout->addWidget(m_list, 1);
    setFocusProxy(m_list);
    const auto tell = [this](QTreeWidgetItem *item) {
        if (item && item->parent())
            Q_EMIT statementWanted(item->parent()->text(StepColumn), item->parent()->indexOfChild(item));
        else if (item)
            Q_EMIT statementWanted(item->text(StepColumn), -1);
    };
    connect(m_list, &QTreeWidget::itemActivated, this, tell);
    connect(m_list, &QTreeWidget::itemClicked, this, tell);
}

QString RunPage::result() const
{
    return m_result->isHidden() ? QString() : m_result->text();
}

void RunPage::showState(QTreeWidgetItem &item, RunLog::State state) const
{
    const auto ink = look::colour(stepOf(state), palette());
    item.setText(StateColumn, word(state));
    item.setIcon(StateColumn, look::icon(stepOf(state), ink));
    item.setForeground(StateColumn, ink);
}

void RunPage::fillRow(QTreeWidgetItem &item, const QString &text, const RunLog::Statement &statement) const
{
    item.setText(StepColumn, text);
    item.setToolTip(StepColumn, statement.error ? text + u'\n' + statement.error->toText() : text);
    showState(item, statement.state);
    const bool isOver = statement.elapsed.count() > 0 || statement.state == RunLog::State::Done;
    item.setText(TimeColumn, isOver ? elapsedText(statement.elapsed) : QString());
    item.setText(RowsColumn, statement.rows ? QLocale().toString(*statement.rows) : QString());
    item.setTextAlignment(TimeColumn, Qt::AlignRight | Qt::AlignVCenter);
    item.setTextAlignment(RowsColumn, Qt::AlignRight | Qt::AlignVCenter);
}

void RunPage::showLog(const RunLog &log)
{
    m_log = log;
    const int count = int(log.migrations.size());
    while (m_list->topLevelItemCount() > count)
        delete m_list->takeTopLevelItem(m_list->topLevelItemCount() - 1);
    for (int at = 0; at < count; ++at) {
        const auto &migration = log.migrations[std::size_t(at)];
        auto *item = m_list->topLevelItem(at);
        if (!item) {
            item = new QTreeWidgetItem(m_list);
            item->setExpanded(true);
        }
        fillRow(*item, migration.name, { {}, migration.state, migration.elapsed, {}, migration.error });
        while (item->childCount() > int(migration.statements.size()))
            delete item->takeChild(item->childCount() - 1);
        for (int number = 0; number < int(migration.statements.size()); ++number) {
            const auto &statement = migration.statements[std::size_t(number)];
            auto *child = item->child(number);
            if (!child)
                child = new QTreeWidgetItem(item);
            fillRow(*child, QStringLiteral("%1. %2").arg(number + 1).arg(statement.text), statement);
            if (statement.state == RunLog::State::Running)
                m_list->scrollToItem(child);
        }
    }
    m_bar->setRange(0, std::max(1, log.total()));
    m_bar->setValue(log.done());
}

void RunPage::showResult(const QString &sentence, const QStringList &details, look::Step step)
{
    m_step = step;
    auto lines = details;
    lines.prepend(sentence);
    m_result->setText(lines.join(u'\n'));
    auto palette = this->palette();
    palette.setColor(QPalette::WindowText, look::colour(step, palette));
    m_result->setPalette(palette);
    m_result->show();
}

void RunPage::clearResult()
{
    m_result->hide();
    m_result->clear();
}

void RunPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    showLog(m_log);
    if (!m_result->isHidden()) {
        auto palette = this->palette();
        palette.setColor(QPalette::WindowText, look::colour(m_step, palette));
        m_result->setPalette(palette);
    }
}

} // namespace workbench
