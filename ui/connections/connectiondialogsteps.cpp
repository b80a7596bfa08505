// What the buttons of the connection dialog do: test, save, connect; and the ways to the dialog.
#include "ui/connections/connectiondialog.h"

#include "core/plugins/driverregistry.h"
#include "ui/connections/connectionform.h"
#include "ui/connections/credentialsprompt.h"
#include "ui/connections/optionfield.h"
#include "ui/connections/profilefields.h"
#include "ui/connections/testline.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/sessioncredentials.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/workspace.h"

#include <QCloseEvent>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace workbench {

using dumbo::Authenticator;
using dumbo::ConnectionAdvice;
using dumbo::CredentialsRequest;
using dumbo::Profile;

bool ConnectionDialog::isReady()
{
    OptionField *wrong = m_form->markFaults();
    if (wrong) {
        m_scroll->ensureWidgetVisible(wrong);
        wrong->setFocus();
    }
    return !m_fields->markFaults() && !wrong;
}

void ConnectionDialog::test()
{
    if (m_test || !isReady())
        return;
    m_form->clearMarks();
    const Profile tested = profile();
    auto &hub = m_workspace.connections();
    auto target = tested.target(hub.registry());
    if (!target) {
        m_testLine->showError(target.error(), m_form->target());
        return;
    }
    target->secrets = secrets();
    m_tested = *target;
    m_authenticator = std::make_unique<Authenticator>(
        Authenticator::Keeping { .keychain = tested.savesPasswords ? hub.keychain() : nullptr, .profileId = tested.id, .saves = false },
        [this](const CredentialsRequest &request, Authenticator::Reply reply) { askForTest(request, reply); });
    dumbo::SessionEvents events;
    events.credentialsRequired = [this](const CredentialsRequest &request) {
        m_authenticator->handle(request, [this](const Authenticator::Answer &answer) {
            if (!m_test)
                return;
            if (answer)
                m_test->answerCredentials(*answer);
            else
                m_test->refuseCredentials();
        });
    };
    m_testLine->showRunning();
    m_testButton->setEnabled(false);
    m_test = dumbo::ConnectionTest::start(
        hub.registry(), *target, events, [this](const dumbo::Result<dumbo::ConnectionReport> &report) { onTested(report); });
}

/// A password belongs into its field, so a test without the right one ends there. What ssh asks has no field.
void ConnectionDialog::askForTest(const CredentialsRequest &request, const Authenticator::Reply &reply)
{
    const QString field = request.fields.value(0);
    if (m_form->field(field)) {
        reply(std::nullopt);
        return;
    }
    delete m_prompt;
    CredentialsPrompt::Subject subject;
    subject.connection = m_tested.displayName();
    m_prompt = new CredentialsPrompt(request, subject, this);
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->insertWidget(column->indexOf(m_testLine), m_prompt);
    const auto end = [this, reply](const Authenticator::Answer &answer) {
        std::exchange(m_prompt, nullptr)->deleteLater();
        reply(answer);
    };
    connect(m_prompt, &CredentialsPrompt::answered, this, [end](const QMap<QString, QString> &secrets) { end(secrets); });
    connect(m_prompt, &CredentialsPrompt::refused, this, [end] { end(std::nullopt); });
    m_prompt->show();
    m_prompt->setFocus();
}

void ConnectionDialog::onTested(const dumbo::Result<dumbo::ConnectionReport> &report)
{
    if (report) {
        m_testLine->showReport(*report);
    } else {
        const auto &error = report.error();
        m_testLine->showError(error, m_tested);
        if (error.kind() == dumbo::ErrorKind::AuthenticationRequired) {
            for (const QString &name : error.detail().split(u'\n', Qt::SkipEmptyParts)) {
                const bool wasGiven = m_tested.secrets.contains(name);
                m_form->markField(name, wasGiven ? tr("The server did not accept it.") : tr("The server asks for it."));
            }
        }
    }
    endTest();
}

