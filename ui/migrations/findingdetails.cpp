#include "ui/migrations/findingdetails.h"

#include "ui/migrations/diffview.h"
#include "ui/migrations/migrationlook.h"
#include "ui/shell/theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QTableWidget>
#include <QVBoxLayout>

namespace workbench {

namespace {

constexpr int shownRows = 5;

QTableWidget *makeSample(const dumbo::ProbeAnswer &answer, QWidget *parent)
{
    const int rows = int(std::min<std::size_t>(answer.rows.size(), shownRows));
    auto *table = new QTableWidget(rows, int(answer.columns.size()), parent);
    table->setObjectName(QStringLiteral("probeSample"));
    table->setAccessibleName(FindingDetails::tr("Some of the rows"));
    table->setHorizontalHeaderLabels(answer.columns);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setAlternatingRowColors(true);
    table->verticalHeader()->hide();
    table->horizontalHeader()->setHighlightSections(false);
    for (int row = 0; row < rows; ++row) {
        const auto &cells = answer.rows[std::size_t(row)];
        for (int column = 0; column < std::min(table->columnCount(), int(cells.size())); ++column) {
            const auto &cell = cells[std::size_t(column)];
            auto *item = new QTableWidgetItem(cell.value_or(QStringLiteral("NULL")));
            if (!cell)
                item->setForeground(table->palette().color(QPalette::PlaceholderText));
            table->setItem(row, column, item);
        }
    }
    table->resizeColumnsToContents();
    table->resizeRowsToContents();
    int height = table->horizontalHeader()->sizeHint().height() + 2 * table->frameWidth();
    for (int row = 0; row < rows; ++row)
        height += table->rowHeight(row);
    table->setFixedHeight(height + table->horizontalScrollBar()->sizeHint().height());
    return table;
}

} // namespace

QByteArray withForm(const QByteArray &text, const dumbo::TextSpan &statement, const dumbo::SaferForm &form)
{
    QByteArray statements;
    for (const auto &one : form.statements) {
        if (!statements.isEmpty())
            statements += ";\n";
        statements += one;
    }
    auto edited = text;
    return edited.replace(statement.begin, statement.end - statement.begin, statements);
}

FindingDetails::FindingDetails(QWidget *parent)
    : QScrollArea(parent)
{
    setObjectName(QStringLiteral("findingDetails"));
    setAccessibleName(tr("The finding"));
    setWidgetResizable(true);
    setFrameShape(NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    begin();
    end();
}

void FindingDetails::begin()
{
    m_page = new QWidget;
    m_page->setAutoFillBackground(true);
    m_page->setBackgroundRole(QPalette::Base);
    m_column = new QVBoxLayout(m_page);
    m_column->setContentsMargins(2 * theme::unit, theme::unit, 2 * theme::unit, theme::unit);
    m_column->setSpacing(theme::unit);
}

/// Shown when it is complete: what is added to a page that is seen counts for its height only later.
void FindingDetails::end()
{
    m_column->addStretch(1);
    setWidget(m_page);
    verticalScrollBar()->setValue(0);
}

QWidget *FindingDetails::label(const QString &text, bool quiet)
{
    auto *label = new QLabel(text, m_page);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    if (quiet)
        label->setForegroundRole(QPalette::PlaceholderText);
    m_column->addWidget(label);
    return label;
}

void FindingDetails::showWords(const QString &words)
{
    begin();
    label(words, true);
    end();
}

void FindingDetails::showFinding(const dumbo::AdvisedFinding *finding, const Place &place)
{
    begin();
    if (!finding) {
        end();
        return;
    }
    auto *message = label(finding->message);
    message->setObjectName(QStringLiteral("findingMessage"));
    auto font = message->font();
    font.setBold(true);
    message->setFont(font);
    QStringList facts { look::text(finding->severity), finding->code, finding->name };
    if (finding->line > 0)
        facts.append(tr("line %1").arg(finding->line));
    label(facts.join(QStringLiteral("  ·  ")), true);
    if (finding->silenced)
        label(tr("Silenced in the file: %1").arg(finding->silencedBecause));
    if (!finding->severityReason.isEmpty())
        label(finding->severityReason);
    if (!finding->detail.isEmpty())
        label(finding->detail);
    for (const auto &probe : finding->probes)
        addProbe(probe);
    for (const auto &form : finding->saferForms)
        addForm(form, place);
    end();
}

void FindingDetails::addProbe(const dumbo::ProbeAnswer &answer)
{
    const bool isCounted = answer.state == dumbo::ProbeAnswer::State::Counted;
    auto *said = label(answer.sentence.isEmpty() ? answer.reason : answer.sentence, !isCounted);
    said->setObjectName(QStringLiteral("probeSentence"));
    if (isCounted && answer.count > 0 && answer.probe.isFatal) {
        auto palette = said->palette();
        palette.setColor(QPalette::WindowText, look::colour(dumbo::FindingSeverity::Error, palette));
        said->setPalette(palette);
    }
    if (!answer.rows.empty())
        m_column->addWidget(makeSample(answer, m_page));
}

void FindingDetails::addForm(const dumbo::SaferForm &form, const Place &place)
{
    auto *title = label(tr("Safer: %1").arg(form.title));
    auto font = title->font();
    font.setBold(true);
    title->setFont(font);
    if (form.needsNoTransaction)
        label(tr("One of these can't run in a transaction: it runs alone, and what came before it is kept where it fails."), true);
    const auto edited = withForm(place.text, place.statement, form);
    auto *diff = new DiffView(m_page);
    diff->showEdit(QString::fromUtf8(place.text), QString::fromUtf8(edited), place.highlighting);
    m_column->addWidget(diff);
    auto *row = new QHBoxLayout;
    auto *use = new QPushButton(tr("Use This Form"), m_page);
    use->setObjectName(QStringLiteral("useForm"));
    use->setAccessibleDescription(form.title);
    use->setEnabled(place.whyNotEdit.isEmpty());
    use->setToolTip(place.whyNotEdit.isEmpty() ? tr("Writes the change shown above into the file") : place.whyNotEdit);
    connect(use, &QPushButton::clicked, this, [this, edited] { Q_EMIT formWanted(edited); });
    row->addWidget(use);
    if (!place.whyNotEdit.isEmpty()) {
        auto *why = new QLabel(place.whyNotEdit, m_page);
        why->setWordWrap(true);
        why->setForegroundRole(QPalette::PlaceholderText);
        row->addWidget(why, 1);
    } else {
        row->addStretch(1);
    }
    m_column->addLayout(row);
}

} // namespace workbench
