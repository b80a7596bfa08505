#include "ui/connections/optionfield.h"

#include "ui/shell/theme.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

namespace workbench {

using dumbo::OptionDescription;
using dumbo::OptionValue;
using Type = OptionDescription::Type;

namespace {

QString textOf(const OptionValue &value)
{
    if (const auto *text = std::get_if<QString>(&value))
        return *text;
    if (const auto *flag = std::get_if<bool>(&value))
        return *flag ? QStringLiteral("true") : QStringLiteral("false");
    return QString::number(std::get<qint64>(value));
}

bool truthOf(const OptionValue &value)
{
    const QString text = textOf(value).toLower();
    return text == u"true" || text == u"yes" || text == u"on" || text == u"1";
}

} // namespace

OptionField::OptionField(const OptionDescription &option, QWidget *parent)
    : QWidget(parent)
    , m_option(option)
{
    setObjectName(QStringLiteral("field.") + option.name);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme::unit / 2);
    column->addLayout(row);
    if (option.type == Type::Boolean)
        makeBox();
    else if (option.type == Type::Choice)
        makeChoice();
    else
        makeLine();
    row->addWidget(input(), 1);
    if (option.type == Type::File || option.type == Type::Folder)
        addPicker();
    m_errorLabel = new QLabel(this);
    m_errorLabel->setObjectName(QStringLiteral("error.") + option.name);
    m_errorLabel->setWordWrap(true);
    m_errorLabel->hide();
    column->addWidget(m_errorLabel);
    input()->setObjectName(QStringLiteral("option.") + option.name);
    input()->setAccessibleName(option.label);
    input()->setAccessibleDescription(option.help);
    input()->setToolTip(option.help);
    setFocusProxy(input());
}

QWidget *OptionField::input() const
{
    if (m_box)
        return m_box;
    return m_choice ? static_cast<QWidget *>(m_choice) : m_line;
}

void OptionField::makeLine()
{
    m_line = new QLineEdit(this);
    if (m_option.defaultValue)
        m_line->setPlaceholderText(textOf(*m_option.defaultValue));
    if (m_option.type == Type::Secret)
        addRevealer();
    connect(m_line, &QLineEdit::textEdited, this, &OptionField::edited);
}

void OptionField::addRevealer()
{
    m_line->setEchoMode(QLineEdit::Password);
    QAction *reveal = m_line->addAction(theme::icon(QStringLiteral("view-visible")), QLineEdit::TrailingPosition);
    reveal->setCheckable(true);
    reveal->setText(tr("Show %1").arg(m_option.label));
    reveal->setToolTip(tr("Show or hide what is written here"));
    connect(reveal, &QAction::toggled, m_line, [line = m_line, reveal](bool shown) {
        line->setEchoMode(shown ? QLineEdit::Normal : QLineEdit::Password);
        reveal->setIcon(theme::icon(shown ? QStringLiteral("view-hidden") : QStringLiteral("view-visible")));
    });
}

void OptionField::makeBox()
{
    m_box = new QCheckBox(m_option.label, this);
    m_box->setChecked(m_option.defaultValue && truthOf(*m_option.defaultValue));
    connect(m_box, &QCheckBox::clicked, this, [this] {
        m_explicit = false;
        Q_EMIT edited();
    });
}

void OptionField::makeChoice()
{
    m_choice = new QComboBox(this);
    const QString standard = m_option.defaultValue ? textOf(*m_option.defaultValue) : QString();
    m_choice->addItem(standard.isEmpty() ? tr("Default") : tr("Default (%1)").arg(standard));
    for (const QString &choice : m_option.choices)
        m_choice->addItem(choice.isEmpty() ? tr("(empty)") : choice, choice);
    // A wheel that scrolls the form must not change what it passes over.
    m_choice->setFocusPolicy(Qt::StrongFocus);
    connect(m_choice, &QComboBox::activated, this, &OptionField::edited);
}

