#include "ui/shell/sampledatabase.h"

#include "core/connection/connectionstring.h"
#include "core/connection/session.h"
#include "core/platform/paths.h"
#include "resources/resources.h"

#include <QDir>
#include <QFile>
#include <QTimer>

namespace workbench {

using dumbo::ErrorKind;
using dumbo::Result;

namespace {

/// Runs in the session's thread.
Result<QString> make(dumbo::Executor &executor, const QString &half, const QString &path)
{
    // A journal of its own would stay behind under the half file's name.
    if (const auto mode = executor.command(QByteArrayLiteral("PRAGMA journal_mode = DELETE")); !mode)
        return std::unexpected(mode.error());
    if (const auto made = executor.command(sampleScript()); !made)
        return std::unexpected(made.error());
    QFile file(half);
    if (!QFile::exists(path) && !file.rename(path)) {
        return dumbo::fail(
            ErrorKind::System, QObject::tr("%1 could not be written: %2").arg(path, file.errorString()));
    }
    return path;
}

} // namespace

QString samplePath()
{
    return dumbo::paths::dataFolder() + QStringLiteral("/sample.db");
}

void prepareSample(dumbo::DriverRegistry &registry, QObject *context,
    std::function<void(const Result<QString> &)> function)
{
    const QString path = samplePath();
    const auto answer = [context, function](const Result<QString> &result) {
        QTimer::singleShot(0, context, [function, result] { function(result); });
    };
    if (QFile::exists(path))
        return answer(path);
    const QString half = path + QStringLiteral(".half.db");
    QDir().mkpath(dumbo::paths::dataFolder());
    QFile::remove(half);
    // An empty file is a new database to SQLite; a missing one is refused.
    if (QFile file(half); !file.open(QIODevice::WriteOnly | QIODevice::NewOnly))
        return answer(dumbo::fail(ErrorKind::System, QObject::tr("%1 could not be written: %2").arg(half, file.errorString())));
    const auto target = dumbo::parseConnectionString(half, registry);
    if (!target)
        return answer(std::unexpected(target.error()));
    std::shared_ptr<dumbo::Session> session = dumbo::Session::open(registry, *target);
    const auto reply = session->submit([half, path](dumbo::Executor &executor) { return make(executor, half, path); },
        { .name = QObject::tr("Making the sample database"), .timeout = {}, .purpose = dumbo::Purpose::Internal });
    dumbo::onFinished(reply, context, [session, function](const Result<QString> &result) { function(result); });
}

} // namespace workbench
