#pragma once

#include "core/base/result.h"
#include "core/migrations/ledger.h"
#include "core/sdk/extensions/schemacomponents.h"
#include "ui/tree/treecomponents.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

#include <map>
#include <memory>
#include <vector>

namespace dumbo {
class DriverRegistry;
}

namespace workbench {

class OpenConnection;
class Workspace;

/// What the driver of the connection offers to schemas; empty before it is loaded. Never loads.
[[nodiscard]] std::vector<dumbo::ComponentOffer> offersOf(const dumbo::DriverRegistry &registry, const OpenConnection &connection);

/// The component files of the window's connections, and what they say of the databases. Files, ledgers and comparisons are read in the
/// background: whenever a catalog came in, a file was written, or another one was chosen.
class ComponentFeed : public QObject {
    Q_OBJECT

public:
    explicit ComponentFeed(Workspace &workspace, QObject *parent = nullptr);
    ~ComponentFeed() override;

    /// Never null; TreeComponents::State::None without a file.
    [[nodiscard]] std::shared_ptr<const TreeComponents> of(const OpenConnection &connection) const;
    /// Empty: none was chosen.
    [[nodiscard]] QString file(const OpenConnection &connection) const;
    /// Remembered with the connection; an empty path forgets.
    void setFile(const OpenConnection &connection, const QString &path);
    /// File, ledger and comparison anew. Does nothing without a file or a catalog.
    void read(OpenConnection &connection);

Q_SIGNALS:
    /// of() is another.
    void changed(const QString &connectionId);

private:
    struct Entry {
        std::shared_ptr<const TreeComponents> shown;
        int generation = 0; ///< of the latest question; older answers are dropped
    };
    void compare(const QString &connectionId, int generation, const dumbo::Result<dumbo::LedgerState> &ledger);
    void show(const QString &connectionId, const TreeComponents &components);
    void follow();

    Workspace &m_workspace;
    std::map<QString, Entry> m_entries; ///< by connection
    QFileSystemWatcher m_files;
    QTimer m_settled; ///< an editor writes a file in several steps
};

} // namespace workbench
