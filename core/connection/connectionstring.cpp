#include "core/connection/connectionstring.h"

#include "core/connection/connectiontext.h"
#include "core/connection/optionnames.h"
#include "core/plugins/driverregistry.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <array>

namespace dumbo {

std::optional<OptionDescription> optionNamed(const ConnectorManifest &manifest, const QString &name)
{
    static constexpr std::array<std::pair<const char *, const char *>, 6> aliases { {
        { "dbname", "database" },
        { "username", "user" },
        { "pwd", "password" },
        { "server", "host" },
        { "database", "dbname" },
        { "user", "username" },
    } };
    const auto find = [&](QAnyStringView wanted) -> std::optional<OptionDescription> {
        const auto found = std::ranges::find_if(manifest.options, [&](const OptionDescription &option) {
            return QAnyStringView::compare(option.name, wanted, Qt::CaseInsensitive) == 0;
        });
        return found == manifest.options.end() ? std::nullopt : std::optional(*found);
    };
    if (auto option = manifest.option(name))
        return option;
    if (auto option = find(name))
        return option;
    const auto namesDatabase = name.compare(QLatin1String("database"), Qt::CaseInsensitive) == 0
        || name.compare(QLatin1String("dbname"), Qt::CaseInsensitive) == 0;
    if (namesDatabase && !manifest.databaseOption.isEmpty())
        return manifest.option(manifest.databaseOption);
    for (const auto &[alias, real] : aliases) {
        if (name.compare(QLatin1StringView(alias), Qt::CaseInsensitive) == 0) {
            if (auto option = find(QLatin1StringView(real)))
                return option;
        }
    }
    return std::nullopt;
}

bool canTunnel(const ConnectorManifest &manifest)
{
    return std::ranges::contains(manifest.options, OptionDescription::Type::Host, &OptionDescription::type);
}

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ConnectionString", text);
}

std::optional<bool> booleanFrom(const QString &text)
{
    const auto word = text.toLower();
    static const QStringList trueWords { QStringLiteral("true"), QStringLiteral("yes"), QStringLiteral("on"),
        QStringLiteral("1") };
    static const QStringList falseWords { QStringLiteral("false"), QStringLiteral("no"), QStringLiteral("off"),
        QStringLiteral("0") };
    if (trueWords.contains(word))
        return true;
    if (falseWords.contains(word))
        return false;
    return std::nullopt;
}

std::optional<OptionDescription> firstOfType(const ConnectorManifest &manifest, OptionDescription::Type type)
{
    const auto found = std::ranges::find(manifest.options, type, &OptionDescription::type);
    return found == manifest.options.end() ? std::nullopt : std::optional(*found);
}

bool isReadOnlyName(const QString &name)
{
    return name.compare(QLatin1String("readonly"), Qt::CaseInsensitive) == 0
        || name.compare(QLatin1String("read_only"), Qt::CaseInsensitive) == 0;
}

bool isTunnelName(const ConnectorManifest &manifest, const QString &name)
{
    return name.compare(QLatin1String("ssh"), Qt::CaseInsensitive) == 0 && canTunnel(manifest) && !manifest.option(name);
}

/// Fills a target with the options of one manifest, by their types.
class TargetBuilder {
public:
    explicit TargetBuilder(const ConnectorManifest &manifest)
        : m_manifest(manifest)
    {
        m_target.connector = manifest.connector;
    }

    [[nodiscard]] Result<void> set(const QString &name, const QString &value)
    {
        if (isReadOnlyName(name))
            return setReadOnly(value);
        if (isTunnelName(m_manifest, name))
            return setTunnel(value);
        if (const auto option = optionNamed(m_manifest, name))
            return set(*option, value);
        if (const auto mode = encryptionOf(name, value))
            return set(*mode, QStringLiteral("require"));
        return fail(unknown(name));
    }

