#include "ui/connections/credentialsprompt.h"

#include "ui/shell/theme.h"

#include <QAction>
#include <QCheckBox>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>

namespace workbench {

using dumbo::CredentialsRequest;

namespace {

constexpr int widestLine = 40 * theme::unit;
constexpr int edge = 3;

} // namespace

CredentialsPrompt::CredentialsPrompt(const CredentialsRequest &request, const Subject &subject, QWidget *parent)
    : QFrame(parent)
    , m_request(request)
    , m_subject(subject)
{
    setObjectName(QStringLiteral("credentialsPrompt"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::AlternateBase);
    m_title = request.isQuestion() ? tr("Is this the right machine for %1?").arg(subject.connection)
                                   : tr("%1 for %2").arg(label(request.fields.value(0)), subject.connection);
    setAccessibleName(m_title);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(2 * theme::unit, theme::unit, 2 * theme::unit, theme::unit);
    grid->setHorizontalSpacing(theme::unit);
    grid->setVerticalSpacing(theme::unit / 2 + 2);
    grid->setColumnStretch(2, 1);
    int row = 0;
    auto *title = new QLabel(m_title, this);
    title->setObjectName(QStringLiteral("promptTitle"));
    title->setTextFormat(Qt::PlainText);
    QFont bold = title->font();
    bold.setWeight(QFont::DemiBold);
    title->setFont(bold);
    grid->addWidget(title, row++, 0, 1, 3);
    const bool wasRefused = request.attempt > 1 && !request.isQuestion();
    if (wasRefused) {
        auto *verdict = new QLabel(tr("The %1 was not accepted.").arg(label(request.fields.value(0)).toLower()), this);
        QPalette colours = verdict->palette();
        colours.setColor(QPalette::WindowText, theme::danger());
        verdict->setPalette(colours);
        verdict->setObjectName(QStringLiteral("promptVerdict"));
        grid->addWidget(verdict, row++, 0, 1, 3);
    }
    // Of a driver's first question the server's words say only that nothing was given yet.
    const bool saysMore = request.attempt > 1 || request.fields.value(0).startsWith(u"ssh.");
    if (saysMore && !request.message.isEmpty()) {
        auto *words = new QLabel(request.isQuestion() ? request.message : request.message.simplified(), this);
        words->setObjectName(QStringLiteral("promptMessage"));
        words->setTextFormat(Qt::PlainText);
        words->setWordWrap(true);
        words->setTextInteractionFlags(Qt::TextSelectableByMouse);
        if (!request.isQuestion())
            words->setForegroundRole(QPalette::PlaceholderText);
        grid->addWidget(words, row++, 0, 1, 3);
    }
    addFields(*grid, row);
    addSave(*grid, row);
    addButtons(*grid, row);
}

QString CredentialsPrompt::label(const QString &field) const
{
    if (field == CredentialsRequest::sshPassword)
        return tr("SSH password");
    if (field == CredentialsRequest::sshPassphrase)
        return tr("Passphrase of the SSH key");
    if (field == CredentialsRequest::sshCode)
        return tr("SSH code");
    return m_subject.labels.value(field, tr("Password"));
}

void CredentialsPrompt::addFields(QGridLayout &grid, int &row)
{
    if (m_request.isQuestion())
        return;
    for (const QString &field : std::as_const(m_request.fields)) {
        auto *line = new QLineEdit(this);
        line->setObjectName(QStringLiteral("secret.") + field);
        line->setAccessibleName(label(field));
        line->setEchoMode(QLineEdit::Password);
        line->setMaximumWidth(widestLine);
        QAction *reveal = line->addAction(theme::icon(QStringLiteral("view-visible")), QLineEdit::TrailingPosition);
        reveal->setCheckable(true);
        reveal->setText(tr("Show what is written here"));
        connect(reveal, &QAction::toggled, line, [line](bool shown) { line->setEchoMode(shown ? QLineEdit::Normal : QLineEdit::Password); });
        connect(line, &QLineEdit::returnPressed, this, &CredentialsPrompt::accept);
        // One field is named by the title already.
        if (m_request.fields.size() > 1) {
            auto *name = new QLabel(label(field), this);
            name->setBuddy(line);
            grid.addWidget(name, row, 0);
            grid.addWidget(line, row++, 1, 1, 2);
        } else {
            grid.addWidget(line, row++, 0, 1, 3);
        }
        m_lines.insert(field, line);
        if (m_lines.size() == 1)
            setFocusProxy(line);
    }
}

void CredentialsPrompt::addSave(QGridLayout &grid, int &row)
{
    if (!m_request.isStorable())
        return;
    if (m_subject.canSave && m_subject.keychainFault.isEmpty()) {
        m_save = new QCheckBox(tr("Keep it in the keychain"), this);
        m_save->setObjectName(QStringLiteral("promptSave"));
        m_save->setChecked(m_subject.saves);
        grid.addWidget(m_save, row++, 0, 1, 3);
        return;
    }
    auto *words = new QLabel(this);
    words->setObjectName(QStringLiteral("promptKeeping"));
    words->setWordWrap(true);
    words->setForegroundRole(QPalette::PlaceholderText);
    words->setText(tr("It is kept in memory only, until the program ends."));
    words->setToolTip(m_subject.keychainFault);
    grid.addWidget(words, row++, 0, 1, 3);
}

void CredentialsPrompt::addButtons(QGridLayout &grid, int row)
{
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(theme::unit);
    auto *yes = new QPushButton(m_request.isQuestion() ? tr("Yes, Trust It") : tr("Connect"), this);
    yes->setObjectName(QStringLiteral("promptConnect"));
    yes->setDefault(true);
    auto *no = new QPushButton(m_request.isQuestion() ? tr("No") : tr("Cancel"), this);
    no->setObjectName(QStringLiteral("promptCancel"));
    buttons->addWidget(yes);
    buttons->addWidget(no);
    buttons->addStretch();
    grid.addLayout(buttons, row, 0, 1, 3);
    connect(yes, &QPushButton::clicked, this, &CredentialsPrompt::accept);
    connect(no, &QPushButton::clicked, this, &CredentialsPrompt::refused);
    if (!m_request.isQuestion())
        return;
    // Not "Yes": Enter must not trust a machine by accident.
    setFocusProxy(no);
}

void CredentialsPrompt::accept()
{
    QMap<QString, QString> secrets;
    if (m_request.isQuestion())
        secrets.insert(m_request.fields.value(0), QStringLiteral("yes"));
    for (auto line = m_lines.cbegin(); line != m_lines.cend(); ++line)
        secrets.insert(line.key(), line.value()->text());
    Q_EMIT answered(secrets, m_save && m_save->isChecked());
}

void CredentialsPrompt::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        Q_EMIT refused();
    else
        QFrame::keyPressEvent(event);
}

void CredentialsPrompt::paintEvent(QPaintEvent *event)
{
    QFrame::paintEvent(event);
    QPainter painter(this);
    painter.fillRect(QRect(0, 0, edge, height()), m_subject.accent.isValid() ? m_subject.accent : palette().color(QPalette::Accent));
    painter.fillRect(QRect(0, height() - 1, width(), 1), palette().color(QPalette::Mid));
}

} // namespace workbench
