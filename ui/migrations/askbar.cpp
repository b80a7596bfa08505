#include "ui/migrations/askbar.h"

#include "ui/migrations/migrationlook.h"
#include "ui/shell/theme.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>

namespace workbench {

AskBar::AskBar(QWidget *parent)
    : QFrame(parent)
    , m_sign(new QLabel(this))
    , m_text(new QLabel(this))
    , m_details(new QLabel(this))
    , m_choices(new QComboBox(this))
    , m_line(new QLineEdit(this))
    , m_accept(new QPushButton(this))
    , m_refuse(new QPushButton(tr("Leave It"), this))
{
    setObjectName(QStringLiteral("askBar"));
    setFrameShape(NoFrame);
    m_text->setObjectName(QStringLiteral("askText"));
    m_text->setWordWrap(true);
    // Names in questions are a stranger's: never markup.
    m_text->setTextFormat(Qt::PlainText);
    m_details->setTextFormat(Qt::PlainText);
    m_details->setObjectName(QStringLiteral("askDetails"));
    m_details->setWordWrap(true);
    m_choices->setObjectName(QStringLiteral("askChoices"));
    m_line->setObjectName(QStringLiteral("askLine"));
    m_accept->setObjectName(QStringLiteral("askAccept"));
    m_refuse->setObjectName(QStringLiteral("askRefuse"));
    auto *row = new QHBoxLayout;
    row->setSpacing(theme::unit);
    row->addWidget(m_choices);
    row->addWidget(m_line, 1);
    row->addStretch(0);
    row->addWidget(m_accept);
    row->addWidget(m_refuse);
    auto *words = new QVBoxLayout;
    words->setSpacing(theme::unit / 2);
    words->addWidget(m_text);
    words->addWidget(m_details);
    words->addLayout(row);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(theme::unit, theme::unit, theme::unit, theme::unit);
    layout->setSpacing(theme::unit);
    layout->addWidget(m_sign, 0, Qt::AlignTop);
    layout->addLayout(words, 1);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    hide();
    connect(m_accept, &QPushButton::clicked, this, &AskBar::accept);
    connect(m_refuse, &QPushButton::clicked, this, &AskBar::close);
    connect(m_line, &QLineEdit::returnPressed, this, &AskBar::accept);
    connect(m_line, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_accept->setEnabled(m_question && (!m_question->lineIsRequired || !text.trimmed().isEmpty()));
    });
}

QString AskBar::text() const
{
    return isAsking() ? m_text->text() : QString();
}

void AskBar::ask(const Question &question)
{
    close();
    m_question = question;
    m_text->setText(question.text);
    m_details->setText(question.details);
    m_details->setVisible(!question.details.isEmpty());
    m_choices->clear();
    m_choices->addItems(question.choices);
    m_choices->setAccessibleName(question.choicesName);
    m_choices->setToolTip(question.choicesName);
    m_choices->setVisible(!question.choices.isEmpty());
    m_line->clear();
    m_line->setPlaceholderText(question.line);
    m_line->setAccessibleName(question.line);
    m_line->setVisible(!question.line.isEmpty());
    m_accept->setText(question.accept);
    m_accept->setEnabled(!question.lineIsRequired);
    setAccessibleName(question.text);
    showSign();
    show();
    if (!question.line.isEmpty())
        m_line->setFocus(Qt::OtherFocusReason);
    else
        m_accept->setFocus(Qt::OtherFocusReason);
}

void AskBar::close()
{
    if (!m_question)
        return;
    const auto refused = m_question->refused;
    m_question.reset();
    hide();
    if (refused)
        refused();
}

void AskBar::accept()
{
    if (!m_question || (m_question->lineIsRequired && m_line->text().trimmed().isEmpty()))
        return;
    const auto accepted = m_question->accepted;
    const Answer answer { m_line->text().trimmed(), m_choices->currentIndex() };
    m_question.reset();
    hide();
    accepted(answer);
}

void AskBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && isAsking())
        close();
    else
        QFrame::keyPressEvent(event);
}

void AskBar::showSign()
{
    if (m_question)
        m_sign->setPixmap(look::icon(m_question->severity, palette()).pixmap(16, 16));
}

void AskBar::paintEvent(QPaintEvent *event)
{
    QFrame::paintEvent(event);
    if (!m_question)
        return;
    // Painted, not set as a palette: a palette of its own would not follow a change of colours.
    auto ink = look::colour(m_question->severity, palette());
    constexpr float share = 0.12F;
    ink.setAlphaF(share);
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Base));
    painter.fillRect(rect(), ink);
}

void AskBar::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::StyleChange || event->type() == QEvent::PaletteChange)
        showSign();
}

} // namespace workbench