    [[nodiscard]] Result<void> set(const OptionDescription &option, const QString &value)
    {
        using Type = OptionDescription::Type;
        switch (option.type) {
        case Type::Secret:
            m_target.secrets.insert(option.name, value);
            return {};
        case Type::Integer:
            return setNumber(option, value);
        case Type::Port:
            if (value.contains(QLatin1Char(',')))
                break;
            return setNumber(option, value);
        case Type::Boolean:
            if (const auto truth = booleanFrom(value)) {
                m_target.options.set(option.name, *truth);
                return {};
            }
            return fail(ErrorKind::Data, tr("The option \"%1\" must be true or false.").arg(option.name));
        case Type::Choice:
            if (!option.choices.contains(value))
                return fail(ErrorKind::Data,
                    tr("The option \"%1\" must be one of %2.").arg(option.name, option.choices.join(QStringLiteral(", "))));
            break;
        case Type::Text:
        case Type::File:
        case Type::Folder:
        case Type::Host:
            break;
        }
        m_target.options.set(option.name, value);
        return {};
    }

    [[nodiscard]] Result<void> setReadOnly(const QString &value)
    {
        const auto truth = booleanFrom(value);
        if (!truth)
            return fail(ErrorKind::Data, tr("The option \"readonly\" must be true or false."));
        m_target.readOnly = *truth;
        return {};
    }

    [[nodiscard]] Error unknown(const QString &name) const
    {
        QStringList known;
        for (const auto &option : m_manifest.options)
            known.append(option.name);
        known.append(QStringLiteral("readonly"));
        if (canTunnel(m_manifest))
            known.append(QStringLiteral("ssh"));
        // A word that does not look like a name may be a piece of a password.
        static const QRegularExpression plain(QStringLiteral("^[A-Za-z_][A-Za-z0-9_.\\-]*$"));
        const auto message = plain.match(name).hasMatch()
            ? tr("%1 has no option \"%2\".").arg(m_manifest.connector.toText(), name)
            : tr("%1 does not know one of the options.").arg(m_manifest.connector.toText());
        return Error(ErrorKind::Data, message).withHint(tr("Known options: %1.").arg(known.join(QStringLiteral(", "))));
    }

    [[nodiscard]] ConnectionTarget take() { return std::move(m_target); }
    [[nodiscard]] const ConnectorManifest &manifest() const { return m_manifest; }
    void makeReadOnly() { m_target.readOnly = true; }

private:
    [[nodiscard]] Result<void> setTunnel(const QString &value)
    {
        m_target.tunnel = SshTunnel::fromText(value);
        if (!m_target.tunnel)
            return fail(ErrorKind::Data,
                tr("The option \"ssh\" must be user@host, user@host:port, or a Host of ~/.ssh/config."));
        m_target.tunnel->routeBy(m_manifest);
        return {};
    }

    /// "ssl=true", as JDBC and libpq's URLs have it, is sslmode=require.
    [[nodiscard]] std::optional<OptionDescription> encryptionOf(const QString &name, const QString &value) const
    {
        const auto mode = m_manifest.option(u"sslmode");
        if (name != QLatin1String("ssl") || value != QLatin1String("true") || !mode)
            return std::nullopt;
        return mode->choices.contains(QLatin1String("require")) ? mode : std::nullopt;
    }

    [[nodiscard]] Result<void> setNumber(const OptionDescription &option, const QString &value)
    {
        bool isNumber = false;
        const auto number = value.toLongLong(&isNumber);
        if (!isNumber)
            return fail(ErrorKind::Data, tr("The option \"%1\" must be a whole number.").arg(option.name));
        m_target.options.set(option.name, number);
        return {};
    }

    const ConnectorManifest &m_manifest;
    ConnectionTarget m_target;
};

bool opensFiles(const ConnectorManifest &manifest)
{
    return !manifest.pathOption.isEmpty() && !firstOfType(manifest, OptionDescription::Type::Host);
}

