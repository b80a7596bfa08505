#include "ui/documents/sqlpane.h"

#include "core/sql/format.h"
#include "ui/documents/documentstab.h"
#include "ui/query/sqlview.h"
#include "ui/query/tabsession.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspace.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace workbench {

namespace {

QToolButton *makeButton(QWidget *parent, const char *name, const QString &text, const char *icon)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(QLatin1StringView(name));
    button->setText(text);
    button->setAccessibleName(text);
    button->setIcon(theme::icon(QLatin1StringView(icon)));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAutoRaise(true);
    return button;
}

QLabel *makeText(QWidget *parent, const char *name)
{
    auto *label = new QLabel(parent);
    label->setObjectName(QLatin1StringView(name));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

SqlPane::SqlPane(DocumentsTab &tab)
    : m_tab(tab)
    , m_verdict(makeText(this, "sqlVerdict"))
    , m_reasons(makeText(this, "sqlReasons"))
    , m_sql(new SqlView(this))
    , m_open(makeButton(this, "sqlOpen", tr("Open in Query Tab"), "tab-new"))
    , m_copy(makeButton(this, "sqlCopy", tr("Copy"), "edit-copy"))
{
    setObjectName(QStringLiteral("sqlPane"));
    m_sql->setObjectName(QStringLiteral("documentsSql"));
    m_sql->setAccessibleName(tr("SQL of the query"));
    m_sql->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    auto *words = new QVBoxLayout;
    words->setContentsMargins(theme::unit, theme::unit, theme::unit, theme::unit);
    words->setSpacing(theme::unit / 2);
    words->addWidget(m_verdict);
    words->addWidget(m_reasons);
    layout->addLayout(words);
    layout->addWidget(m_sql, 1);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(theme::unit / 2, 2, theme::unit / 2, 2);
    bar->addStretch(1);
    bar->addWidget(m_copy);
    bar->addWidget(m_open);
    layout->addLayout(bar);
    m_reasons->setForegroundRole(QPalette::PlaceholderText);
    connect(m_open, &QToolButton::clicked, this, &SqlPane::openInQueryTab);
    connect(m_copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_shown); });
    connect(&tab, &DocumentsTab::queryChanged, this, &SqlPane::showPlan);
    setFocusProxy(m_sql);
    showPlan();
}

QString SqlPane::reasons() const
{
    return m_reasons->text();
}

void SqlPane::showPlan()
{
    const auto &plan = m_tab.plan();
    m_open->setEnabled(plan.has_value());
    m_copy->setEnabled(plan.has_value());
    if (!plan) {
        m_verdict->setText(tr("The SQL stands here as soon as documents were asked for."));
        m_reasons->hide();
        m_shown.clear();
        m_sql->setSql({}, {});
        return;
    }
    QStringList here;
    if (plan->rechecked)
        here << tr("the filter is tried again on each row");
    if (plan->sortedHere)
        here << tr("documents are ordered");
    if (plan->rangeHere)
        here << tr("skip and limit are counted");
    if (plan->projectedHere)
        here << tr("fields are chosen");
    m_verdict->setText(here.isEmpty() ? tr("The database decides everything.") : tr("In this program: %1.").arg(here.join(QStringLiteral(", "))));
    QStringList lines;
    for (const auto &reason : plan->reasons)
        lines << QStringLiteral("• ") + reason;
    m_reasons->setText(lines.join(u'\n'));
    m_reasons->setVisible(!lines.isEmpty());
    const auto dialect = m_tab.tabSession().dialect();
    // What is too long to be read anyway stays as it is.
    constexpr qsizetype mostFormatted = 100'000;
    const auto &runnable = plan->runnableSql;
    const auto sql = runnable.size() > mostFormatted ? runnable : dumbo::formatSql({ runnable.constData(), std::size_t(runnable.size()) }, dialect);
    m_shown = QString::fromUtf8(sql);
    m_sql->setSql(m_shown, dialect.highlighting);
}

void SqlPane::openInQueryTab()
{
    m_tab.workspace().openTab(Workspace::queryTabType(), m_tab.connectionId(), { { QStringLiteral("text"), m_shown } });
}

} // namespace workbench
