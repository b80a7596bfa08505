#include "core/connection/imports/connectionimport.h"

#include "core/connection/imports/importbuilder.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>
#include <array>

namespace dumbo {

namespace {

using Kind = ImportSource::Kind;

struct KindText {
    Kind kind;
    const char *word;
    const char *name;
};

constexpr std::array kinds {
    KindText { Kind::PgService, "pg-service", QT_TRANSLATE_NOOP("ConnectionImport", "PostgreSQL services") },
    KindText { Kind::PgPass, "pgpass", QT_TRANSLATE_NOOP("ConnectionImport", "PostgreSQL passwords") },
    KindText { Kind::DBeaver, "dbeaver", "DBeaver" },
    KindText { Kind::DataGrip, "datagrip", "DataGrip" },
    KindText { Kind::PgAdmin, "pgadmin", "pgAdmin" },
};

/// Below a folder of workspaces, one file of each.
QStringList filesBelow(const QString &folder, const QString &relative)
{
    QStringList files;
    const auto entries = QDir(folder).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const auto &entry : entries)
        files.append(entry.filePath() + relative);
    return files;
}

} // namespace

QList<ImportSource> ImportSource::found()
{
    QList<ImportSource> sources;
    const auto add = [&](Kind kind, const QString &path) {
        if (QFileInfo(path).isFile())
            sources.append({ kind, path });
    };
    for (const auto &path : pgServiceFiles())
        add(Kind::PgService, path);
    add(Kind::PgPass, pgPassFile());
    const auto home = QDir::homePath();
    const auto data = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    const auto config = QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation);
    for (const auto &base : { data, home + QStringLiteral("/.var/app/io.dbeaver.DBeaverCommunity/data"),
             home + QStringLiteral("/snap/dbeaver-ce/current/.local/share") }) {
        for (const auto &path : filesBelow(base + QStringLiteral("/DBeaverData/workspace6"), QStringLiteral("/.dbeaver/data-sources.json")))
            add(Kind::DBeaver, path);
    }
    for (const auto &product : QDir(config + QStringLiteral("/JetBrains")).entryList({ QStringLiteral("DataGrip*") }, QDir::Dirs, QDir::Name)) {
        for (const auto &path : filesBelow(config + QStringLiteral("/JetBrains/") + product + QStringLiteral("/projects"), QStringLiteral("/.idea/dataSources.xml")))
            add(Kind::DataGrip, path);
    }
    return sources;
}

std::optional<ImportSource> ImportSource::ofFile(const QString &filePath)
{
    QFile file(filePath);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    constexpr qint64 beginning = 64 * 1024;
    const auto text = file.read(beginning);
    const auto name = QFileInfo(filePath).fileName();
    const auto is = [&](Kind kind) { return ImportSource { kind, filePath }; };
    if (text.contains("<data-source"))
        return is(Kind::DataGrip);
    if (name.startsWith(u"data-sources") || (text.contains("\"connections\"") && text.contains("\"provider\"")))
        return is(Kind::DBeaver);
    if (text.contains("\"Servers\""))
        return is(Kind::PgAdmin);
    if (name == u".pgpass" || name == u"pgpass" || name == u"pgpass.conf" || filePath == pgPassFile())
        return is(Kind::PgPass);
    if (name.contains(u"pg_service") || text.trimmed().startsWith('[') || text.contains("\n["))
        return is(Kind::PgService);
    return std::nullopt;
}

QString ImportSource::name() const
{
    return QCoreApplication::translate("ConnectionImport", std::ranges::find(kinds, kind, &KindText::kind)->name);
}

QString importKindName(ImportSource::Kind kind)
{
    return QString::fromLatin1(std::ranges::find(kinds, kind, &KindText::kind)->word);
}

std::optional<ImportSource::Kind> importKindFromName(const QString &name)
{
    const auto found = std::ranges::find_if(kinds, [&](const KindText &kind) { return name == QLatin1StringView(kind.word); });
    return found == kinds.end() ? std::nullopt : std::optional(found->kind);
}

Result<QList<ImportedConnection>> importConnections(const ImportSource &source, const DriverRegistry &registry)
{
    switch (source.kind) {
    case Kind::PgService: return importPgService(source.filePath, registry);
    case Kind::PgPass: return importPgPass(source.filePath, registry);
    case Kind::DBeaver: return importDBeaver(source.filePath, registry);
    case Kind::DataGrip: return importDataGrip(source.filePath, registry);
    case Kind::PgAdmin: return importPgAdmin(source.filePath, registry);
    }
    Q_UNREACHABLE_RETURN(QList<ImportedConnection>());
}

} // namespace dumbo
