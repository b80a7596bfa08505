#pragma once

#include "core/base/result.h"
#include "ui/journal/textcoding.h"

#include <QDateTime>
#include <QFuture>
#include <QString>

namespace workbench {

/// What tells whether a file was changed by somebody else.
struct FileStamp {
    QDateTime modified;
    qint64 size = -1; ///< -1: there is no such file
    friend bool operator==(const FileStamp &, const FileStamp &) = default;

    [[nodiscard]] static FileStamp of(const QString &path);
};

/// A script as it was read.
struct SqlFile {
    QString path;
    DecodedText content;
    FileStamp stamp;
};

/// Reads a script in a worker thread; NotFound or System where that fails.
[[nodiscard]] QFuture<dumbo::Result<SqlFile>> readSqlFile(const QString &path);

/// Writes a script in a worker thread: the old file stays until the new one is whole. Line end, byte order mark and invalid bytes
/// are as in content.
[[nodiscard]] QFuture<dumbo::Result<FileStamp>> writeSqlFile(const QString &path, const DecodedText &content);

} // namespace workbench
