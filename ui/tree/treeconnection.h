#pragma once

#include "core/sdk/catalogobject.h"

#include <QColor>
#include <QString>

#include <memory>
#include <vector>

namespace workbench {

/// Objects of a catalog, ordered by database, schema, kind and name; never changed once they are here.
using CatalogObjects = std::shared_ptr<const std::vector<dumbo::CatalogObject>>;

/// A connection as the tree shows it.
struct TreeConnection {
    enum class State { Closed, Connecting, Reading, Ready, Failed };

    QString id;
    QString name;
    QString toolTip;
    QColor accent;
    State state = State::Closed;
    QString message; ///< why it failed, or what is going on; shown below the connection
    bool readOnly = false;
    CatalogObjects objects; ///< null until they were read
};

} // namespace workbench
