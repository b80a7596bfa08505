#include "ui/explain/explainpage.h"

#include "core/plans/plantext.h"
#include "ui/explain/plandelegate.h"
#include "ui/explain/plandetails.h"
#include "ui/explain/planmodel.h"
#include "ui/query/sqlview.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/theme.h"

#include <QButtonGroup>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeView>

namespace workbench {

ExplainPage::ExplainPage(const ExplainRun::Plan &plan, const QString &statement, QWidget *parent)
    : QWidget(parent)
    , m_plan(plan)
    , m_statement(statement)
    , m_model(new PlanModel(this))
    , m_tree(new QTreeView(this))
    , m_details(new PlanDetails(this))
    , m_text(new SqlView(this))
    , m_json(new SqlView(this))
    , m_messages(new MessageArea(this))
    , m_views(new QButtonGroup(this))
    , m_stack(new QStackedWidget(this))
    , m_summary(new QLabel(this))
{
    setObjectName(QStringLiteral("explainPage"));
    m_model->setPlan(plan);
    makeLayout();
    showNotes();
    const auto first = m_model->costliest();
    m_tree->setCurrentIndex(first.isValid() ? first : m_model->index(0, 0));
    setView(plan->roots.empty() ? View::Text : View::Tree);
    setFocusProxy(m_stack);
}

void ExplainPage::makeLayout()
{
    m_text->setObjectName(QStringLiteral("planText"));
    m_text->setAccessibleName(tr("Plan as text"));
    m_json->setObjectName(QStringLiteral("planJson"));
    m_json->setAccessibleName(tr("Plan as JSON"));
    const auto text = m_plan->serverText.isEmpty() ? dumbo::planText(*m_plan) : QString::fromUtf8(m_plan->serverText);
    m_text->setSql(text, QStringLiteral("None"));
    m_json->setSql(QString::fromUtf8(m_plan->serverJson), QStringLiteral("JSON"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(makeBar());
    layout->addWidget(m_messages);
    layout->addWidget(m_stack, 1);
    m_stack->addWidget(makeTree());
    m_stack->addWidget(m_text);
    m_stack->addWidget(m_json);
}

QWidget *ExplainPage::makeBar()
{
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(4, 2, theme::unit, 2);
    row->setSpacing(2);
    const auto addView = [&](View view, const QString &name, const QString &objectName) {
        auto *button = new QToolButton(bar);
        button->setObjectName(objectName);
        button->setText(name);
        button->setCheckable(true);
        button->setAutoRaise(true);
        m_views->addButton(button, int(view));
        row->addWidget(button);
        return button;
    };
    addView(View::Tree, tr("Tree"), QStringLiteral("planTreeButton"))->setEnabled(!m_plan->roots.empty());
    addView(View::Text, tr("Text"), QStringLiteral("planTextButton"));
    auto *json = addView(View::Json, tr("JSON"), QStringLiteral("planJsonButton"));
    json->setEnabled(!m_plan->serverJson.isEmpty());
    if (m_plan->serverJson.isEmpty())
        json->setToolTip(tr("This database gives no plans as JSON"));
    connect(m_views, &QButtonGroup::idClicked, this, [this](int id) { setView(View(id)); });
    row->addSpacing(theme::unit);
    m_summary->setObjectName(QStringLiteral("planSummary"));
    m_summary->setText(summary());
    m_summary->setToolTip(m_statement);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_summary->setMinimumWidth(0);
    m_summary->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row->addWidget(m_summary, 1);
    auto *copyButton = new QToolButton(bar);
    copyButton->setObjectName(QStringLiteral("planCopyButton"));
    copyButton->setIcon(theme::icon(QStringLiteral("edit-copy")));
    copyButton->setAccessibleName(tr("Copy the plan"));
    copyButton->setToolTip(tr("Copy the plan as it is shown"));
    copyButton->setAutoRaise(true);
    connect(copyButton, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(wholeText()); });
    row->addWidget(copyButton);
    return bar;
}

QWidget *ExplainPage::makeTree()
{
    m_tree->setObjectName(QStringLiteral("planTree"));
    m_tree->setAccessibleName(tr("Steps of the plan"));
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new PlanDelegate(m_tree));
    m_tree->setUniformRowHeights(true);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->installEventFilter(this);
    softenSelection();
    m_tree->expandAll();
    auto *columns = m_tree->header();
    columns->setStretchLastSection(true);
    columns->setResizeContentsPrecision(200);
    constexpr int widest = 340;
    for (int column = 0; column < PlanModel::ColumnCount; ++column) {
        if (!m_model->isUsed(PlanModel::Column(column))) {
            m_tree->hideColumn(column);
            continue;
        }
        m_tree->resizeColumnToContents(column);
        // The share of the whole is drawn where it is known: by time, else by cost.
        const auto bars = m_model->isUsed(PlanModel::SelfTimeColumn) ? PlanModel::SelfTimeColumn : PlanModel::CostColumn;
        const int least = column == bars ? 104 : 0;
        columns->resizeSection(column, std::clamp(columns->sectionSize(column), least, column == PlanModel::StepColumn ? 2 * widest : widest));
    }
    connect(m_tree, &QTreeView::customContextMenuRequested, this, &ExplainPage::showMenu);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &current) {
        m_details->showStep(current.isValid() ? &m_model->node(current) : nullptr, *m_plan);
    });
    auto *splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setObjectName(QStringLiteral("planSplitter"));
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_tree);
    splitter->addWidget(m_details);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({ 700, 260 });
    splitter->setFocusProxy(m_tree);
    return splitter;
}