/// The path that a URL of a file names, e.g. of file:///a%20b.db, sqlite://data.db, sqlite::memory:.
QString filePathOf(const ConnectionText &url)
{
    const auto host = url.hosts == QLatin1String("localhost") ? QString() : url.hosts;
    auto path = host + url.path;
    if (path.startsWith(QLatin1String("/:")))
        path.remove(0, 1);
    return path;
}

Result<void> fillFromFileUrl(TargetBuilder &builder, const ConnectionText &url)
{
    const auto &manifest = builder.manifest();
    bool keepsUri = false;
    for (const auto &[key, value] : url.entries) {
        const auto known = isReadOnlyName(key) || optionNamed(manifest, key);
        if (known) {
            if (const auto set = builder.set(key, value); !set)
                return set;
        } else if (key == QLatin1String("mode") && value == QLatin1String("ro")) {
            builder.makeReadOnly();
        } else if (url.scheme == QLatin1String("file")) {
            keepsUri = true;
        } else {
            return fail(builder.unknown(key));
        }
    }
    return builder.set(manifest.pathOption, keepsUri ? QStringLiteral("file:") + url.undecoded : filePathOf(url));
}

Result<void> fillFromServerUrl(TargetBuilder &builder, const ConnectionText &url)
{
    using Type = OptionDescription::Type;
    const auto &manifest = builder.manifest();
    const auto set = [&](const std::optional<OptionDescription> &option, const char *name, const QString &value) -> Result<void> {
        if (value.isEmpty())
            return {};
        return option ? builder.set(*option, value) : builder.set(QLatin1StringView(name), value);
    };
    auto password = optionNamed(manifest, QStringLiteral("password"));
    if (!password)
        password = firstOfType(manifest, Type::Secret);
    for (const auto &done : { set({}, "user", url.user), set(password, "password", url.password.value_or(QString())),
             set(firstOfType(manifest, Type::Host), "host", url.hosts),
             set(firstOfType(manifest, Type::Port), "port", url.ports), set({}, "database", url.path.sliced(std::min<qsizetype>(1, url.path.size()))) }) {
        if (!done)
            return done;
    }
    for (const auto &[key, value] : url.entries) {
        if (const auto done = builder.set(key, value); !done)
            return done;
    }
    return {};
}

Result<ConnectionTarget> build(const ConnectorManifest &manifest, const ConnectionText &text)
{
    TargetBuilder builder(manifest);
    Result<void> filled;
    switch (text.notation) {
    case ConnectionText::Notation::Url:
        filled = opensFiles(manifest) ? fillFromFileUrl(builder, text) : fillFromServerUrl(builder, text);
        break;
    case ConnectionText::Notation::Path:
        if (manifest.pathOption.isEmpty())
            filled = fail(ErrorKind::Data, tr("%1 opens no files.").arg(manifest.connector.toText()));
        else
            filled = builder.set(manifest.pathOption, text.path);
        break;
    case ConnectionText::Notation::Keywords:
        for (const auto &[key, value] : text.entries) {
            if (filled)
                filled = builder.set(key, value);
        }
        break;
    }
    if (!filled)
        return fail(filled.error());
    return builder.take();
}

/// What a text says before it is read: the connector in front of it, and the rest.
struct Prefixed {
    std::optional<Connector> connector;
    QString rest;
};

Prefixed withoutConnector(const QString &text, const DriverRegistry &registry)
{
    const auto first = text.indexOf(QLatin1Char(':'));
    const auto second = first < 0 ? -1 : text.indexOf(QLatin1Char(':'), first + 1);
    if (second < 0)
        return { {}, text };
    const auto connector = Connector::fromText(text.first(second));
    const auto isType = connector && std::ranges::any_of(registry.connectors(), [&](const ConnectorManifest &manifest) {
        return manifest.connector.databaseType == connector->databaseType;
    });
    // "PostgreSQL://…" is a URL in capitals, not a connector called "//…".
    if (!isType || connector->driver.startsWith(QLatin1Char('/')))
        return { {}, text };
    return { connector, text.sliced(second + 1) };
}

