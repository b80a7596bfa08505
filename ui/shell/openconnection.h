#pragma once

#include "core/connection/connectiontarget.h"
#include "core/connection/sessionevents.h"
#include "core/sdk/catalogpart.h"

#include <QColor>
#include <QObject>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace dumbo {
class CatalogSnapshot;
class DriverRegistry;
class Session;
}

namespace workbench {

/// One database that is open in the window: what it is called, how it is doing, what it holds. It has a session of its own
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

    OpenConnection(dumbo::DriverRegistry &registry, const dumbo::ConnectionTarget &target, const QString &id);
    ~OpenConnection() override;

    /// The same after a restart.
    [[nodiscard]] QString id() const;
    /// What a person calls it: name of the file or the database. Never a secret.
    [[nodiscard]] QString name() const;
    /// Where it is, for tooltips: path, or host and database. Never a secret.
    [[nodiscard]] QString place() const;
    [[nodiscard]] QColor accent() const;
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
    /// Calls function(DDL) with the object's DDL, unless context or the connection ends before. An error becomes ddlFailed().
    void fetchDdl(const dumbo::ObjectPath &path, QObject *context, std::function<void(const QString &)> function);

    void setAccent(const QColor &accent);
    void setName(const QString &name);
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

private:
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
