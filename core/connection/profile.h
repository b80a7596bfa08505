#pragma once

#include "core/base/result.h"
#include "core/connection/connectiontarget.h"

#include <QJsonObject>
#include <QString>

#include <optional>

namespace dumbo {

class DriverRegistry;

/// One saved connection. It never holds a secret.
struct DUMBO_CORE_EXPORT Profile {
    QString id; ///< stays the same when the name changes; Profiles::put() makes one where it is empty
    QString name;
    QString folder; ///< names separated by "/"; empty: none
    QString colour; ///< "#rrggbb"; empty: none
    Connector connector; ///< driver empty: the best one present for the database type
    ConnectionOptions options; ///< in the order of their names after reading
    bool readOnly = false;
    bool production = false; ///< marked in red, and told before one writes
    bool savesPasswords = false; ///< answers that were right are kept in the keychain
    QString startupSql; ///< see ConnectionTarget
    std::optional<SshTunnel> tunnel;
    QJsonObject others; ///< keys this version does not know; they are written again

    /// With secrets left out: they come from the keychain or from a person. The connector is left as it is, even where it is automatic.
    [[nodiscard]] ConnectionTarget target() const;
    /// The same for a driver that is present, with the options under the names that it knows. NotRegistered where there is none.
    [[nodiscard]] Result<ConnectionTarget> target(const DriverRegistry &registry) const;
    [[nodiscard]] static Profile fromTarget(const QString &name, const ConnectionTarget &target);

    /// Nothing where the object is no connection.
    [[nodiscard]] static std::optional<Profile> fromJson(QJsonObject json);
    [[nodiscard]] QJsonObject toJson() const;

    friend bool operator==(const Profile &, const Profile &) = default;
};

/// The target for another connector of its database type: options and secrets move to the names that this one knows, tunnel and
/// the rest stay. Data with the names that it does not know. An empty driver becomes the best one present that knows all options.
[[nodiscard]] DUMBO_CORE_EXPORT Result<ConnectionTarget> retargeted(
    const ConnectionTarget &target, const Connector &connector, const DriverRegistry &registry);

} // namespace dumbo