/// The bars are seen through it.
void ExplainPage::softenSelection()
{
    auto soft = QGuiApplication::palette();
    for (const auto group : { QPalette::Active, QPalette::Inactive }) {
        auto color = soft.color(group, QPalette::Highlight);
        const auto base = soft.color(group, QPalette::Base);
        constexpr float share = 0.22F;
        color = QColor::fromRgbF(color.redF() * share + base.redF() * (1 - share), color.greenF() * share + base.greenF() * (1 - share),
            color.blueF() * share + base.blueF() * (1 - share));
        soft.setColor(group, QPalette::Highlight, color);
        soft.setColor(group, QPalette::HighlightedText, soft.color(group, QPalette::Text));
    }
    if (m_tree->palette() != soft)
        m_tree->setPalette(soft);
}

void ExplainPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        softenSelection();
}

void ExplainPage::showNotes()
{
    if (m_plan->executed && m_plan->rolledBack && m_plan->writes) {
        InlineMessage message;
        message.text = tr("The statement was run to measure it, and what it did was rolled back.");
        message.details = m_plan->warnings.join(u'\n');
        message.replaces = QStringLiteral("rolledBack");
        m_messages->show(message);
    } else if (!m_plan->warnings.isEmpty()) {
        InlineMessage message;
        message.text = m_plan->warnings.join(u' ');
        message.replaces = QStringLiteral("planNotes");
        m_messages->show(message);
    }
}

QString ExplainPage::title() const
{
    return m_plan->executed ? tr("Plan and Run") : tr("Plan");
}

QString ExplainPage::summary() const
{
    QStringList parts;
    if (m_plan->planningTime)
        parts.append(tr("Planning %1").arg(dumbo::planTimeText(*m_plan->planningTime)));
    if (m_plan->executionTime)
        parts.append(tr("Execution %1").arg(dumbo::planTimeText(*m_plan->executionTime)));
    if (m_plan->rows)
        parts.append((m_plan->writes ? tr("%1 rows changed") : tr("%1 rows")).arg(QLocale().toString(*m_plan->rows)));
    if (!m_plan->executed && !m_plan->roots.empty() && m_plan->roots.front().totalCost)
        parts.append(tr("Estimated cost %1").arg(planNumberText(*m_plan->roots.front().totalCost)));
    if (!m_plan->executed)
        parts.append(tr("Not run"));
    else if (m_plan->writes)
        parts.append(tr("Run and rolled back"));
    return parts.join(QStringLiteral("  ·  "));
}

ExplainPage::View ExplainPage::view() const
{
    return View(m_stack->currentIndex());
}

void ExplainPage::setView(View view)
{
    m_stack->setCurrentIndex(int(view));
    m_views->button(int(view))->setChecked(true);
    QWidget *shown = m_stack->currentWidget();
    m_stack->setFocusProxy(shown->focusProxy() ? shown->focusProxy() : shown);
}

QString ExplainPage::wholeText() const
{
    switch (view()) {
    case View::Tree: return dumbo::planText(*m_plan);
    case View::Text: return m_text->toPlainText();
    case View::Json: return m_json->toPlainText();
    }
    Q_UNREACHABLE_RETURN({});
}

void ExplainPage::copy()
{
    QStringList lines;
    const auto rows = m_tree->selectionModel()->selectedRows();
    for (const auto &row : rows) {
        QStringList cells;
        for (int column = 0; column < PlanModel::ColumnCount; ++column) {
            if (!m_tree->isColumnHidden(column))
                cells.append(row.siblingAtColumn(column).data().toString());
        }
        lines.append(cells.join(u'\t'));
    }
    QGuiApplication::clipboard()->setText(view() == View::Tree && !lines.isEmpty() ? lines.join(u'\n') : wholeText());
}

bool ExplainPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_tree && event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy)) {
        copy();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void ExplainPage::showMenu(const QPoint &position)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("&Copy Step"), this, &ExplainPage::copy);
    menu->addAction(tr("Copy &Plan as Text"), this, [this] { QGuiApplication::clipboard()->setText(dumbo::planText(*m_plan)); });
    if (!m_plan->serverJson.isEmpty())
        menu->addAction(tr("Copy Plan as &JSON"), this, [this] { QGuiApplication::clipboard()->setText(m_json->toPlainText()); });
    menu->addSeparator();
    menu->addAction(tr("&Expand All"), m_tree, &QTreeView::expandAll);
    menu->addAction(tr("Go to the Costliest &Step"), this, [this] {
        if (const auto index = m_model->costliest(); index.isValid())
            m_tree->setCurrentIndex(index);
    });
    menu->popup(m_tree->viewport()->mapToGlobal(position));
}

} // namespace workbench
