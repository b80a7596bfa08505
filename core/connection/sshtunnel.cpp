#include "core/connection/sshtunnel.h"

#include "core/plugins/manifest.h"

#include <algorithm>

namespace dumbo {

namespace {

using Type = OptionDescription::Type;

bool isSafe(const QString &text, QStringView forbidden)
{
    return !text.startsWith(u'-') && std::ranges::all_of(text, [&](QChar character) {
        return character.isPrint() && !character.isSpace() && !forbidden.contains(character);
    });
}

/// ssh hands user and host on to commands of ~/.ssh/config (ProxyCommand), so what a shell would act on is refused, as ssh
/// itself does since 9.6.
bool isSafeDestination(const QString &user, const QString &host)
{
    return !host.isEmpty() && isSafe(host, u"'\"`$\\;&<>|(){},@/") && isSafe(user, u"'\"`;&<>|(){}") && !user.endsWith(u'\\');
}

const OptionDescription *firstOf(const ConnectorManifest &manifest, Type type)
{
    const auto found = std::ranges::find(manifest.options, type, &OptionDescription::type);
    return found == manifest.options.end() ? nullptr : &*found;
}

} // namespace

std::optional<SshTunnel> SshTunnel::fromText(const QString &text)
{
    SshTunnel tunnel;
    const auto at = text.lastIndexOf(u'@');
    const auto user = at < 0 ? QString() : text.first(at);
    auto host = text.sliced(at + 1);
    QString port;
    if (host.startsWith(u'[')) {
        const auto end = host.indexOf(u']');
        const auto rest = end < 0 ? QString() : host.sliced(end + 1);
        if (end < 0 || (!rest.isEmpty() && !rest.startsWith(u':')))
            return std::nullopt;
        port = rest.mid(1);
        host = host.sliced(1, end - 1);
    } else if (host.count(u':') == 1) {
        port = host.section(u':', 1);
        host = host.section(u':', 0, 0);
    }
    if (!port.isEmpty()) {
        bool isNumber = false;
        tunnel.port = port.toInt(&isNumber);
        if (!isNumber || tunnel.port < 1 || tunnel.port > 65535)
            return std::nullopt;
    }
    if ((at >= 0 && user.isEmpty()) || !isSafeDestination(user, host))
        return std::nullopt;
    tunnel.destination = user.isEmpty() ? host : user + u'@' + host;
    return tunnel;
}

QString SshTunnel::toText() const
{
    if (port == 0)
        return destination;
    const auto at = destination.lastIndexOf(u'@');
    const auto host = destination.sliced(at + 1);
    const auto shown = host.contains(u':') ? u'[' + host + u']' : host;
    return QStringLiteral("%1%2:%3").arg(destination.first(at + 1), shown).arg(port);
}

void SshTunnel::routeBy(const ConnectorManifest &manifest)
{
    if (const auto *host = firstOf(manifest, Type::Host))
        hostOption = host->name;
    if (const auto *option = firstOf(manifest, Type::Port)) {
        portOption = option->name;
        const auto *number = option->defaultValue ? std::get_if<qint64>(&*option->defaultValue) : nullptr;
        defaultPort = number ? int(*number) : 0;
    }
    addressOption = manifest.option(u"hostaddr") ? QStringLiteral("hostaddr") : QString();
}

} // namespace dumbo