void OptionField::addPicker()
{
    auto *button = new QToolButton(this);
    button->setObjectName(QStringLiteral("pick.") + m_option.name);
    button->setIcon(theme::icon(m_option.type == Type::File ? QStringLiteral("document-open") : QStringLiteral("folder-open")));
    button->setAccessibleName(tr("Choose %1").arg(m_option.label));
    button->setToolTip(m_option.type == Type::File ? tr("Choose a file") : tr("Choose a folder"));
    connect(button, &QToolButton::clicked, this, &OptionField::pick);
    static_cast<QHBoxLayout *>(layout()->itemAt(0)->layout())->addWidget(button);
}

void OptionField::pick()
{
    auto *dialog = new QFileDialog(this, m_option.label);
    dialog->setObjectName(QStringLiteral("pickDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(m_option.type == Type::File ? QFileDialog::AnyFile : QFileDialog::Directory);
    dialog->setLabelText(QFileDialog::Accept, tr("Choose"));
    if (const QFileInfo now(m_line->text()); !m_line->text().isEmpty() && now.exists())
        dialog->selectFile(now.absoluteFilePath());
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        m_line->setText(path);
        Q_EMIT edited();
    });
    dialog->show();
}

std::optional<OptionValue> OptionField::lineValue() const
{
    const QString text = isSecret() ? m_line->text() : m_line->text().trimmed();
    if (text.isEmpty())
        return std::nullopt;
    if (m_option.type != Type::Integer && m_option.type != Type::Port)
        return text;
    bool isNumber = false;
    const qint64 number = text.toLongLong(&isNumber);
    return isNumber ? OptionValue(number) : OptionValue(text);
}

std::optional<OptionValue> OptionField::value() const
{
    if (m_line)
        return lineValue();
    if (m_choice)
        return m_choice->currentIndex() <= 0 ? std::nullopt : std::optional<OptionValue>(m_choice->currentData().toString());
    const bool standard = m_option.defaultValue && truthOf(*m_option.defaultValue);
    return m_explicit || m_box->isChecked() != standard ? std::optional<OptionValue>(m_box->isChecked()) : std::nullopt;
}

void OptionField::setValue(const std::optional<OptionValue> &value)
{
    if (m_line) {
        const QString text = value ? textOf(*value) : QString();
        if (m_line->text() != text)
            m_line->setText(text);
    } else if (m_choice) {
        const int index = value ? m_choice->findData(textOf(*value)) : 0;
        m_choice->setCurrentIndex(std::max(0, index));
    } else {
        m_explicit = value.has_value();
        m_box->setChecked(value ? truthOf(*value) : m_option.defaultValue && truthOf(*m_option.defaultValue));
    }
}

QString OptionField::fault() const
{
    const auto now = value();
    if (!now)
        return m_option.required ? tr("%1 is needed.").arg(m_option.label) : QString();
    const auto *text = std::get_if<QString>(&*now);
    if (m_option.type == Type::Integer && text)
        return tr("This must be a whole number.");
    if (m_option.type != Type::Port)
        return {};
    // Several hosts have a list of ports.
    for (const QString &port : textOf(*now).split(u',')) {
        bool isNumber = false;
        const int number = port.trimmed().toInt(&isNumber);
        if (!port.isEmpty() && (!isNumber || number < 1 || number > 65535))
            return tr("A port is a number from 1 to 65535.");
    }
    return {};
}

QString OptionField::error() const
{
    return m_errorLabel->text();
}

void OptionField::setError(const QString &error)
{
    if (m_errorLabel->text() == error)
        return;
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, theme::danger());
    m_errorLabel->setPalette(colours);
    m_errorLabel->setText(error);
    m_errorLabel->setVisible(!error.isEmpty());
    input()->setAccessibleDescription(error.isEmpty() ? m_option.help : error);
    if (!m_line)
        return;
    if (!m_errorMark) {
        m_errorMark = m_line->addAction(theme::icon(QStringLiteral("dialog-error")), QLineEdit::TrailingPosition);
        m_errorMark->setText(tr("What is wrong"));
    }
    m_errorMark->setToolTip(error);
    m_errorMark->setVisible(!error.isEmpty());
}

} // namespace workbench
