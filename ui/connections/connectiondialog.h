#pragma once

#include "core/connection/authenticator.h"
#include "core/connection/connectiontest.h"
#include "core/connection/profile.h"

#include <QDialog>

#include <memory>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;

namespace workbench {

class ConnectionForm;
class CredentialsPrompt;
class OpenConnection;
class ProfileFields;
class TestLine;
class Workspace;

/// Where a connection is made or changed: a connection string and a form that follow each other, drawn from the drivers'
/// manifests without loading any. Stands beside the window rather than above it, and keeps all that was filled in until it is
/// closed, whatever a test finds.
class ConnectionDialog : public QDialog {
    Q_OBJECT

public:
    /// A profile with an id is changed; one without is new. secrets fill the fields of secrets.
    ConnectionDialog(Workspace &workspace, const dumbo::Profile &profile, const QMap<QString, QString> &secrets, QWidget *parent);
    ~ConnectionDialog() override;

    /// As it is filled in now.
    [[nodiscard]] dumbo::Profile profile() const;
    [[nodiscard]] QMap<QString, QString> secrets() const;
    [[nodiscard]] ConnectionForm &form() const { return *m_form; }
    /// Empty while the connection string can be read.
    [[nodiscard]] QString urlFault() const;
    [[nodiscard]] bool isTesting() const { return m_test != nullptr; }

    void test();
    void cancelTest();

Q_SIGNALS:
    /// It was saved, or opened without being saved.
    void done(workbench::OpenConnection *connection);

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void makeTop();
    void makeForm();
    void makeBottom();
    void fillTypes();
    void fillDrivers(const QString &databaseType);
    [[nodiscard]] dumbo::Connector chosenConnector() const;
    [[nodiscard]] std::optional<dumbo::ConnectorManifest> chosenManifest() const;
    void showConnector(const dumbo::Connector &connector);
    void onConnectorChosen();
    void onDriversChanged();
    void onUrlEdited(const QString &text);
    void readUrl(const QString &text, bool hidesSecrets);
    void writeUrl();
    void updateHints();
    void tryKeychain();
    void showUrlFault(const QString &fault);
    [[nodiscard]] bool isReady();
    void askForTest(const dumbo::CredentialsRequest &request, const dumbo::Authenticator::Reply &reply);
    void onTested(const dumbo::Result<dumbo::ConnectionReport> &report);
    void endTest();
    bool save(OpenConnection *&connection);
    void saveAndClose();
    void connectNow();

    Workspace &m_workspace;
    dumbo::Profile m_original;
    QLineEdit *m_url = nullptr;
    QLabel *m_urlHint = nullptr;
    QComboBox *m_type = nullptr;
    QComboBox *m_driver = nullptr;
    QScrollArea *m_scroll = nullptr;
    ConnectionForm *m_form = nullptr;
    ProfileFields *m_fields = nullptr;
    CredentialsPrompt *m_prompt = nullptr;
    TestLine *m_testLine = nullptr;
    QPushButton *m_testButton = nullptr;
    QPushButton *m_connectButton = nullptr;
    dumbo::ConnectionTarget m_tested;
    std::unique_ptr<dumbo::Authenticator> m_authenticator;
    std::unique_ptr<dumbo::ConnectionTest> m_test;
    QString m_keychainFault; ///< why no password can be kept
    bool m_urlIsRead = true; ///< the form shows what the connection string says
    qsizetype m_urlLength = 0;
};

/// Shows an empty one, or that of the folder; one that is open already is raised.
ConnectionDialog &newConnection(Workspace &workspace, const QString &folder = {});
ConnectionDialog &editConnection(Workspace &workspace, OpenConnection &connection);
/// A new one that begins as a copy.
ConnectionDialog &duplicateConnection(Workspace &workspace, OpenConnection &connection);

} // namespace workbench
