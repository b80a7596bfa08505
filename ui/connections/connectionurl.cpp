#include "ui/connections/connectionurl.h"

#include "core/connection/connectionstring.h"
#include "core/plugins/driverregistry.h"

#include <QUrl>

#include <algorithm>

namespace workbench {

using dumbo::ConnectionTarget;
using dumbo::ConnectorManifest;
using dumbo::OptionDescription;

namespace {

QString encoded(const QString &text, const QByteArray &kept = {})
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text, kept));
}

std::optional<QString> nameOfType(const ConnectorManifest &manifest, OptionDescription::Type type)
{
    const auto found = std::ranges::find(manifest.options, type, &OptionDescription::type);
    return found == manifest.options.end() ? std::nullopt : std::optional(found->name);
}

QString firstKnown(const ConnectorManifest &manifest, std::initializer_list<const char *> names)
{
    for (const char *name : names) {
        if (manifest.option(QLatin1StringView(name).toString()))
            return QLatin1StringView(name);
    }
    return {};
}

/// Options by their place in a URL.
struct UrlPlaces {
    QString host;
    QString port;
    QString user;
    QString database;

    explicit UrlPlaces(const ConnectorManifest &manifest)
        : host(nameOfType(manifest, OptionDescription::Type::Host).value_or(QString()))
        , port(nameOfType(manifest, OptionDescription::Type::Port).value_or(QString()))
        , user(firstKnown(manifest, { "user", "username", "uid" }))
        , database(manifest.databaseOption.isEmpty() ? firstKnown(manifest, { "database", "dbname" }) : manifest.databaseOption)
    {
    }
    [[nodiscard]] bool has(const QString &name) const { return name == host || name == port || name == user || name == database; }
};

QString authority(const QString &hosts, const QString &ports)
{
    const QStringList names = hosts.split(u',');
    const QStringList numbers = ports.split(u',');
    QStringList parts;
    for (qsizetype i = 0; i < names.size(); ++i) {
        QString part = names[i].contains(u':') ? u'[' + names[i] + u']' : encoded(names[i]);
        // One port serves all hosts.
        const QString port = numbers.value(numbers.size() == 1 ? 0 : i);
        if (!port.isEmpty())
            part += u':' + port;
        parts.append(part);
    }
    return parts.join(u',');
}

QString query(const ConnectionTarget &target, const std::function<bool(const QString &)> &leftOut)
{
    QStringList words;
    for (const auto &[name, value] : target.options.entries()) {
        if (!leftOut(name))
            words.append(encoded(name) + u'=' + encoded(target.options.text(name), "/:,~"));
    }
    if (target.readOnly)
        words.append(QStringLiteral("readonly=true"));
    return words.isEmpty() ? QString() : u'?' + words.join(u'&');
}

QString serverUrl(const ConnectionTarget &target, const ConnectorManifest &manifest)
{
    const UrlPlaces places(manifest);
    const auto text = [&target](const QString &name) { return name.isEmpty() ? QString() : target.options.text(name); };
    QString url = manifest.schemes.first() + QStringLiteral("://");
    if (!text(places.user).isEmpty())
        url += encoded(text(places.user)) + u'@';
    url += authority(text(places.host), text(places.port));
    if (!text(places.database).isEmpty())
        url += u'/' + encoded(text(places.database));
    return url + query(target, [&places](const QString &name) { return places.has(name); });
}

QString fileUrl(const ConnectionTarget &target, const ConnectorManifest &manifest)
{
    const QString path = target.options.text(manifest.pathOption);
    const QString words = query(target, [&manifest](const QString &name) { return name == manifest.pathOption; });
    if (words.isEmpty() || manifest.schemes.isEmpty())
        return words.isEmpty() ? path : QString();
    return manifest.schemes.first() + u':' + encoded(path, "/:") + words;
}

bool readsBack(const QString &text, const ConnectionTarget &target, const dumbo::DriverRegistry &registry)
{
    const auto read = text.isEmpty() ? dumbo::Result<ConnectionTarget>(dumbo::fail(dumbo::ErrorKind::Data, QString()))
                                     : dumbo::parseConnectionString(text, registry);
    return read && read->connector == target.connector && read->readOnly == target.readOnly
        && sameOptions(read->options, target.options);
}

} // namespace

QString connectionUrl(const ConnectionTarget &target, const dumbo::DriverRegistry &registry)
{
    if (const auto manifest = registry.describe(target.connector)) {
        const bool isServer = nameOfType(*manifest, OptionDescription::Type::Host).has_value();
        QString url;
        if (isServer && !manifest->schemes.isEmpty())
            url = serverUrl(target, *manifest);
        else if (!isServer && !manifest->pathOption.isEmpty())
            url = fileUrl(target, *manifest);
        for (const QString &text : { url, url.isEmpty() ? url : target.connector.toText() + u':' + url }) {
            if (readsBack(text, target, registry))
                return text;
        }
    }
    return dumbo::connectionStringFor(target);
}

bool sameOptions(const dumbo::ConnectionOptions &left, const dumbo::ConnectionOptions &right)
{
    const auto sorted = [](const dumbo::ConnectionOptions &options) {
        auto entries = options.entries();
        std::ranges::sort(entries, {}, &dumbo::ConnectionOptions::Entry::first);
        return entries;
    };
    return sorted(left) == sorted(right);
}

QString pastedConnection(const QString &text)
{
    QString clean = text.trimmed();
    for (const QChar quote : { u'"', u'\'', u'`' }) {
        if (clean.size() > 1 && clean.startsWith(quote) && clean.endsWith(quote))
            clean = clean.sliced(1, clean.size() - 2).trimmed();
    }
    if (clean.startsWith(QLatin1StringView("jdbc:"), Qt::CaseInsensitive))
        clean = clean.sliced(5);
    // As psql's command line has it.
    if (clean.startsWith(QLatin1StringView("psql ")))
        clean = pastedConnection(clean.sliced(5));
    return clean;
}

} // namespace workbench
