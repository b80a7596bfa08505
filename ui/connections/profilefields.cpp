#include "ui/connections/profilefields.h"

#include "ui/connections/colourchoice.h"
#include "ui/connections/formsection.h"
#include "ui/shell/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProcess>
#include <QVBoxLayout>

namespace workbench {

namespace {

constexpr int startupHeight = 9 * theme::unit;

QVBoxLayout *plainColumn(QWidget *widget)
{
    auto *column = new QVBoxLayout(widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    return column;
}

/// As a shell would take them apart again.
QString joined(const QStringList &words)
{
    QStringList quoted;
    for (QString word : words) {
        const bool needsQuotes = word.isEmpty() || word.contains(u' ') || word.contains(u'"');
        word.replace(u'"', QStringLiteral("\"\"\""));
        quoted.append(needsQuotes ? u'"' + word + u'"' : word);
    }
    return quoted.join(u' ');
}

} // namespace

ProfileFields::ProfileFields(const QStringList &folders, QWidget *parent)
    : QWidget(parent)
    , m_marks(new FormSection({}, this))
    , m_tunnel(new FormSection(tr("SSH tunnel"), this))
    , m_startup(new FormSection(tr("SQL after connecting"), this))
{
    auto *column = plainColumn(this);
    column->setSpacing(theme::unit);
    makeTunnel();
    makeStartup();
    makeMarks(folders);
    column->addSpacing(theme::unit);
    column->addWidget(m_marks);
    column->addWidget(m_tunnel);
    column->addWidget(m_startup);
}

void ProfileFields::makeMarks(const QStringList &folders)
{
    m_name = new QLineEdit(m_marks);
    m_name->setObjectName(QStringLiteral("profileName"));
    m_name->setAccessibleName(tr("Name"));
    m_marks->addRow(tr("&Name"), m_name);
    m_folder = new QComboBox(m_marks);
    m_folder->setObjectName(QStringLiteral("profileFolder"));
    m_folder->setAccessibleName(tr("Folder"));
    m_folder->setToolTip(tr("Where it stands in the tree; \"/\" makes folders in folders"));
    m_folder->setEditable(true);
    m_folder->addItem(QString());
    m_folder->addItems(folders);
    m_folder->lineEdit()->setPlaceholderText(tr("None"));
    m_marks->addRow(tr("F&older"), m_folder);
    m_colour = new ColourChoice(m_marks);
    m_marks->addRow(tr("Colour"), m_colour);
    m_production = new QCheckBox(tr("&Production: marked in red"), m_marks);
    m_production->setObjectName(QStringLiteral("profileProduction"));
    m_marks->addRow({}, m_production);
    m_readOnly = new QCheckBox(tr("&Read-only: every write is refused"), m_marks);
    m_readOnly->setObjectName(QStringLiteral("profileReadOnly"));
    m_marks->addRow({}, m_readOnly);
    connect(m_readOnly, &QCheckBox::clicked, this, &ProfileFields::edited);

    m_keeping = new QWidget(this);
    auto *column = plainColumn(m_keeping);
    m_savesPasswords = new QCheckBox(tr("&Keep the password in the keychain"), m_keeping);
    m_savesPasswords->setObjectName(QStringLiteral("profileSavesPasswords"));
    m_keychain = new QLabel(m_keeping);
    m_keychain->setObjectName(QStringLiteral("keychainState"));
    m_keychain->setWordWrap(true);
    m_keychain->setForegroundRole(QPalette::PlaceholderText);
    column->addWidget(m_savesPasswords);
    column->addWidget(m_keychain);
}

void ProfileFields::makeTunnel()
{
    m_destination = new QLineEdit(m_tunnel);
    m_destination->setObjectName(QStringLiteral("sshDestination"));
    m_destination->setAccessibleName(tr("Through"));
    m_destination->setPlaceholderText(tr("None; user@host:port or a Host of ~/.ssh/config"));
    m_destination->setToolTip(tr("The machine that ssh logs in to; host and port above are as that machine sees them"));
    auto *box = new QWidget(m_tunnel);
    auto *column = plainColumn(box);
    column->addWidget(m_destination);
    m_sshError = new QLabel(box);
    m_sshError->setObjectName(QStringLiteral("sshError"));
    m_sshError->setWordWrap(true);
    m_sshError->hide();
    column->addWidget(m_sshError);
    box->setFocusProxy(m_destination);
    m_tunnel->addRow(tr("Throu&gh"), box);
    m_sshOptions = new QLineEdit(m_tunnel);
    m_sshOptions->setObjectName(QStringLiteral("sshOptions"));
    m_sshOptions->setAccessibleName(tr("Further arguments of ssh"));
    m_sshOptions->setPlaceholderText(QStringLiteral("-J jump.example.org -i ~/.ssh/key"));
    m_sshOptions->setToolTip(tr("Further arguments of ssh"));
    m_tunnel->addRow(tr("ssh arguments"), m_sshOptions);
    connect(m_destination, &QLineEdit::textEdited, m_sshError, &QWidget::hide);
}

void ProfileFields::makeStartup()
{
    m_startupSql = new QPlainTextEdit(m_startup);
    m_startupSql->setObjectName(QStringLiteral("startupSql"));
    m_startupSql->setAccessibleName(tr("SQL after connecting"));
    m_startupSql->setFont(theme::fixedFont());
    m_startupSql->setFixedHeight(startupHeight);
    m_startupSql->setTabChangesFocus(true);
    m_startup->addRow(tr("SQL"), m_startupSql, tr("Runs each time a session has connected. Where it fails, connecting fails."));
}

void ProfileFields::fill(dumbo::Profile &profile) const
{
    profile.name = name();
    QStringList folder;
    for (const QString &part : m_folder->currentText().split(u'/'))
        folder.append(part.trimmed());
    folder.removeAll(QString());
    profile.folder = folder.join(u'/');
    profile.colour = m_colour->colour();
    profile.production = m_production->isChecked();
    profile.readOnly = m_readOnly->isChecked();
    profile.savesPasswords = m_savesPasswords->isChecked() && m_savesPasswords->isEnabled();
    profile.startupSql = m_startupSql->toPlainText().trimmed();
    profile.tunnel.reset();
    if (!m_tunnel->isHidden())
        profile.tunnel = dumbo::SshTunnel::fromText(m_destination->text().trimmed());
    if (profile.tunnel)
        profile.tunnel->options = QProcess::splitCommand(m_sshOptions->text());
}

void ProfileFields::show(const dumbo::Profile &profile)
{
    m_name->setText(profile.name);
    m_folder->setCurrentText(profile.folder);
    m_colour->setColour(profile.colour);
    m_production->setChecked(profile.production);
    m_readOnly->setChecked(profile.readOnly);
    m_savesPasswords->setChecked(profile.savesPasswords);
    m_startupSql->setPlainText(profile.startupSql);
    m_startup->setOpen(!profile.startupSql.isEmpty());
    m_destination->setText(profile.tunnel ? profile.tunnel->toText() : QString());
    m_sshOptions->setText(profile.tunnel ? joined(profile.tunnel->options) : QString());
    m_tunnel->setOpen(profile.tunnel.has_value());
}

void ProfileFields::setReadOnly(bool readOnly)
{
    m_readOnly->setChecked(readOnly);
}

bool ProfileFields::isReadOnly() const
{
    return m_readOnly->isChecked();
}

QString ProfileFields::name() const
{
    return m_name->text().trimmed();
}

void ProfileFields::setSuggestedName(const QString &name)
{
    m_name->setPlaceholderText(name);
}

void ProfileFields::offer(bool tunnel, bool secrets, const QString &keychainFault)
{
    m_tunnel->setVisible(tunnel);
    m_keeping->setVisible(secrets);
    m_savesPasswords->setEnabled(keychainFault.isEmpty());
    m_keychain->setText(keychainFault.isEmpty() ? QString() : tr("%1 The password is kept in memory, until the program ends.").arg(keychainFault));
    m_keychain->setVisible(!keychainFault.isEmpty());
}

bool ProfileFields::markFaults()
{
    const QString text = m_destination->text().trimmed();
    const bool isWrong = !m_tunnel->isHidden() && !text.isEmpty() && !dumbo::SshTunnel::fromText(text);
    if (isWrong) {
        QPalette colours = palette();
        colours.setColor(QPalette::WindowText, theme::danger());
        m_sshError->setPalette(colours);
        m_sshError->setText(tr("This is not a place for ssh: it looks like user@host or user@host:port."));
        m_tunnel->setOpen(true);
        m_destination->setFocus();
    }
    m_sshError->setVisible(isWrong);
    return isWrong;
}

QList<FormSection *> ProfileFields::sections() const
{
    return { m_marks, m_tunnel, m_startup };
}

QWidget *ProfileFields::passwordKeeping() const
{
    return m_keeping;
}

} // namespace workbench
