#include "ui/journal/sqlfile.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QtConcurrentRun>

namespace workbench {

using dumbo::ErrorKind;
using dumbo::fail;
using dumbo::Result;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SqlFile", text);
}

std::unexpected<dumbo::Error> fileError(const QString &message, const QString &path, const QString &reason)
{
    dumbo::Error error(ErrorKind::System, message.arg(QDir::toNativeSeparators(path)));
    return fail(error.withDetail(reason));
}

Result<SqlFile> read(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return fail(ErrorKind::NotFound, tr("There is no file \"%1\".").arg(QDir::toNativeSeparators(path)));
    SqlFile result { .path = path, .content = {}, .stamp = FileStamp::of(path) };
    if (!file.open(QIODevice::ReadOnly))
        return fileError(tr("The file \"%1\" could not be read."), path, file.errorString());
    const auto bytes = file.readAll();
    if (file.error() != QFileDevice::NoError)
        return fileError(tr("The file \"%1\" could not be read."), path, file.errorString());
    result.content = decodeText(bytes);
    return result;
}

Result<FileStamp> write(const QString &path, const DecodedText &content)
{
    QSaveFile file(path);
    const auto message = tr("The file \"%1\" could not be saved; what it held before is untouched.");
    if (!file.open(QIODevice::WriteOnly))
        return fileError(message, path, file.errorString());
    const auto bytes = encodeText(content.text, content.lineEnd, content.byteOrderMark);
    if (file.write(bytes) != bytes.size() || !file.commit())
        return fileError(message, path, file.errorString());
    return FileStamp::of(path);
}

} // namespace

FileStamp FileStamp::of(const QString &path)
{
    const QFileInfo info(path);
    return info.exists() ? FileStamp { info.lastModified(), info.size() } : FileStamp {};
}

QFuture<Result<SqlFile>> readSqlFile(const QString &path)
{
    return QtConcurrent::run(read, path);
}

QFuture<Result<FileStamp>> writeSqlFile(const QString &path, const DecodedText &content)
{
    return QtConcurrent::run(write, path, content);
}

} // namespace workbench
