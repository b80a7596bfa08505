#include "ui/connections/connectiondialog.h"

#include "core/connection/connectionstring.h"
#include "core/plugins/driverregistry.h"
#include "ui/connections/connectionform.h"
#include "ui/connections/connectionurl.h"
#include "ui/connections/formsection.h"
#include "ui/connections/optionfield.h"
#include "ui/connections/profilefields.h"
#include "ui/connections/testline.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspace.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace workbench {

using dumbo::Connector;
using dumbo::ConnectorManifest;
using dumbo::Profile;

namespace {

constexpr QSize firstSize(84 * theme::unit, 84 * theme::unit);
constexpr QSize smallest(56 * theme::unit, 46 * theme::unit);

QFrame *makeLine(QWidget *parent)
{
    auto *line = new QFrame(parent);
    line->setFrameShape(QFrame::HLine);
    line->setFrameShadow(QFrame::Sunken);
    return line;
}

} // namespace

ConnectionDialog::ConnectionDialog(
    Workspace &workspace, const Profile &profile, const QMap<QString, QString> &secrets, QWidget *parent)
    : QDialog(parent)
    , m_workspace(workspace)
    , m_original(profile)
{
    setObjectName(QStringLiteral("connectDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(profile.id.isEmpty() ? tr("New Connection") : tr("Connection “%1”").arg(profile.name));
    auto *column = new QVBoxLayout(this);
    column->setSpacing(theme::unit + theme::unit / 2);
    column->setContentsMargins(2 * theme::unit, 2 * theme::unit, 2 * theme::unit, 2 * theme::unit);
    makeTop();
    makeForm();
    makeBottom();
    setMinimumSize(smallest);
    resize(firstSize);
    fillTypes();
    showConnector(profile.connector);
    dumbo::ConnectionTarget target;
    target.connector = m_form->manifest().connector;
    target.options = profile.options;
    target.secrets = secrets;
    m_form->setTarget(target);
    m_fields->show(profile);
    if (!profile.options.entries().empty())
        writeUrl();
    tryKeychain();
    updateHints();
    m_url->setFocus();
    connect(&m_workspace.connections(), &ConnectionHub::driversChanged, this, &ConnectionDialog::onDriversChanged);
}

ConnectionDialog::~ConnectionDialog() = default;

void ConnectionDialog::makeTop()
{
    auto *top = new QFormLayout;
    top->setHorizontalSpacing(theme::unit + theme::unit / 2);
    top->setVerticalSpacing(theme::unit);
    top->setLabelAlignment(Qt::AlignRight);
    top->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_url = new QLineEdit(this);
    m_url->setObjectName(QStringLiteral("connectionString"));
    m_url->setAccessibleName(tr("Connection string or file"));
    m_url->setPlaceholderText(tr("Paste a URL, keywords, or the path of a file; or fill in the form"));
    m_url->setClearButtonEnabled(true);
    auto *label = new QLabel(tr("Connection &string"), this);
    label->setBuddy(m_url);
    m_urlHint = new QLabel(this);
    m_urlHint->setObjectName(QStringLiteral("connectionStringHint"));
    m_urlHint->setWordWrap(true);
    m_urlHint->setTextFormat(Qt::PlainText);
    auto *both = new QVBoxLayout;
    both->setSpacing(2);
    both->addWidget(m_url);
    both->addWidget(m_urlHint);
    static_cast<QVBoxLayout *>(layout())->addWidget(label);
    static_cast<QVBoxLayout *>(layout())->addLayout(both);

    m_type = new QComboBox(this);
    m_type->setObjectName(QStringLiteral("databaseType"));
    m_type->setAccessibleName(tr("Database"));
    m_driver = new QComboBox(this);
    m_driver->setObjectName(QStringLiteral("driver"));
    m_driver->setAccessibleName(tr("Driver"));
    auto *row = new QHBoxLayout;
    row->setSpacing(theme::unit);
    for (const auto &[name, combo] : { std::pair { tr("&Database"), m_type }, std::pair { tr("D&river"), m_driver } }) {
        auto *words = new QLabel(name, this);
        words->setBuddy(combo);
        row->addWidget(words);
        row->addWidget(combo, 1);
    }
    static_cast<QVBoxLayout *>(layout())->addLayout(row);
    connect(m_url, &QLineEdit::textEdited, this, &ConnectionDialog::onUrlEdited);
    connect(m_url, &QLineEdit::editingFinished, this, [this] {
        // While it is being typed a password has to stand where it is typed.
        if (m_urlIsRead && !m_url->text().isEmpty())
            writeUrl();
    });
    connect(m_type, &QComboBox::activated, this, [this] {
        fillDrivers(m_type->currentData().toString());
        onConnectorChosen();
    });
    connect(m_driver, &QComboBox::activated, this, &ConnectionDialog::onConnectorChosen);
}

void ConnectionDialog::makeForm()
{
    m_scroll = new QScrollArea(this);
    m_scroll->setObjectName(QStringLiteral("connectionScroll"));
    m_scroll->setAccessibleName(tr("Options of the connection"));
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto *content = new QWidget(m_scroll);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, theme::unit, 0);
    column->setSpacing(theme::unit);
    m_form = new ConnectionForm(content);
    m_fields = new ProfileFields(m_workspace.connections().folders(), content);
    m_form->setFirstSectionEnd(m_fields->passwordKeeping());
    m_form->setMiddle(m_fields);
    column->addWidget(m_form);
    column->addStretch();
    m_scroll->setWidget(content);
    auto *all = static_cast<QVBoxLayout *>(layout());
    all->addWidget(makeLine(this));
    all->addWidget(m_scroll, 1);
    const auto follow = [this] {
        m_testLine->clear();
        writeUrl();
        updateHints();
    };
    connect(m_form, &ConnectionForm::edited, this, follow);
    connect(m_fields, &ProfileFields::edited, this, follow);
}

void ConnectionDialog::makeBottom()
{
    auto *all = static_cast<QVBoxLayout *>(layout());
    all->addWidget(makeLine(this));
    m_testLine = new TestLine(this);
    all->addWidget(m_testLine);
    auto *row = new QHBoxLayout;
    row->setSpacing(theme::unit);
    const auto add = [this, row](const QString &text, const char *name) {
        auto *button = new QPushButton(text, this);
        button->setObjectName(QLatin1StringView(name));
        button->setAutoDefault(false);
        row->addWidget(button);
        return button;
    };
    m_testButton = add(tr("&Test"), "testButton");
    m_testButton->setToolTip(tr("Connect once and say what is there"));
    row->addStretch();
    auto *saveButton = add(tr("Sa&ve"), "saveButton");
    saveButton->setToolTip(tr("Keep it among the connections at the left, without connecting"));
    m_connectButton = add(tr("&Connect"), "connectButton");
    m_connectButton->setDefault(true);
    auto *cancelButton = add(tr("Cancel"), "cancelButton");
    all->addLayout(row);
    connect(m_testButton, &QPushButton::clicked, this, &ConnectionDialog::test);
    connect(saveButton, &QPushButton::clicked, this, &ConnectionDialog::saveAndClose);
    connect(m_connectButton, &QPushButton::clicked, this, &ConnectionDialog::connectNow);
    connect(cancelButton, &QPushButton::clicked, this, &QDialog::close);
    connect(m_testLine, &TestLine::cancelWanted, this, &ConnectionDialog::cancelTest);
}

void ConnectionDialog::fillTypes()
{
    m_type->clear();
    for (const ConnectorManifest &manifest : m_workspace.connections().registry().connectors()) {
        const QString type = manifest.connector.databaseType;
        if (m_type->findData(type) < 0)
            m_type->addItem(theme::icon(QStringLiteral("database")), type, type);
    }
    m_type->setEnabled(m_type->count() > 0);
    if (m_type->count() == 0)
        m_type->addItem(tr("No drivers were found"));
    fillDrivers(m_type->currentData().toString());
}

void ConnectionDialog::fillDrivers(const QString &databaseType)
{
    m_driver->clear();
    for (const ConnectorManifest &manifest : m_workspace.connections().registry().connectors()) {
        if (manifest.connector.databaseType != databaseType)
            continue;
        if (m_driver->count() == 0)
            m_driver->addItem(tr("Automatic (%1)").arg(manifest.connector.driver), QString());
        m_driver->addItem(manifest.connector.toText(), manifest.connector.driver);
    }
    m_driver->setEnabled(m_driver->count() > 0);
}

Connector ConnectionDialog::chosenConnector() const
{
    return { m_type->currentData().toString(), m_driver->currentData().toString() };
}

std::optional<ConnectorManifest> ConnectionDialog::chosenManifest() const
{
    const Connector chosen = chosenConnector();
    for (const ConnectorManifest &manifest : m_workspace.connections().registry().connectors()) {
        if (manifest.connector.databaseType == chosen.databaseType
            && (chosen.driver.isEmpty() || manifest.connector.driver == chosen.driver))
            return manifest;
    }
    return std::nullopt;
}

/// Chooses it without asking anybody else to follow.
void ConnectionDialog::showConnector(const Connector &connector)
{
    if (const int type = m_type->findData(connector.databaseType); type >= 0 && !connector.databaseType.isEmpty()) {
        m_type->setCurrentIndex(type);
        fillDrivers(connector.databaseType);
        m_driver->setCurrentIndex(std::max(0, m_driver->findData(connector.driver)));
    }
    if (const auto manifest = chosenManifest())
        m_form->setManifest(*manifest);
}

void ConnectionDialog::onConnectorChosen()
{
    m_testLine->clear();
    if (const auto manifest = chosenManifest())
        m_form->setManifest(*manifest);
    writeUrl();
    updateHints();
}

/// What was chosen and filled in stays, where its driver does.
void ConnectionDialog::onDriversChanged()
{
    const Connector chosen = chosenConnector();
    fillTypes();
    if (const int type = m_type->findData(chosen.databaseType); type >= 0 && !chosen.databaseType.isEmpty()) {
        m_type->setCurrentIndex(type);
        fillDrivers(chosen.databaseType);
        m_driver->setCurrentIndex(std::max(0, m_driver->findData(chosen.driver)));
    }
    // A form that fits stays as it is, with the caret where it is.
    if (const auto manifest = chosenManifest(); manifest && *manifest != m_form->manifest())
        m_form->setManifest(*manifest);
    if (!m_urlIsRead && !m_url->text().trimmed().isEmpty())
        readUrl(m_url->text(), false); // perhaps there is a driver for it now
    updateHints();
}

void ConnectionDialog::onUrlEdited(const QString &text)
{
    // More than a key brings at once was pasted, dropped or completed.
    const bool isPasted = text.size() - std::exchange(m_urlLength, text.size()) > 1;
    if (const QString clean = isPasted ? pastedConnection(text) : text; clean != text)
        m_url->setText(clean);
    readUrl(m_url->text(), isPasted);
}

void ConnectionDialog::readUrl(const QString &text, bool hidesSecrets)
{
    m_testLine->clear();
    const auto &registry = m_workspace.connections().registry();
    if (text.trimmed().isEmpty()) {
        m_urlIsRead = false;
        showUrlFault({});
        return;
    }
    // A driver that a person chose serves as long as it can.
    const Connector chosen = chosenConnector();
    auto target = dumbo::parseConnectionString(
        text, registry, chosen.driver.isEmpty() ? std::nullopt : std::optional(chosen));
    const bool keepsChoice = target.has_value() && !chosen.driver.isEmpty();
    if (!target)
        target = dumbo::parseConnectionString(text, registry);
    m_urlIsRead = target.has_value();
    showUrlFault(target ? QString() : target.error().message());
    if (!target)
        return;
    if (!keepsChoice) {
        showConnector({ target->connector.databaseType, QString() });
        if (m_form->manifest().connector != target->connector)
            showConnector(target->connector);
    }
    m_form->setTarget(*target);
    m_fields->setReadOnly(target->readOnly);
    if (hidesSecrets && !target->secrets.isEmpty())
        writeUrl();
    updateHints();
}

void ConnectionDialog::writeUrl()
{
    auto target = m_form->target();
    target.secrets.clear();
    target.readOnly = m_fields->isReadOnly();
    const QString text = target.options.entries().empty() && !target.readOnly
        ? QString()
        : connectionUrl(target, m_workspace.connections().registry());
    if (m_url->text() != text)
        m_url->setText(text);
    m_urlLength = text.size();
    m_urlIsRead = true;
    showUrlFault({});
}

QString ConnectionDialog::urlFault() const
{
    return m_urlIsRead ? QString() : m_urlHint->text();
}

void ConnectionDialog::showUrlFault(const QString &fault)
{
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, fault.isEmpty() ? palette().color(QPalette::PlaceholderText) : theme::danger());
    m_urlHint->setPalette(colours);
    if (!fault.isEmpty()) {
        m_urlHint->setText(fault);
        m_urlHint->show();
        return;
    }
    const auto &manifest = m_form->manifest();
    QString example;
    if (!manifest.schemes.isEmpty())
        example = m_form->hasHost() ? manifest.schemes.first() + QStringLiteral("://user@host/database") : QStringLiteral("/home/me/shop.db");
    m_urlHint->setText(m_url->text().isEmpty() && !example.isEmpty() ? tr("For example %1").arg(example) : QString());
    m_urlHint->setVisible(!m_urlHint->text().isEmpty());
}

