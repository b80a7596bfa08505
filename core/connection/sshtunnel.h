#pragma once

#include "core/base/export.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace dumbo {

struct ConnectorManifest;

/// How a connection reaches its server: through the system's `ssh`, so that ~/.ssh/config, agents, keys, jump hosts and the
/// check of host keys are the person's own. The host and port of the connection are then meant as the ssh server sees them.
struct DUMBO_CORE_EXPORT SshTunnel {
    QString destination; ///< as ssh understands it: [user@]host, or a Host of ~/.ssh/config; IPv6 without brackets
    int port = 0; ///< 0: what ~/.ssh/config says, else 22
    QStringList options; ///< further arguments for ssh, e.g. "-J", "jump.example.org", "-i", "~/.ssh/crm"

    // How the connector calls what the tunnel changes; a person's choice in no way. routeBy() fills them.
    QString hostOption = QStringLiteral("host");
    QString portOption = QStringLiteral("port");
    QString addressOption; ///< takes an address while hostOption keeps the name that certificates are checked against
    int defaultPort = 0; ///< where the connection names none; 0: it must

    /// `[user@]host[:port]`, IPv6 in brackets where a port follows. Nothing where the text is no such thing; a destination never
    /// begins with "-", which ssh would take for an option.
    [[nodiscard]] static std::optional<SshTunnel> fromText(const QString &text);
    /// The inverse of fromText(); options are not part of it.
    [[nodiscard]] QString toText() const;

    /// Takes the names of host, port and address from the connector's options.
    void routeBy(const ConnectorManifest &manifest);

    /// What a person chose.
    friend bool operator==(const SshTunnel &left, const SshTunnel &right)
    {
        return left.destination == right.destination && left.port == right.port && left.options == right.options;
    }
};

} // namespace dumbo
