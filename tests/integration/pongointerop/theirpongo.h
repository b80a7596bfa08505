#pragma once

#include "core/base/result.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QProcess>

namespace dumbo::test {

/// The existing Pongo on a database, as a process of its own.
class TheirPongo {
public:
    /// Node.js, and its packages, fetched once for a build. NotFound where there is no Node.js.
    [[nodiscard]] static Result<QString> install();

    TheirPongo(const QString &folder, const QString &url);
    ~TheirPongo();

    /// A method of a collection, or "migrate" with names. What it answers; { "error": … } where it throws.
    [[nodiscard]] QJsonValue call(const QString &method, const QString &collection, const QByteArray &arguments = "[]");

private:
    QProcess m_process;
};

} // namespace dumbo::test
