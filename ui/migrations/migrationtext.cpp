#include "ui/migrations/migrationtext.h"

#include <QCoreApplication>
#include <QFile>
#include <QSaveFile>

namespace workbench {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Migrations", text);
}

bool fits(const QByteArray &file, const dumbo::Migration &migration)
{
    return std::ranges::all_of(migration.up, [&](const dumbo::MigrationStatement &statement) {
        return statement.end <= file.size() && statement.begin >= 0 && statement.begin <= statement.end
            && QByteArrayView(file).sliced(statement.begin, statement.end - statement.begin) == statement.text;
    });
}

MigrationText written(const dumbo::Migration &migration, const QString &note)
{
    MigrationText written;
    written.note = note;
    for (const auto &statement : migration.up) {
        if (!written.text.isEmpty())
            written.text += "\n\n";
        const auto begin = written.text.size();
        written.text += statement.text;
        written.statements.push_back({ begin, written.text.size() });
        written.text += ';';
    }
    return written;
}

} // namespace

MigrationText textOf(const dumbo::Migration &migration)
{
    if (migration.path.isEmpty())
        return written(migration, {});
    QFile file(migration.path);
    if (!file.open(QIODevice::ReadOnly))
        return written(migration, tr("%1 can't be read any more: %2").arg(migration.path, file.errorString()));
    MigrationText text;
    text.text = file.readAll();
    if (!fits(text.text, migration))
        return written(migration, tr("The file has changed since it was read; F5 reads it again. What was read is shown."));
    for (const auto &statement : migration.up)
        text.statements.push_back({ statement.begin, statement.end });
    text.isFile = true;
    return text;
}

dumbo::Result<void> replaceText(const QString &path, const QByteArray &before, const QByteArray &after)
{
    QFile present(path);
    if (!present.open(QIODevice::ReadOnly))
        return dumbo::fail(dumbo::ErrorKind::System, tr("%1 can't be read: %2").arg(path, present.errorString()));
    if (present.readAll() != before)
        return dumbo::fail(dumbo::ErrorKind::InvalidOperation, tr("%1 holds something else by now, so it was left as it is. F5 reads it again.").arg(path));
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(after) != after.size() || !file.commit())
        return dumbo::fail(dumbo::ErrorKind::System, tr("%1 can't be written: %2").arg(path, file.errorString()));
    return {};
}

} // namespace workbench
