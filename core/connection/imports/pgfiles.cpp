// PostgreSQL's own files: https://www.postgresql.org/docs/current/libpq-pgservice.html and libpq-pgpass.html
#include "core/connection/imports/importbuilder.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <optional>

namespace dumbo {

namespace {

const QString postgres = QStringLiteral("PostgreSQL");

QString tr(const char *text)
{
    return QCoreApplication::translate("ConnectionImport", text);
}

struct Service {
    QString name;
    QList<std::pair<QString, QString>> options;
};

/// As libpq reads the file: sections, keyword=value without spaces around "=", comments with "#".
Result<QList<Service>> servicesOf(const QString &filePath)
{
    const auto text = importedText(filePath);
    if (!text)
        return fail(text.error());
    QList<Service> services;
    qint64 number = 0;
    for (const auto &raw : text->split('\n')) {
        ++number;
        const auto line = QString::fromUtf8(raw).trimmed();
        if (line.isEmpty() || line.startsWith(u'#'))
            continue;
        if (line.startsWith(u'[') && line.endsWith(u']')) {
            services.append({ line.sliced(1, line.size() - 2), {} });
            continue;
        }
        if (services.isEmpty() || line.startsWith(u"ldap"))
            continue;
        const auto equals = line.indexOf(u'=');
        if (equals < 1)
            return fail(brokenImport(filePath, number, tr("this is no keyword=value."),
                tr("Correct the line; PostgreSQL's own programs refuse the file as well.")));
        services.last().options.append({ line.first(equals), line.sliced(equals + 1) });
    }
    return services;
}

ImportedConnection importedService(const Service &service, const QString &filePath, const DriverRegistry &registry)
{
    ImportBuilder builder(registry, service.name);
    builder.setDatabaseType(postgres);
    const auto isWhereLibpqLooks = pgServiceFiles().contains(filePath);
    if (isWhereLibpqLooks && builder.knows(QStringLiteral("service"))) {
        builder.setOption(QStringLiteral("service"), service.name);
        builder.note(tr("Its settings, and a password if there is one, stay in %1.").arg(filePath));
        return builder.take();
    }
    for (const auto &[name, value] : service.options) {
        if (name == u"host")
            builder.setHost(value);
        else
            builder.setOption(name, value);
    }
    return builder.take();
}

/// The five fields of a line, with "\:" and "\\" undone.
QStringList passFields(const QString &line)
{
    QStringList fields { QString() };
    for (qsizetype i = 0; i < line.size(); ++i) {
        if (line[i] == u'\\' && i + 1 < line.size())
            fields.last().append(line[++i]);
        else if (line[i] == u':' && fields.size() < 5)
            fields.append(QString());
        else
            fields.last().append(line[i]);
    }
    return fields;
}

ImportedConnection importedPassLine(const QStringList &fields, const QString &filePath, const DriverRegistry &registry)
{
    const auto given = [&](int field) { return fields[field] == u"*" ? QString() : fields[field]; };
    const auto host = given(0);
    const auto database = given(2);
    const auto user = given(3);
    const auto place = user.isEmpty() ? host : user + u'@' + host;
    ImportBuilder builder(registry, database.isEmpty() ? place : tr("%1 on %2").arg(database, place));
    builder.setDatabaseType(postgres);
    builder.setHost(host);
    builder.setPort(given(1));
    builder.setDatabase(database);
    builder.setUser(user);
    if (filePath != QDir::homePath() + QStringLiteral("/.pgpass"))
        builder.setOption(QStringLiteral("passfile"), filePath);
    builder.note(tr("The password stays in %1, where PostgreSQL's library reads it.").arg(filePath));
    return builder.take();
}

} // namespace

QStringList pgServiceFiles()
{
    QStringList files;
    const auto named = qEnvironmentVariable("PGSERVICEFILE");
    files.append(named.isEmpty() ? QDir::homePath() + QStringLiteral("/.pg_service.conf") : named);
    const auto systemFolder = qEnvironmentVariable("PGSYSCONFDIR");
    files.append((systemFolder.isEmpty() ? QStringLiteral("/etc/postgresql-common") : systemFolder) + QStringLiteral("/pg_service.conf"));
    return files;
}

QString pgPassFile()
{
    const auto named = qEnvironmentVariable("PGPASSFILE");
    return named.isEmpty() ? QDir::homePath() + QStringLiteral("/.pgpass") : named;
}

ImportResult importPgService(const QString &filePath, const DriverRegistry &registry)
{
    const auto services = servicesOf(filePath);
    if (!services)
        return fail(services.error());
    QList<ImportedConnection> connections;
    for (const auto &service : *services)
        connections.append(importedService(service, filePath, registry));
    return connections;
}

ImportResult importPgPass(const QString &filePath, const DriverRegistry &registry)
{
    const auto text = importedText(filePath);
    if (!text)
        return fail(text.error());
    const auto others = QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::WriteGroup | QFileDevice::WriteOther;
    const auto isIgnored = bool(QFileInfo(filePath).permissions() & others);
    QList<ImportedConnection> connections;
    qint64 number = 0;
    for (const auto &raw : text->split('\n')) {
        ++number;
        auto line = QString::fromUtf8(raw);
        while (line.endsWith(u'\r'))
            line.chop(1);
        if (line.trimmed().isEmpty() || line.startsWith(u'#'))
            continue;
        const auto fields = passFields(line);
        ImportedConnection imported;
        if (fields.size() < 5) {
            imported.profile.name = tr("line %1").arg(number);
            imported.problems.append(tr("Line %1 has not the five fields host:port:database:user:password.").arg(number));
        } else if (fields[0] == u"*") {
            imported.profile.name = tr("line %1").arg(number);
            imported.problems.append(tr("Line %1 is for every host, so it names no connection.").arg(number));
        } else {
            imported = importedPassLine(fields, filePath, registry);
        }
        if (isIgnored)
            imported.notes.append(tr("Others may read %1, so PostgreSQL's library ignores it: chmod 600.").arg(filePath));
        connections.append(imported);
    }
    return connections;
}

} // namespace dumbo
