#pragma once

#include "core/base/export.h"
#include "core/connection/sshtunnel.h"
#include "core/sdk/connectionoptions.h"
#include "core/sdk/connector.h"

#include <QMap>
#include <QString>

#include <optional>

class QDebug;

namespace dumbo {

/// Which database, through which connector, and how: what a connection string says once the manifests were asked.
struct DUMBO_CORE_EXPORT ConnectionTarget {
    Connector connector;
    ConnectionOptions options;
    QMap<QString, QString> secrets; ///< by option name; never shown
    bool readOnly = false;
    std::optional<SshTunnel> tunnel;
    /// SQL that a session runs each time it has connected (and after a pool reset the connection), before anything else. Where a
    /// statement of it fails, connecting fails.
    QString startupSql;

    /// Short, for titles: a file's name, "database on host", or the connector. Never a secret.
    [[nodiscard]] QString displayName() const;

    friend bool operator==(const ConnectionTarget &, const ConnectionTarget &) = default;
};

/// Everything but the secrets' values.
DUMBO_CORE_EXPORT QDebug operator<<(QDebug debug, const ConnectionTarget &target);

} // namespace dumbo
