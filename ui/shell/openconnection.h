#pragma once

#include "core/connection/profile.h"
#include "core/connection/sessionevents.h"
#include "core/sdk/catalogpart.h"

#include <QColor>
#include <QObject>
#include <QSet>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace dumbo {
class CatalogSnapshot;
class CredentialStore;
class DriverRegistry;
class Session;
struct LedgerState;
}

namespace workbench {

class SessionCredentials;

/// One database of the window, open or only saved: what it is called, how it is doing, what it holds. It has a session of its own
/// for the catalog, and makes sessions for tabs. Owned by ConnectionHub.
class OpenConnection : public QObject {
    Q_OBJECT

public:
    enum class State {
        Closed, ///< known from an earlier run or closed by a person; reconnect() opens it
        Connecting,
        Connected,
        Failed, ///< error() says why
        Lost, ///< was connected; error() says why not any more
    };

    /// The keychain may be null; it outlives the connection.
    OpenConnection(dumbo::DriverRegistry &registry, const dumbo::ConnectionTarget &target, const QString &id,
        dumbo::CredentialStore *keychain = nullptr);
    ~OpenConnection() override;

    /// The same after a restart.
    [[nodiscard]] QString id() const;
    /// What a person calls it: name of the file or the database. Never a secret.
    [[nodiscard]] QString name() const;
    /// Where it is, for tooltips: path, or host and database. Never a secret.
    [[nodiscard]] QString place() const;
    /// Red for production, else the profile's colour, else the one it was given.
    [[nodiscard]] QColor accent() const;
    /// Of a saved connection.
    [[nodiscard]] const std::optional<dumbo::Profile> &profile() const;
    /// The profile's, or one made of what was typed.
    [[nodiscard]] dumbo::Profile profileOrDraft() const;
    [[nodiscard]] bool isSaved() const { return profile().has_value(); }
    [[nodiscard]] QString folder() const;
    [[nodiscard]] bool isProduction() const;
    /// Whether writes are refused, as the live connection says, or as it was asked for.
    [[nodiscard]] bool isReadOnly() const;
    [[nodiscard]] const dumbo::ConnectionTarget &target() const;
    [[nodiscard]] State state() const;
    [[nodiscard]] std::optional<dumbo::Error> error() const;
    /// As the live connection says them; the manifest's dialect until there is one.
    [[nodiscard]] const dumbo::Dialect &dialect() const;
    [[nodiscard]] const dumbo::ServerFacts &facts() const;
    [[nodiscard]] dumbo::Capabilities capabilities() const;

    /// Everything but DDL and sizes. Null until it was read for the first time; kept when the connection is lost.
    [[nodiscard]] std::shared_ptr<const dumbo::CatalogPart> catalogPart() const;
    /// The same, to look names up in. Null exactly where catalogPart() is.
    [[nodiscard]] std::shared_ptr<const dumbo::CatalogSnapshot> catalog() const;
    /// The objects of catalogPart().
    [[nodiscard]] std::shared_ptr<const std::vector<dumbo::CatalogObject>> objects() const;
    [[nodiscard]] bool isLoadingCatalog() const;
    /// Since when it connects or reads the catalog; unset while it does neither.
    [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> busySince() const;
    [[nodiscard]] std::optional<dumbo::Error> catalogError() const;

    /// A session for a tab: a connection of its own where the database allows several, else the shared one (an SQLite
    /// database in memory). It connects with its first job. The events come as long as context lives and the session is held;
    /// of a shared session they are everybody's.
    [[nodiscard]] std::shared_ptr<dumbo::Session> makeSession(QObject *context, const dumbo::SessionEvents &events);
    /// Process ids that the server gave to the sessions which live now.
    [[nodiscard]] QSet<qint64> serverProcesses() const;
    /// Calls function(DDL) with the object's DDL, unless context or the connection ends before. An error becomes ddlFailed().
    void fetchDdl(const dumbo::ObjectPath &path, QObject *context, std::function<void(const QString &)> function);

    /// Calls function with what the database's ledger of migrations holds, or why it can't be read, unless context or the connection
    /// ends before. Does nothing while it is not connected.
    void fetchLedger(QObject *context, std::function<void(const dumbo::Result<dumbo::LedgerState> &)> function);

    /// What its sessions miss, to be asked of a person.
    [[nodiscard]] SessionCredentials &credentials() const;

    void setAccent(const QColor &accent);
    void setName(const QString &name);
    /// What is saved of it, or nothing for one that is not saved any more. Sessions opened from now on follow it; those that
    /// are open go on as they are. Answers whether they differ from it.
    bool setProfile(const std::optional<dumbo::Profile> &profile);
    /// Secrets from a form or a connection string, used before the keychain is asked.
    void tellSecrets(const QMap<QString, QString> &secrets);
    /// Connects, or connects again; does nothing while connected or connecting.
    void reconnect();
    /// Reads the catalog again; catalogChanged() follows.
    void refreshCatalog();
    /// Ends its sessions, without waiting for them; catalog and facts stay.
    void close();

Q_SIGNALS:
    /// Name, state, facts or dialect changed.
    void changed();
    /// catalog(), isLoadingCatalog() or catalogError() changed.
    void catalogChanged();
    void ddlFailed(const dumbo::Error &error);
    /// credentials().question() is another.
    void questionChanged();

private:
    [[nodiscard]] dumbo::Result<dumbo::ConnectionTarget> resolved() const;
    void makeCredentials();
    [[nodiscard]] std::shared_ptr<dumbo::Session> openSession(const dumbo::SessionEvents &events, bool atOnce);
    void takeStatus(const dumbo::SessionStatus &status);
    struct ReadCatalog {
        std::shared_ptr<const dumbo::CatalogPart> part;
        std::shared_ptr<const dumbo::CatalogSnapshot> snapshot;
    };
    void takeCatalog(const std::shared_ptr<dumbo::Session> &asked, const dumbo::Result<ReadCatalog> &read);

    class Private;
    std::unique_ptr<Private> d;
};

} // namespace workbench
