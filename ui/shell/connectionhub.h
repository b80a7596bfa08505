#pragma once

#include "core/base/result.h"

#include <QList>
#include <QObject>
#include <QString>

#include <memory>
#include <vector>

namespace dumbo {
class DriverRegistry;
struct ConnectionTarget;
}

namespace workbench {

class OpenConnection;

/// The databases open in the window, in the order they were opened.
class ConnectionHub : public QObject {
    Q_OBJECT

public:
    explicit ConnectionHub(dumbo::DriverRegistry &registry, QObject *parent = nullptr);
    ~ConnectionHub() override;

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
    /// Closes it and takes it out of the list. Its tabs stay.
    void remove(const QString &id);

Q_SIGNALS:
    void added(workbench::OpenConnection *connection);
    /// The object is deleted afterwards.
    void aboutToRemove(workbench::OpenConnection *connection);
    /// OpenConnection::changed() of any.
    void connectionChanged(workbench::OpenConnection *connection);
    /// OpenConnection::catalogChanged() of any.
    void catalogChanged(workbench::OpenConnection *connection);
    /// OpenConnection::ddlFailed() of any.
    void failed(const dumbo::Error &error);

private:
    OpenConnection *take(std::unique_ptr<OpenConnection> connection);

    dumbo::DriverRegistry &m_registry;
    std::vector<std::unique_ptr<OpenConnection>> m_connections;
};

} // namespace workbench