void ConnectionDialog::endTest()
{
    if (m_prompt)
        std::exchange(m_prompt, nullptr)->deleteLater();
    // The answer comes from within the test.
    if (m_test)
        QMetaObject::invokeMethod(this, [this, ended = std::shared_ptr(std::move(m_test))] { }, Qt::QueuedConnection);
    m_testButton->setEnabled(true);
}

void ConnectionDialog::cancelTest()
{
    if (m_test)
        m_test->cancel();
}

void ConnectionDialog::closeEvent(QCloseEvent *event)
{
    m_test.reset();
    QDialog::closeEvent(event);
}

bool ConnectionDialog::save(OpenConnection *&connection)
{
    Profile wanted = profile();
    if (wanted.name.isEmpty())
        wanted.name = m_form->target().displayName();
    auto &hub = m_workspace.connections();
    const auto saved = hub.saveProfile(wanted);
    if (!saved) {
        m_testLine->showError(saved.error(), m_form->target());
        return false;
    }
    connection = saved->connection;
    connection->tellSecrets(secrets());
    if (saved->needsReconnect) {
        m_workspace.messages().show({ .kind = InlineMessage::Kind::Information,
            .text = tr("“%1” is still open with its old settings.").arg(connection->name()),
            .details = {},
            .buttons = { { tr("Reconnect"),
                [kept = QPointer(connection)] {
                    if (!kept)
                        return;
                    kept->close();
                    kept->reconnect();
                } } },
            .replaces = QStringLiteral("reconnect-") + connection->id() });
    }
    return true;
}

void ConnectionDialog::saveAndClose()
{
    if (!isReady())
        return;
    OpenConnection *connection = nullptr;
    if (!save(connection))
        return;
    Q_EMIT done(connection);
    close();
}

void ConnectionDialog::connectNow()
{
    if (!urlFault().isEmpty()) {
        m_url->setFocus();
        return;
    }
    if (!isReady())
        return;
    OpenConnection *connection = nullptr;
    const Profile wanted = profile();
    auto &hub = m_workspace.connections();
    if (!wanted.id.isEmpty() || !wanted.name.isEmpty()) {
        if (!save(connection))
            return;
        connection->reconnect();
    } else {
        auto target = wanted.target(hub.registry());
        if (!target) {
            m_testLine->showError(target.error(), m_form->target());
            return;
        }
        target->secrets = secrets();
        connection = hub.open(*target);
    }
    Q_EMIT done(connection);
    close();
}

namespace {

ConnectionDialog &show(Workspace &workspace, const Profile &profile, const QMap<QString, QString> &secrets)
{
    QWidget *window = workspace.tabs().window();
    for (auto *open : window->findChildren<ConnectionDialog *>(Qt::FindDirectChildrenOnly)) {
        if (open->profile().id == profile.id && open->isVisible() && profile.options.entries().empty()) {
            open->raise();
            open->activateWindow();
            return *open;
        }
    }
    auto *dialog = new ConnectionDialog(workspace, profile, secrets, window);
    QObject::connect(dialog, &ConnectionDialog::done, &workspace, [&workspace](const OpenConnection *connection) {
        Q_EMIT workspace.connectionOpened(connection->id());
    });
    dialog->show();
    return *dialog;
}

} // namespace

ConnectionDialog &newConnection(Workspace &workspace, const QString &folder)
{
    Profile profile;
    profile.folder = folder;
    return show(workspace, profile, {});
}

ConnectionDialog &editConnection(Workspace &workspace, OpenConnection &connection)
{
    Profile profile = connection.profileOrDraft();
    if (!connection.isSaved()) {
        // Its tabs find it again by its id when it is saved.
        profile.id = connection.id();
    }
    return show(workspace, profile, connection.isSaved() ? QMap<QString, QString>() : connection.target().secrets);
}

ConnectionDialog &duplicateConnection(Workspace &workspace, OpenConnection &connection)
{
    Profile profile = connection.profileOrDraft();
    profile.id.clear();
    profile.name = ConnectionDialog::tr("%1 (copy)").arg(profile.name);
    return show(workspace, profile, connection.target().secrets);
}

} // namespace workbench