bool isKnownScheme(const QString &scheme, const DriverRegistry &registry)
{
    return std::ranges::any_of(registry.connectors(), [&](const ConnectorManifest &manifest) {
        return manifest.schemes.contains(scheme);
    });
}

Result<ConnectionText> readNotation(const QString &text, const DriverRegistry &registry)
{
    const auto scheme = schemeOf(text);
    const auto isUrl = !scheme.isEmpty()
        && (text.sliced(scheme.size() + 1).startsWith(QLatin1String("//")) || isKnownScheme(scheme, registry));
    if (isUrl)
        return readUrl(text);
    if (looksLikeKeywords(text) && !QFileInfo::exists(text))
        return readKeywords(text);
    return readPath(text);
}

/// Keywords name no database type: the best connector that knows all of them serves.
Result<Connector> connectorForKeywords(const ConnectionText &text, const DriverRegistry &registry)
{
    for (const auto &manifest : registry.connectors()) {
        const auto knowsAll = std::ranges::all_of(text.entries, [&](const auto &entry) {
            return isReadOnlyName(entry.first) || isTunnelName(manifest, entry.first) || optionNamed(manifest, entry.first);
        });
        if (knowsAll)
            return manifest.connector;
    }
    return fail(Error(ErrorKind::NotRegistered, tr("No driver knows all the options of this connection string."))
                    .withHint(tr("Begin the text with a connector, e.g. PostgreSQL:libpq: to learn which are wrong.")));
}

Result<Connector> connectorFor(
    const ConnectionText &text, const DriverRegistry &registry, const std::optional<Connector> &choice)
{
    ConnectionHints hints;
    hints.choice = choice;
    if (text.notation == ConnectionText::Notation::Keywords && !choice)
        return connectorForKeywords(text, registry);
    if (text.notation == ConnectionText::Notation::Url)
        hints.scheme = text.scheme;
    else if (text.notation == ConnectionText::Notation::Path)
        hints.path = text.path;
    if (text.scheme == QLatin1String("file"))
        hints.path = filePathOf(text);
    return registry.choose(hints);
}

} // namespace

Result<ConnectionTarget> parseConnectionString(
    const QString &text, const DriverRegistry &registry, const std::optional<Connector> &choice)
{
    const auto trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return fail(ErrorKind::Data,
            tr("The connection string is empty. It is a file, a URL such as postgresql://user@host/database, or keywords "
               "such as host=db dbname=crm."));
    const auto [named, rest] = withoutConnector(trimmed, registry);
    if (named && choice && *named != *choice)
        return fail(ErrorKind::Data,
            tr("The connection string begins with %1, but %2 was asked for.").arg(named->toText(), choice->toText()));
    const auto wanted = choice ? choice : named;
    const auto parts = named && rest.isEmpty() ? readKeywords(rest) : readNotation(rest, registry);
    if (!parts)
        return fail(parts.error());
    const auto connector = connectorFor(*parts, registry, wanted);
    if (!connector)
        return fail(connector.error());
    const auto manifest = registry.describe(*connector);
    if (!manifest)
        return fail(ErrorKind::NotRegistered, tr("There is no driver for %1.").arg(connector->toText()));
    return build(*manifest, *parts);
}

QString connectionStringFor(const ConnectionTarget &target)
{
    QStringList words;
    const auto append = [&](const QString &name, QString text) {
        text.replace(QLatin1Char('\\'), QLatin1String("\\\\")).replace(QLatin1Char('\''), QLatin1String("\\'"));
        words.append(QStringLiteral("%1='%2'").arg(name, text));
    };
    for (const auto &[name, value] : target.options.entries())
        append(name, target.options.text(name));
    if (target.tunnel)
        append(QStringLiteral("ssh"), target.tunnel->toText());
    if (target.readOnly)
        words.append(QStringLiteral("readonly=true"));
    return target.connector.toText() + QLatin1Char(':') + words.join(QLatin1Char(' '));
}

} // namespace dumbo
