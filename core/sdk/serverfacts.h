#pragma once

#include "core/base/export.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <utility>
#include <vector>

namespace dumbo {

/// What a live connection knows of its server or engine. Texts are the server's own; empty where there is no such thing.
struct DUMBO_SDK_EXPORT ServerFacts {
    QString product; ///< e.g. "PostgreSQL", "SQLite", "MariaDB"
    QString version; ///< e.g. "3.46.1"
    QString user;
    QString database; ///< name, or path of the file
    QString encryption; ///< e.g. "TLSv1.3 TLS_AES_256_GCM_SHA384"
    std::optional<qint64> processId; ///< of the server's session
    QString timeZone; ///< of the session
    QStringList searchPath; ///< schemas looked through for bare names
    bool readOnly = false; ///< writes are refused by server or engine
    std::vector<std::pair<QString, QString>> settings; ///< output settings that change text, and others worth showing
};

} // namespace dumbo
