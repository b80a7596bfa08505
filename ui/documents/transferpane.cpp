#include "ui/documents/transferpane.h"

#include "ui/shell/messagearea.h"
#include "ui/shell/theme.h"

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace workbench {

namespace {

const QString transferMessage = QStringLiteral("transfer");

} // namespace

TransferPane::TransferPane(DocumentsTab &tab, const QString &name, const QString &startText)
    : m_tab(tab)
    , m_startText(startText)
    , m_form(new QFormLayout)
    , m_rest(new QVBoxLayout)
    , m_path(new QLineEdit(this))
    , m_start(new QPushButton(startText, this))
    , m_bar(new QProgressBar(this))
    , m_state(new QLabel(this))
    , m_messages(new MessageArea(this))
{
    setObjectName(name + QStringLiteral("Pane"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    m_form->setContentsMargins(theme::unit, theme::unit, theme::unit, theme::unit);
    m_form->setHorizontalSpacing(theme::unit);
    m_form->setVerticalSpacing(theme::unit / 2);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->addRow(tr("File"), makeFileRow(name));
    layout->addLayout(m_form);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(theme::unit, 0, theme::unit, theme::unit);
    row->setSpacing(theme::unit);
    m_start->setObjectName(name + QStringLiteral("Start"));
    m_state->setObjectName(name + QStringLiteral("State"));
    m_state->setTextFormat(Qt::PlainText);
    m_state->setWordWrap(true);
    m_bar->setTextVisible(false);
    m_bar->setMaximumWidth(16 * theme::unit);
    m_bar->setAccessibleName(tr("Progress"));
    row->addWidget(m_start);
    row->addWidget(m_bar);
    row->addWidget(m_state, 1);
    layout->addLayout(row);
    layout->addWidget(m_messages);
    layout->addLayout(m_rest, 1);
    m_clock.setInterval(100);
    connect(&m_clock, &QTimer::timeout, this, &TransferPane::showProgress);
    connect(m_path, &QLineEdit::textChanged, this, &TransferPane::showState);
    connect(m_path, &QLineEdit::returnPressed, m_start, &QPushButton::click);
    connect(m_start, &QPushButton::clicked, this, [this] { m_working ? end() : start(); });
    connect(&tab, &DocumentsTab::cancelWanted, this, &TransferPane::end);
    connect(&tab, &DocumentsTab::queryChanged, this, &TransferPane::showState);
    setFocusProxy(m_path);
}

TransferPane::~TransferPane()
{
    if (m_working)
        m_job.cancel();
}

QHBoxLayout *TransferPane::makeFileRow(const QString &name)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(theme::unit / 2);
    m_path->setObjectName(name + QStringLiteral("File"));
    m_path->setAccessibleName(tr("File"));
    m_path->setClearButtonEnabled(true);
    auto *browse = new QToolButton(this);
    browse->setObjectName(name + QStringLiteral("Browse"));
    browse->setIcon(theme::icon(QStringLiteral("document-open")));
    browse->setToolTip(tr("Choose a file"));
    browse->setAccessibleName(tr("Choose a file"));
    browse->setAutoRaise(true);
    connect(browse, &QToolButton::clicked, this, &TransferPane::askForFile);
    row->addWidget(m_path, 1);
    row->addWidget(browse);
    return row;
}

QString TransferPane::outcome() const
{
    return m_working ? QString() : m_state->text();
}

void TransferPane::setWorking(const DocumentsJob &job)
{
    m_job = job;
    m_working = true;
    m_cancelled = false;
    m_messages->dismiss(transferMessage);
    m_state->clear();
    m_tab.markWorking(true);
    m_clock.start();
    showProgress();
    showState();
}

void TransferPane::setDone(const QString &outcome)
{
    m_working = false;
    m_clock.stop();
    m_tab.markWorking(false);
    m_state->setText(outcome);
    showState();
}

void TransferPane::setFailed(const dumbo::Error &error, const QString &context)
{
    setDone(error.isCancelled() ? tr("Cancelled; nothing was kept.") : QString());
    if (error.isCancelled())
        return;
    auto message = InlineMessage::fromError(error, context);
    message.replaces = transferMessage;
    m_messages->show(message);
}

void TransferPane::end()
{
    if (!m_working)
        return;
    m_cancelled = true;
    m_job.cancel();
    showState();
}

void TransferPane::showProgress()
{
    const QLocale locale;
    const auto total = m_progress->totalBytes.load();
    const auto bytes = m_progress->bytes.load();
    m_bar->setRange(0, total > 0 ? 1000 : 0);
    m_bar->setValue(total > 0 ? int(double(bytes) / double(total) * 1000) : 0);
    auto text = tr("%1 documents, %2").arg(locale.toString(m_progress->documents.load()), locale.formattedDataSize(bytes));
    if (const auto refused = m_progress->refused.load())
        text = tr("%1, %2 refused").arg(text, locale.toString(refused));
    m_state->setText(text);
}

void TransferPane::showState()
{
    m_bar->setVisible(m_working);
    m_start->setText(m_working ? tr("Cancel") : m_startText);
    const auto hindered = m_working ? QString() : obstacle();
    m_start->setEnabled(m_working ? !m_cancelled : hindered.isEmpty());
    m_start->setToolTip(hindered);
    for (int row = 0; row < m_form->rowCount(); ++row) {
        if (auto *field = m_form->itemAt(row, QFormLayout::FieldRole)->widget())
            field->setEnabled(!m_working);
    }
    m_path->setEnabled(!m_working);
}

} // namespace workbench