void ConnectionDialog::updateHints()
{
    m_urlHint->setVisible(!m_urlHint->text().isEmpty());
    m_fields->offer(m_form->hasHost(), m_form->hasSecret(), m_keychainFault);
    m_fields->setSuggestedName(m_form->target().displayName());
    m_connectButton->setEnabled(m_type->isEnabled());
    m_testButton->setEnabled(m_type->isEnabled() && !m_test);
}

/// Whether one answers is only known once it was asked for something.
void ConnectionDialog::tryKeychain()
{
    dumbo::CredentialStore *keychain = m_workspace.connections().keychain();
    if (!keychain) {
        m_keychainFault = tr("There is no keychain.");
        return;
    }
    const QString id = m_original.id.isEmpty() ? QStringLiteral("new") : m_original.id;
    keychain->read({ id, QStringLiteral("password") }, this, [this](const dumbo::Result<std::optional<QString>> &found) {
        if (found)
            return;
        m_keychainFault = tr("No keychain answers.");
        updateHints();
    });
}

Profile ConnectionDialog::profile() const
{
    Profile profile = m_original;
    m_fields->fill(profile);
    profile.connector = chosenConnector();
    profile.options = m_form->target().options;
    if (profile.tunnel)
        profile.tunnel->routeBy(m_form->manifest());
    return profile;
}

QMap<QString, QString> ConnectionDialog::secrets() const
{
    return m_form->target().secrets;
}

} // namespace workbench
