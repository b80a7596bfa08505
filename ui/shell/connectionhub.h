#pragma once

#include "core/base/result.h"
#include "core/connection/profiles.h"

#include <QList>
#include <QObject>
#include <QString>

#include <memory>
#include <vector>

namespace dumbo {
class CredentialStore;
class DriverRegistry;
class ProfilesWatcher;
}

namespace workbench {

class OpenConnection;

/// The databases of the window: the saved ones, and those that were opened without saving them.
class ConnectionHub : public QObject {
    Q_OBJECT

public:
    explicit ConnectionHub(dumbo::DriverRegistry &registry, QObject *parent = nullptr);
    ~ConnectionHub() override;

    /// Takes in the saved connections, without connecting any, and follows the file. To be called once.
    [[nodiscard]] dumbo::Result<void> loadProfiles(const QString &filePath);
    /// Where secrets are kept; before connections are there. Without one they are kept in memory only.
    void setKeychain(std::unique_ptr<dumbo::CredentialStore> keychain);
    [[nodiscard]] dumbo::CredentialStore *keychain() const { return m_keychain.get(); }
    /// Of saved connections, sorted, each once, with those above them.
    [[nodiscard]] QStringList folders() const;
    /// Writes the profile and takes it in; an open connection of the same id takes its new settings. The answer says whether what
    /// is open differs from it now.
    struct Saved {
        OpenConnection *connection = nullptr;
        bool needsReconnect = false;
    };
    [[nodiscard]] dumbo::Result<Saved> saveProfile(const dumbo::Profile &profile);
    /// All with one write. Ids are made.
    [[nodiscard]] dumbo::Result<void> addProfiles(const QList<dumbo::Profile> &profiles);
    [[nodiscard]] dumbo::Result<void> moveToFolder(const QString &id, const QString &folder);
    /// Takes it out of the file, closes it and takes it out of the list. Its tabs stay. A secret in the keychain stays too, until
    /// forgetSecrets().
    [[nodiscard]] dumbo::Result<void> deleteProfile(const QString &id);
    void forgetSecrets(const dumbo::Profile &profile);

    [[nodiscard]] dumbo::DriverRegistry &registry() const { return m_registry; }
    [[nodiscard]] QList<OpenConnection *> connections() const;
    /// Null for an id that is not open.
    [[nodiscard]] OpenConnection *find(const QString &id) const;

    /// Opens a connection string or the path of a file, connects in the background and returns at once. What is open already
    /// is not opened twice: the same connection is returned, and reconnects where it was closed.
    dumbo::Result<OpenConnection *> open(const QString &text);
    OpenConnection *open(const dumbo::ConnectionTarget &target);
    /// Adds a connection of an earlier run under its old id, without connecting.
    dumbo::Result<OpenConnection *> restore(const QString &id, const QString &text);
    /// Closes it and, where it is not saved, takes it out of the list. Its tabs stay.
    void remove(const QString &id);

    /// To be called when drivers came, went or changed: whoever offers them asks the registry again.
    void announceDrivers() { Q_EMIT driversChanged(); }

Q_SIGNALS:
    void driversChanged();
    void added(workbench::OpenConnection *connection);
    /// The object is deleted afterwards.
    void aboutToRemove(workbench::OpenConnection *connection);
    /// OpenConnection::changed() of any.
    void connectionChanged(workbench::OpenConnection *connection);
    /// OpenConnection::catalogChanged() of any.
    void catalogChanged(workbench::OpenConnection *connection);
    /// OpenConnection::ddlFailed() of any.
    void failed(const dumbo::Error &error);
    /// OpenConnection::questionChanged() of any.
    void questionChanged(workbench::OpenConnection *connection);

private:
    OpenConnection *take(std::unique_ptr<OpenConnection> connection);
    void takeOut(OpenConnection *connection);
    Saved takeIn(const dumbo::Profile &profile);
    void followFile();

    dumbo::DriverRegistry &m_registry;
    std::unique_ptr<dumbo::CredentialStore> m_keychain;
    std::optional<dumbo::Profiles> m_profiles;
    dumbo::ProfilesWatcher *m_watcher = nullptr;
    std::vector<std::unique_ptr<OpenConnection>> m_connections;
};

} // namespace workbench
