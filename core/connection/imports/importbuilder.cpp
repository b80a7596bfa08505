#include "core/connection/imports/importbuilder.h"

#include "core/connection/optionnames.h"
#include "core/plugins/driverregistry.h"

#include <QCoreApplication>
#include <QFile>
#include <QUrl>
#include <QUrlQuery>

#include <algorithm>
#include <array>
#include <utility>

namespace dumbo {

namespace {

using Type = OptionDescription::Type;

QString tr(const char *text)
{
    return QCoreApplication::translate("ConnectionImport", text);
}

/// By the beginning of what other programs call their drivers.
constexpr std::array<std::pair<const char *, const char *>, 8> foreignTypes { {
    { "postgres", "PostgreSQL" },
    { "cockroach", "PostgreSQL" },
    { "yugabyte", "PostgreSQL" },
    { "redshift", "PostgreSQL" },
    { "greenplum", "PostgreSQL" },
    { "mysql", "MySQL" },
    { "mariadb", "MySQL" },
    { "sqlite", "SQLite" },
} };

std::optional<OptionValue> valueFor(const OptionDescription &option, const QString &text)
{
    if (option.type == Type::Boolean)
        return text == u"true" || text == u"1" || text == u"yes" || text == u"on";
    if (option.type == Type::Choice && !option.choices.contains(text))
        return std::nullopt;
    bool isNumber = false;
    const auto number = text.toLongLong(&isNumber);
    if (option.type == Type::Integer || (option.type == Type::Port && isNumber))
        return isNumber ? std::optional<OptionValue>(number) : std::nullopt;
    return text;
}

} // namespace

ImportBuilder::ImportBuilder(const DriverRegistry &registry, const QString &name)
    : m_registry(registry)
{
    m_result.profile.name = name;
}

void ImportBuilder::setDatabaseType(const QString &databaseType)
{
    const auto connectors = m_registry.connectors();
    const auto found = std::ranges::find_if(
        connectors, [&](const ConnectorManifest &manifest) { return manifest.connector.databaseType == databaseType; });
    if (found == connectors.end()) {
        problem(tr("There is no driver for %1.").arg(databaseType));
        return;
    }
    m_manifest = *found;
    m_result.profile.connector = { databaseType, {} };
}

void ImportBuilder::setForeignType(const QString &name)
{
    const auto found = std::ranges::find_if(foreignTypes,
        [&](const auto &entry) { return name.startsWith(QLatin1StringView(entry.first), Qt::CaseInsensitive); });
    setDatabaseType(found == foreignTypes.end() ? name : QString::fromLatin1(found->second));
}

bool ImportBuilder::knows(const QString &name) const
{
    return m_manifest && optionNamed(*m_manifest, name);
}

void ImportBuilder::setHost(const QString &host)
{
    if (!m_manifest || host.isEmpty())
        return;
    const auto option = std::ranges::find(m_manifest->options, Type::Host, &OptionDescription::type);
    if (option != m_manifest->options.end())
        m_result.profile.options.set(option->name, host);
}

void ImportBuilder::setPort(const QString &port)
{
    if (!m_manifest || port.isEmpty())
        return;
    const auto option = std::ranges::find(m_manifest->options, Type::Port, &OptionDescription::type);
    if (option != m_manifest->options.end())
        setOption(option->name, port);
}

void ImportBuilder::setDatabase(const QString &database)
{
    if (!m_manifest || database.isEmpty())
        return;
    if (!m_manifest->databaseOption.isEmpty())
        setOption(m_manifest->databaseOption, database);
    else
        setOption(m_manifest->pathOption.isEmpty() ? QStringLiteral("database") : m_manifest->pathOption, database);
}

void ImportBuilder::setOption(const QString &name, const QString &value)
{
    if (!m_manifest || value.isEmpty())
        return;
    const auto option = optionNamed(*m_manifest, name);
    if (option && option->type == Type::Secret) {
        note(tr("The password is not taken over; it is asked for."));
        return;
    }
    const auto held = option ? valueFor(*option, value) : std::nullopt;
    if (held)
        m_result.profile.options.set(option->name, *held);
    else
        m_leftOut.append(name);
}

void ImportBuilder::setJdbcUrl(const QString &url)
{
    const auto rest = url.startsWith(u"jdbc:") ? url.sliced(5) : url;
    setForeignType(rest.section(u':', 0, 0));
    if (!m_manifest)
        return;
    if (!m_manifest->pathOption.isEmpty()) {
        setDatabase(rest.section(u':', 1).section(u'?', 0, 0));
        return;
    }
    const QUrl parsed(rest);
    if (!parsed.isValid() || rest.indexOf(QLatin1StringView("//")) < 0) {
        problem(tr("Its URL can't be read: %1").arg(rest.section(u'?', 0, 0)));
        m_result.profile.connector = {};
        return;
    }
    setHost(parsed.host());
    setPort(parsed.port() > 0 ? QString::number(parsed.port()) : QString());
    setDatabase(parsed.path().mid(1));
    setUser(parsed.userName());
    for (const auto &[name, value] : QUrlQuery(parsed).queryItems(QUrl::FullyDecoded))
        setOption(name, value);
}

void ImportBuilder::setTunnel(const QString &user, const QString &host, int port, const QString &keyFile)
{
    const auto address = host.contains(u':') ? u'[' + host + u']' : host;
    auto tunnel = SshTunnel::fromText((user.isEmpty() ? QString() : user + u'@') + address
        + (port > 0 && port != 22 ? u':' + QString::number(port) : QString()));
    if (!tunnel) {
        // Without its tunnel it would lead somewhere else.
        problem(tr("Its ssh tunnel can't be taken over, because its server is not named as ssh names one."));
        m_result.profile.connector = {};
        return;
    }
    if (!keyFile.isEmpty())
        tunnel->options = { QStringLiteral("-i"), keyFile };
    m_result.profile.tunnel = tunnel;
    if (user.isEmpty())
        note(tr("The user of the ssh server is not in the file; ~/.ssh/config or ssh's default decides."));
}

ImportedConnection ImportBuilder::take()
{
    if (!m_leftOut.isEmpty())
        note(tr("Left out, because no driver here knows them: %1.").arg(m_leftOut.join(QStringLiteral(", "))));
    return std::move(m_result);
}

Result<QByteArray> importedText(const QString &filePath)
{
    QFile file(filePath);
    if (!file.exists())
        return fail(ErrorKind::NotFound, tr("There is no file %1.").arg(filePath));
    constexpr qint64 mostBytes = 64 * 1024 * 1024;
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::System, tr("%1 could not be read: %2").arg(filePath, file.errorString()));
    if (file.size() > mostBytes)
        return fail(ErrorKind::Data, tr("%1 is too large to be a list of connections.").arg(filePath));
    return file.readAll();
}

Error brokenImport(const QString &filePath, qint64 line, const QString &fault, const QString &whatToDo)
{
    return Error(ErrorKind::Data, tr("%1, line %2: %3").arg(filePath).arg(line).arg(fault)).withHint(whatToDo);
}

qint64 lineOf(const QByteArray &text, qint64 offset)
{
    return text.first(std::clamp<qint64>(offset, 0, text.size())).count('\n') + 1;
}

} // namespace dumbo
