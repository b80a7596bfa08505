#include "core/base/spillfile.h"

#include <QCoreApplication>
#include <QDir>
#include <QStandardPaths>
#include <QTemporaryFile>

#include <filesystem>
#include <mutex>

namespace dumbo {

namespace {

/// Without a buffer: bytes that a full disk did not take would stay in it, and stand in the way of every later read.
class UnbufferedFile final : public QTemporaryFile {
public:
    [[nodiscard]] bool openUnbuffered() { return open(ReadWrite | Unbuffered); }
};

} // namespace

class SpillFile::Private {
public:
    mutable std::mutex mutex;
    mutable UnbufferedFile file;
    qint64 size = 0;
};

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SpillFile", text);
}

/// A disk that took a part of the bytes and no more is no error to QFile: then unless is the kind.
Error fileError(const QFile &file, const QString &message, ErrorKind unless = ErrorKind::System)
{
    if (file.error() == QFileDevice::NoError)
        return Error(unless, message);
    const auto kind = file.error() == QFileDevice::ResourceError || file.error() == QFileDevice::WriteError
        ? ErrorKind::InsufficientResources
        : ErrorKind::System;
    return Error(kind, message).withServerMessage(file.errorString());
}

} // namespace

QString SpillFile::directory()
{
    const auto chosen = qEnvironmentVariable("DUMBO_SPILL_DIR");
    if (!chosen.isEmpty())
        return chosen;
    return QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation)
        + QStringLiteral("/dumbo-workbench/spill");
}

SpillFile::SpillFile(std::unique_ptr<Private> given)
    : d(std::move(given))
{
}

SpillFile::~SpillFile() = default;

Result<std::shared_ptr<SpillFile>> SpillFile::create()
{
    const auto folder = directory();
    auto fresh = std::make_unique<Private>();
    fresh->file.setFileTemplate(folder + QStringLiteral("/results-XXXXXX"));
    if (!QDir().mkpath(folder) || !fresh->file.openUnbuffered())
        return fail(fileError(fresh->file, tr("No file for large results can be made in %1.").arg(folder)));
    // The open handle keeps the bytes; without a name nobody else can open them, and nothing is left after a crash.
    std::error_code ignored;
    std::filesystem::remove(fresh->file.fileName().toStdString(), ignored);
    return std::shared_ptr<SpillFile>(new SpillFile(std::move(fresh)));
}

Result<qint64> SpillFile::append(std::span<const char> bytes)
{
    const std::scoped_lock lock(d->mutex);
    const auto begin = d->size;
    const auto wanted = qint64(bytes.size());
    if (!d->file.seek(begin) || d->file.write(bytes.data(), wanted) != wanted) {
        const auto error = fileError(d->file,
            tr("The disk took no more of a large result (%1 bytes at %2 in %3). Free some space and run it again.")
                .arg(wanted)
                .arg(begin)
                .arg(directory()),
            ErrorKind::InsufficientResources);
        return fail(error);
    }
    d->size += wanted;
    return begin;
}

Result<QByteArray> SpillFile::read(qint64 offset, qint64 size) const
{
    QByteArray bytes(size, Qt::Uninitialized);
    const auto outcome = read(offset, std::span<char>(bytes.data(), std::size_t(size)));
    if (!outcome)
        return fail(outcome.error());
    return bytes;
}

Result<void> SpillFile::read(qint64 offset, std::span<char> target) const
{
    const std::scoped_lock lock(d->mutex);
    Q_ASSERT(offset >= 0 && offset + qint64(target.size()) <= d->size);
    if (!d->file.seek(offset) || d->file.read(target.data(), qint64(target.size())) != qint64(target.size()))
        return fail(fileError(d->file, tr("A part of a large result can't be read back from the disk.")));
    return {};
}

qint64 SpillFile::size() const
{
    const std::scoped_lock lock(d->mutex);
    return d->size;
}

} // namespace dumbo
