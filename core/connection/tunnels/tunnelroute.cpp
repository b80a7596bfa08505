#include "core/connection/tunnels/tunnelroute.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo {

namespace {

const QString loopback = QStringLiteral("127.0.0.1");

QString tr(const char *text)
{
    return QCoreApplication::translate("SshTunnel", text);
}

/// What a target says of its hosts: lists separated by commas, of one length or of one entry for all.
struct Hosts {
    QStringList names;
    QStringList addresses;
    QStringList ports;

    explicit Hosts(const ConnectionTarget &target)
        : names(split(target, target.tunnel->hostOption))
        , addresses(split(target, target.tunnel->addressOption))
        , ports(split(target, target.tunnel->portOption))
    {
    }

    static QStringList split(const ConnectionTarget &target, const QString &option)
    {
        const auto text = option.isEmpty() ? QString() : target.options.text(option);
        return text.isEmpty() ? QStringList() : text.split(u',');
    }

    [[nodiscard]] qsizetype count() const { return std::max({ qsizetype(1), names.size(), addresses.size() }); }
    [[nodiscard]] QString host(qsizetype i) const
    {
        const auto address = addresses.value(i).trimmed();
        const auto name = address.isEmpty() ? names.value(i).trimmed() : address;
        return name.isEmpty() ? QStringLiteral("localhost") : name;
    }
    [[nodiscard]] QString port(qsizetype i) const { return ports.size() == 1 ? ports.first() : ports.value(i).trimmed(); }
};

} // namespace

QString TunnelEnd::toText() const
{
    if (!socketPath.isEmpty())
        return socketPath;
    return (host.contains(u':') ? QStringLiteral("[%1]:%2") : QStringLiteral("%1:%2")).arg(host).arg(port);
}

Result<std::vector<TunnelEnd>> tunnelEnds(const ConnectionTarget &target)
{
    const Hosts hosts(target);
    if (hosts.names.isEmpty() && hosts.addresses.isEmpty() && !target.options.text(u"service").isEmpty())
        return fail(ErrorKind::Data,
            tr("Through an ssh tunnel the connection has to name host and port itself: those of the service \"%1\" are read by the "
               "driver, too late for the tunnel.")
                .arg(target.options.text(u"service")));
    std::vector<TunnelEnd> ends;
    for (qsizetype i = 0; i < hosts.count(); ++i) {
        bool isNumber = true;
        const auto portText = hosts.port(i);
        const int port = portText.isEmpty() ? target.tunnel->defaultPort : portText.toInt(&isNumber);
        const auto host = hosts.host(i);
        TunnelEnd end { host, port, {} };
        if (host.startsWith(u'/')) {
            // The folder of a PostgreSQL server's sockets; for others the path is the socket.
            const auto isFolder = target.connector.databaseType == u"PostgreSQL";
            end = { {}, 0, isFolder ? QStringLiteral("%1/.s.PGSQL.%2").arg(host).arg(port) : host };
            isNumber = isNumber && (port > 0 || !isFolder);
        } else if (port < 1 || port > 65535) {
            isNumber = false;
        }
        if (!isNumber)
            return fail(ErrorKind::Data, tr("The connection to %1 through a tunnel needs a port between 1 and 65535.").arg(host));
        ends.push_back(end);
    }
    return ends;
}

ConnectionOptions routedOptions(const ConnectionTarget &target, const std::vector<int> &localPorts)
{
    const Hosts hosts(target);
    QStringList names;
    QStringList addresses;
    QStringList ports;
    for (qsizetype i = 0; i < qsizetype(localPorts.size()); ++i) {
        const auto name = hosts.names.value(i).trimmed();
        names.append(name.isEmpty() || name.startsWith(u'/') ? QStringLiteral("localhost") : name);
        addresses.append(loopback);
        ports.append(QString::number(localPorts[std::size_t(i)]));
    }
    auto options = target.options;
    const auto &tunnel = *target.tunnel;
    const auto keepsNames = !tunnel.addressOption.isEmpty();
    if (keepsNames)
        options.set(tunnel.addressOption, addresses.join(u','));
    options.set(tunnel.hostOption, (keepsNames ? names : addresses).join(u','));
    if (localPorts.size() == 1)
        options.set(tunnel.portOption, qint64(localPorts.front()));
    else
        options.set(tunnel.portOption, ports.join(u','));
    return options;
}

} // namespace dumbo
