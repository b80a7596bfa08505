#pragma once

#include "core/sdk/connectionoptions.h"

#include <chrono>

namespace dumbo::sqlite {

/// The options of a connection, as a program that links the driver writes them. Their names in connection
/// strings and profiles are the manifest's.
struct SqliteOptions
{
    QString path = {}; ///< a file, ":memory:", or a file: URI with SQLite's parameters
                  ///< (https://www.sqlite.org/uri.html)
    bool create = false; ///< make a missing file
    std::chrono::milliseconds busyTimeout { 5000 };
    bool foreignKeys = true;
    /// "wal", "delete", "truncate", "persist", or "keep". Set on files that are opened for writing; the file
    /// keeps it.
    QString journalMode = QStringLiteral("wal");
    bool immutable = false; ///< nobody changes the file: no locks, no -shm; implies read-only
    QString vfs = {}; ///< empty: SQLite's default

    [[nodiscard]] static SqliteOptions fromOptions(const ConnectionOptions &options);
    [[nodiscard]] ConnectionOptions toOptions() const;

    /// In memory, or an unnamed temporary file: a second connection would see another database.
    [[nodiscard]] bool isPrivate() const;
    [[nodiscard]] bool isUri() const { return path.startsWith(QLatin1StringView("file:")); }
    /// The file's path where it is a plain one; empty for URIs and private databases.
    [[nodiscard]] QString plainFile() const;
};

} // namespace dumbo::sqlite
