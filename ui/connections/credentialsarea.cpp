#include "ui/connections/credentialsarea.h"

#include "core/plugins/driverregistry.h"
#include "ui/connections/credentialsprompt.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/sessioncredentials.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/workspace.h"
#include "ui/shell/workspacetab.h"

#include <QApplication>
#include <QVBoxLayout>

namespace workbench {

namespace {

CredentialsPrompt::Subject subjectOf(const OpenConnection &connection, const dumbo::DriverRegistry &registry)
{
    const SessionCredentials &credentials = connection.credentials();
    CredentialsPrompt::Subject subject;
    subject.connection = connection.name();
    subject.accent = connection.accent();
    subject.canSave = credentials.canSave();
    subject.saves = credentials.saves();
    if (const auto fault = credentials.keychainError())
        subject.keychainFault = fault->message();
    if (const auto manifest = registry.describe(connection.target().connector)) {
        for (const auto &option : manifest->options)
            subject.labels.insert(option.name, option.label);
    }
    return subject;
}

} // namespace

CredentialsArea::CredentialsArea(Workspace &workspace, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_column(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("credentialsArea"));
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    ConnectionHub &hub = workspace.connections();
    connect(&hub, &ConnectionHub::questionChanged, this, [this](OpenConnection *connection) { show(*connection); });
    connect(&hub, &ConnectionHub::aboutToRemove, this, [this](const OpenConnection *connection) { takeAway(*connection); });
}

CredentialsPrompt *CredentialsArea::prompt(const OpenConnection &connection) const
{
    return m_prompts.value(&connection);
}

void CredentialsArea::show(OpenConnection &connection)
{
    const bool hadFocus = m_prompts.contains(&connection) && m_prompts.value(&connection)->isAncestorOf(QApplication::focusWidget());
    const bool takesFocus = hadFocus || mayTakeFocus(connection);
    takeAway(connection);
    const auto request = connection.credentials().question();
    if (!request)
        return;
    auto *prompt = new CredentialsPrompt(*request, subjectOf(connection, m_workspace.connections().registry()), this);
    m_prompts.insert(&connection, prompt);
    m_column->addWidget(prompt);
    const QPointer<OpenConnection> kept(&connection);
    // Not from within: the prompt goes away with its answer.
    connect(prompt, &CredentialsPrompt::answered, &connection, [this, kept](const QMap<QString, QString> &secrets, bool saves) {
        rememberChoice(*kept, saves);
        kept->credentials().answer(secrets, saves);
    }, Qt::QueuedConnection);
    connect(prompt, &CredentialsPrompt::refused, &connection, [kept] { kept->credentials().refuse(); }, Qt::QueuedConnection);
    if (!takesFocus)
        return;
    if (!isAncestorOf(QApplication::focusWidget()) && !hadFocus)
        m_focusBefore = QApplication::focusWidget();
    prompt->show();
    prompt->setFocus();
}

/// Whether passwords are kept belongs to the saved connection.
void CredentialsArea::rememberChoice(const OpenConnection &connection, bool saves)
{
    if (!connection.isSaved() || !connection.credentials().canSave() || connection.profile()->savesPasswords == saves)
        return;
    dumbo::Profile profile = *connection.profile();
    profile.savesPasswords = saves;
    if (const auto saved = m_workspace.connections().saveProfile(profile); !saved)
        m_workspace.messages().showError(saved.error());
}

bool CredentialsArea::mayTakeFocus(const OpenConnection &connection) const
{
    const QWidget *focus = QApplication::focusWidget();
    if (!focus || focus->window() != window())
        return false;
    const WorkspaceTab *tab = m_workspace.tabs().currentTab();
    return !tab || !tab->isAncestorOf(focus) || tab->connectionId() == connection.id();
}

void CredentialsArea::takeAway(const OpenConnection &connection)
{
    CredentialsPrompt *prompt = m_prompts.take(&connection);
    if (!prompt)
        return;
    const bool hadFocus = prompt->isAncestorOf(QApplication::focusWidget());
    prompt->hide();
    prompt->deleteLater();
    if (hadFocus && m_focusBefore)
        m_focusBefore->setFocus();
}

} // namespace workbench
