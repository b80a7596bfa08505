#include "core/migrations/sources/migrationsource.h"

#include "core/migrations/sources/atlassum.h"
#include "core/migrations/sources/journal.h"
#include "core/migrations/sources/sourcefolder.h"
#include "core/migrations/sources/sourcetext.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QTimeZone>

#include <algorithm>

namespace dumbo {

namespace {

/// "Create huts!" → "create_huts".
QString fileTitle(const QString &title)
{
    QString result;
    for (const auto character : title.trimmed().toLower()) {
        const bool isWord = character.isLetterOrNumber() && character.unicode() < 0x80;
        if (isWord)
            result += character;
        else if (!result.isEmpty() && !result.endsWith(u'_'))
            result += u'_';
    }
    while (result.endsWith(u'_'))
        result.chop(1);
    return result;
}

/// The last version that is there, as its tool orders them; empty: none.
QString lastVersion(const LayoutDescriptor &layout, const QStringList &files)
{
    QString last;
    for (const auto &relative : files) {
        const auto file = sourceFileOf(layout, relative);
        if (!file.pattern || file.version.isEmpty() || file.pattern->role != FileRole::Up)
            continue;
        if (last.isEmpty() || VersionKey(last, VersionOrder::Dotted) < VersionKey(file.version, VersionOrder::Dotted))
            last = file.version;
    }
    return last;
}

struct Numbers {
    QString version;
    QString dashed;
};

Result<Numbers> nextNumbers(const LayoutDescriptor &layout, const QString &last, const QDateTime &now)
{
    // Longer numbers are times.
    constexpr qsizetype mostDigits = 8;
    const auto first = last.section(u'.', 0, 0).section(u'_', 0, 0);
    const bool isTime = last.isEmpty() ? layout.created.numbering == NewFiles::Numbering::Time : first.size() > mostDigits;
    if (!isTime) {
        const auto digits = last.isEmpty() ? layout.created.digits : int(first.size());
        bool isNumber = false;
        const auto number = last.isEmpty() ? (layout.journal.isEmpty() ? 1 : 0) : first.toLongLong(&isNumber) + 1;
        if (!last.isEmpty() && !isNumber)
            return fail(ErrorKind::InvalidOperation, sourceText("No number follows \"%1\". Name the file yourself.").arg(last));
        const auto version = QString::number(number).rightJustified(digits, u'0');
        return Numbers { version, version };
    }
    auto time = now.toUTC();
    const auto text = [&] { return time.toString(QStringLiteral("yyyyMMddHHmmss")); };
    const auto digitsOf = [](QString version) { return version.remove(u'-'); };
    // Two in one second, or one that was made in the future: the next one stands behind it nevertheless.
    const auto lastTime = QDateTime::fromString(digitsOf(last), QStringLiteral("yyyyMMddHHmmss"));
    if (lastTime.isValid() && text() <= digitsOf(last))
        time = QDateTime(lastTime.date(), lastTime.time(), QTimeZone::UTC).addSecs(1);
    return Numbers { text(), time.toString(QStringLiteral("yyyy-MM-dd-HHmmss")) };
}

/// The word of drizzle-kit.
QString journalDialect(const QString &databaseType)
{
    const auto word = databaseType.toLower();
    return word == QStringLiteral("mariadb") ? QStringLiteral("mysql") : word;
}

/// The statement with its end, so that it is read again as one.
QByteArray ended(const QByteArray &statement, const LayoutDescriptor &layout, const NewMigrationRequest &request)
{
    const auto &created = layout.created;
    const bool isMysql = journalDialect(request.databaseType) == QStringLiteral("mysql");
    if (!statement.contains(';') || (created.wholeBegin.isEmpty() && !isMysql))
        return statement + ";\n";
    if (!created.wholeBegin.isEmpty())
        return created.wholeBegin + statement + ";\n" + created.wholeEnd;
    // MariaDB's client and ours cut a routine's body elsewhere only after this.
    return "DELIMITER //\n" + statement + "\n//\nDELIMITER ;\n";
}

QByteArray joined(const std::vector<QByteArray> &statements, const LayoutDescriptor &layout, const NewMigrationRequest &request)
{
    QByteArray text;
    for (const auto &statement : statements) {
        if (!text.isEmpty())
            text += layout.created.between;
        text += ended(statement, layout, request);
    }
    return text;
}

/// atlas.sum or the journal, with the new script in it.
void addListing(const LayoutDescriptor &layout, const NewMigrationRequest &request, NewMigration &migration)
{
    const QDir folder(request.source);
    const auto up = migration.files.front();
    if (folder.exists(QStringLiteral("atlas.sum"))) {
        auto files = atlasFiles(request.source);
        files.emplace_back(QFileInfo(up.path).fileName(), up.text);
        std::ranges::sort(files);
        migration.files.push_back({ folder.filePath(QStringLiteral("atlas.sum")), atlasSum(files), true });
    }
    if (layout.journal.isEmpty())
        return;
    QFile journal(folder.filePath(layout.journal));
    // The newer Drizzle has a folder for each migration instead of a journal.
    if (!journal.exists() && !layout.evidence.files.empty() && up.path.endsWith(QStringLiteral("/migration.sql")))
        return;
    const auto text = journal.open(QIODevice::ReadOnly) ? journal.readAll() : QByteArray();
    migration.files.push_back({ journal.fileName(),
        journalWith(text, { migration.name, QString::number(request.now.toMSecsSinceEpoch()) }, journalDialect(request.databaseType)), true });
}

} // namespace

Result<NewMigration> newMigration(const NewMigrationRequest &asked)
{
    auto request = asked;
    if (!request.now.isValid())
        request.now = QDateTime::currentDateTimeUtc();
    if (!QFileInfo(request.source).isDir())
        return fail(ErrorKind::NotFound, sourceText("There is no folder \"%1\". Make it first.").arg(request.source));
    const auto title = fileTitle(request.title);
    if (title.isEmpty())
        return fail(ErrorKind::Data, sourceText("A migration needs a title with letters or digits, e.g. \"create huts\"."));
    const auto files = filesBelow(request.source, true);
    const auto *layout = request.layout.isEmpty() ? recogniseLayout(request.source, filesBelow(request.source, false)) : layoutOf(request.layout);
    if (!layout)
        return fail(ErrorKind::InvalidOperation, sourceText("There is no layout of migrations called \"%1\".").arg(request.layout));
    const auto numbers = nextNumbers(*layout, lastVersion(*layout, files), request.now);
    if (!numbers)
        return fail(numbers.error());
    const auto &created = layout->created;
    const auto place = [&](QString pattern) {
        pattern.replace(QStringLiteral("{version}"), numbers->version).replace(QStringLiteral("{dashed}"), numbers->dashed);
        return pattern.replace(QStringLiteral("{title}"), title);
    };
    NewMigration migration;
    const QDir folder(request.source);
    QByteArray up = (request.inTransaction ? QByteArray() : created.noTransaction) + created.header + joined(request.up, *layout, request);
    if (!created.downHeader.isEmpty())
        up += created.downHeader + joined(request.down, *layout, request);
    migration.name = sourceFileOf(*layout, place(created.up)).name;
    migration.files.push_back({ folder.filePath(place(created.up)), up });
    if (!created.down.isEmpty() && (created.alwaysDown || !request.down.empty()))
        migration.files.push_back({ folder.filePath(place(created.down)), joined(request.down, *layout, request) });
    addListing(*layout, request, migration);
    return migration;
}

Result<QString> newMigrationPath(const QString &source, const QString &title, const QString &layout, const QDateTime &now)
{
    const auto migration = newMigration({ .source = source, .layout = layout, .title = title, .now = now });
    if (!migration)
        return fail(migration.error());
    return migration->files.front().path;
}

Result<void> writeNewMigration(const NewMigration &migration)
{
    for (const auto &file : migration.files) {
        if (!file.replaces && QFileInfo::exists(file.path))
            return fail(ErrorKind::InvalidOperation, sourceText("\"%1\" exists already; nothing was written.").arg(file.path));
    }
    for (const auto &file : migration.files) {
        QDir().mkpath(QFileInfo(file.path).path());
        QSaveFile save(file.path);
        if (!save.open(QIODevice::WriteOnly) || save.write(file.text) != file.text.size() || !save.commit())
            return fail(ErrorKind::System, sourceText("\"%1\" can't be written: %2.").arg(file.path, save.errorString()));
    }
    return {};
}

} // namespace dumbo
