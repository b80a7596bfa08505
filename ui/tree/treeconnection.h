#pragma once

#include "core/sdk/catalogobject.h"
#include "ui/tree/treecomponents.h"

#include <QColor>
#include <QString>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace workbench {

/// Objects of a catalog, ordered by database, schema, kind and name; never changed once they are here.
using CatalogObjects = std::shared_ptr<const std::vector<dumbo::CatalogObject>>;

/// What a person can do about the state of a connection, as a line below it.
struct TreeAction {
    QString id; ///< "cancel", "connect", "edit"
    QString text;
    QString icon;
};

/// A connection as the tree shows it.
struct TreeConnection {
    enum class State { Closed, Connecting, Reading, Ready, Failed, Lost };

    QString id;
    QString name;
    QString folder; ///< names separated by "/"; empty: none
    QString toolTip;
    QColor accent;
    State state = State::Closed;
    QString message; ///< why it failed, or what is going on; shown below the connection
    QString stateText; ///< a word or two beside the name
    std::optional<std::chrono::steady_clock::time_point> since; ///< of what is going on
    std::vector<TreeAction> actions;
    bool readOnly = false;
    bool production = false;
    bool saved = false; ///< can be moved to a folder
    CatalogObjects objects; ///< null until they were read
    std::shared_ptr<const TreeComponents> components; ///< null: no branch for them
};

} // namespace workbench
