#include "ui/documents/querybar.h"

#include "ui/documents/queryedit.h"
#include "ui/settings/settings.h"
#include "ui/shell/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>

namespace workbench {

namespace {

constexpr qsizetype mostRemembered = 40;
constexpr int widthForOneRow = 1000;

QString historyText(const DocumentQueryText &query)
{
    constexpr qsizetype most = 90;
    QString text = query.filter.isEmpty() ? QStringLiteral("{ }") : query.filter.simplified();
    if (!query.sort.isEmpty())
        text += QStringLiteral("  ↕ ") + query.sort.simplified();
    if (!query.projection.isEmpty())
        text += QStringLiteral("  ⊞ ") + query.projection.simplified();
    return text.size() > most ? text.first(most) + u'…' : text;
}

} // namespace

QueryBar::QueryBar(Settings &settings, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_grid(new QGridLayout(this))
    , m_filter(makeEdit(QueryField::Filter, "filterEdit", tr("Filter of the documents"), tr("{ field: value }, e.g. { age: { $gt: 30 } }")))
    , m_sort(makeEdit(QueryField::Sort, "sortEdit", tr("Order of the documents"), tr("{ field: -1 }")))
    , m_projection(makeEdit(QueryField::Projection, "projectionEdit", tr("Fields that are shown"), tr("{ field: 1 }")))
    , m_mistake(new QLabel(this))
    , m_history(new QToolButton(this))
    , m_find(new QToolButton(this))
    , m_menu(new QMenu(this))
{
    setObjectName(QStringLiteral("queryBar"));
    m_grid->setContentsMargins(theme::unit, theme::unit / 2, theme::unit, theme::unit / 2);
    m_grid->setHorizontalSpacing(theme::unit);
    m_grid->setVerticalSpacing(theme::unit / 2);
    m_labels[0] = makeLabel(tr("Filter"), m_filter);
    m_labels[1] = makeLabel(tr("Sort"), m_sort);
    m_labels[2] = makeLabel(tr("Show"), m_projection);
    m_mistake->setObjectName(QStringLiteral("queryMistake"));
    m_mistake->setTextFormat(Qt::PlainText);
    m_mistake->setWordWrap(true);
    m_mistake->hide();
    makeButtons();
    setFocusProxy(m_filter);
    arrange();
}

QueryEdit *QueryBar::makeEdit(QueryField field, const char *name, const QString &title, const QString &example)
{
    auto *edit = new QueryEdit(field, this);
    edit->setObjectName(QLatin1StringView(name));
    edit->setAccessibleName(title);
    edit->setPlaceholderText(example);
    connect(edit, &QueryEdit::accepted, this, &QueryBar::findWanted);
    connect(edit, &QueryEdit::mistakeChanged, this, &QueryBar::showMistakes);
    connect(edit, &QPlainTextEdit::textChanged, this, &QueryBar::edited);
    return edit;
}

QLabel *QueryBar::makeLabel(const QString &text, QueryEdit *edit)
{
    auto *label = new QLabel(text, this);
    label->setBuddy(edit);
    return label;
}

void QueryBar::makeButtons()
{
    m_history->setObjectName(QStringLiteral("queryHistory"));
    m_history->setIcon(theme::icon(QStringLiteral("view-history")));
    m_history->setText(tr("Earlier Queries"));
    m_history->setAccessibleName(tr("Earlier Queries"));
    m_history->setToolTip(tr("Queries asked before (Ctrl+H)"));
    m_history->setAutoRaise(true);
    m_history->setPopupMode(QToolButton::InstantPopup);
    m_history->setMenu(m_menu);
    connect(m_menu, &QMenu::aboutToShow, this, &QueryBar::fillHistory);
    m_find->setObjectName(QStringLiteral("findButton"));
    m_find->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    connect(m_find, &QToolButton::clicked, this, [this] {
        if (m_running)
            Q_EMIT cancelWanted();
        else
            Q_EMIT findWanted();
    });
    setRunning(false);
}

void QueryBar::arrange()
{
    const int arrangement = width() >= widthForOneRow ? 1 : 2;
    if (std::exchange(m_arrangement, arrangement) == arrangement)
        return;
    while (m_grid->count() > 0)
        delete m_grid->takeAt(0);
    for (int column = 0; column < 8; ++column)
        m_grid->setColumnStretch(column, 0);
    const auto add = [this](QWidget *widget, int row, int column, int span = 1) { m_grid->addWidget(widget, row, column, 1, span, Qt::AlignTop); };
    // The label stands beside the first line of an edit that grew.
    for (auto *label : m_labels)
        label->setMinimumHeight(m_filter->minimumSizeHint().height());
    add(m_labels[0], 0, 0);
    if (arrangement == 1) {
        add(m_filter, 0, 1);
        add(m_labels[1], 0, 2);
        add(m_sort, 0, 3);
        add(m_labels[2], 0, 4);
        add(m_projection, 0, 5);
        m_grid->setColumnStretch(1, 5);
        m_grid->setColumnStretch(3, 2);
        m_grid->setColumnStretch(5, 2);
    } else {
        add(m_filter, 0, 1, 3);
        add(m_labels[1], 1, 0);
        add(m_sort, 1, 1);
        add(m_labels[2], 1, 2);
        add(m_projection, 1, 3);
        m_grid->setColumnStretch(1, 1);
        m_grid->setColumnStretch(3, 1);
    }
    add(m_history, 0, 6);
    add(m_find, 0, 7);
    m_grid->addWidget(m_mistake, 2, 1, 1, 7);
}

void QueryBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

DocumentQueryText QueryBar::query() const
{
    return { m_filter->text(), m_sort->text(), m_projection->text() };
}

void QueryBar::setQuery(const DocumentQueryText &query)
{
    m_filter->setText(query.filter);
    m_sort->setText(query.sort);
    m_projection->setText(query.projection);
}

bool QueryBar::hasMistake() const
{
    return m_filter->mistake() || m_sort->mistake() || m_projection->mistake();
}

void QueryBar::check()
{
    for (auto *edit : { m_filter, m_sort, m_projection })
        edit->check();
}

void QueryBar::showMistake(QueryEdit &edit, const dumbo::Error &error)
{
    edit.showMistake(error);
}

void QueryBar::showMistakes()
{
    QStringList lines;
    const std::pair<QueryEdit *, QString> edits[] { { m_filter, tr("Filter") }, { m_sort, tr("Sort") }, { m_projection, tr("Show") } };
    for (const auto &[edit, name] : edits) {
        if (!edit->mistake())
            continue;
        const auto at = characterAt(rawText(*edit), edit->mistake()->position().value_or(0)) + 1;
        lines.append(tr("%1, character %2: %3").arg(name).arg(at).arg(edit->mistake()->message()));
    }
    auto colors = palette();
    colors.setColor(QPalette::WindowText, theme::danger());
    m_mistake->setPalette(colors);
    m_mistake->setText(lines.join(u'\n'));
    m_mistake->setVisible(!lines.isEmpty());
}

void QueryBar::setPaths(const QList<dumbo::DocumentPath> &paths)
{
    for (auto *edit : { m_filter, m_sort, m_projection })
        edit->setPaths(paths);
}

void QueryBar::setRunning(bool running)
{
    m_running = running;
    m_find->setIcon(theme::icon(running ? QStringLiteral("process-stop") : QStringLiteral("edit-find")));
    m_find->setText(running ? tr("Cancel") : tr("Find"));
    m_find->setToolTip(running ? tr("Stop reading; what came stays (Esc)") : tr("Find documents (Enter)"));
}

void QueryBar::focusFilter()
{
    m_filter->setFocus();
    m_filter->selectAll();
}

QList<DocumentQueryText> QueryBar::history() const
{
    QList<DocumentQueryText> queries;
    const auto remembered = m_settings.remembered(QStringLiteral("documents/history/") + m_historyName).toStringList();
    for (qsizetype at = 0; at + 2 < remembered.size(); at += 3)
        queries.append({ remembered[at], remembered[at + 1], remembered[at + 2] });
    return queries;
}

void QueryBar::remember(const DocumentQueryText &query)
{
    if (query == DocumentQueryText())
        return;
    auto queries = history();
    queries.removeAll(query);
    queries.prepend(query);
    queries.resize(std::min(queries.size(), mostRemembered));
    QStringList remembered;
    for (const auto &each : std::as_const(queries))
        remembered << each.filter << each.sort << each.projection;
    m_settings.remember(QStringLiteral("documents/history/") + m_historyName, remembered);
}

void QueryBar::fillHistory()
{
    m_menu->clear();
    const auto queries = history();
    for (const auto &query : queries) {
        auto *action = m_menu->addAction(historyText(query).replace(u'&', QStringLiteral("&&")));
        connect(action, &QAction::triggered, this, [this, query] {
            setQuery(query);
            Q_EMIT findWanted();
        });
    }
    if (queries.isEmpty())
        m_menu->addAction(tr("No queries yet"))->setEnabled(false);
    m_menu->addSeparator();
    m_menu->addAction(tr("Clear the Query"), this, [this] {
        setQuery({});
        Q_EMIT findWanted();
    });
}

void QueryBar::showHistory()
{
    m_history->showMenu();
}

} // namespace workbench
