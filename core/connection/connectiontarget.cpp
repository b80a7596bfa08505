#include "core/connection/connectiontarget.h"

#include <QCoreApplication>
#include <QDebug>
#include <QFileInfo>

namespace dumbo {

namespace {

QString fileNameOf(QString path)
{
    if (path.startsWith(QLatin1String("file:"))) {
        path = path.sliced(5);
        path.truncate(path.indexOf(QLatin1Char('?')) < 0 ? path.size() : path.indexOf(QLatin1Char('?')));
    }
    const auto name = QFileInfo(path).fileName();
    return name.isEmpty() ? path : name;
}

} // namespace

QString ConnectionTarget::displayName() const
{
    for (const auto *name : { u"path", u"file" }) {
        if (const auto path = options.text(name); !path.isEmpty())
            return fileNameOf(path);
    }
    const auto database = options.text(u"database", options.text(u"dbname"));
    const auto host = options.text(u"host");
    if (!database.isEmpty() && !host.isEmpty())
        return QCoreApplication::translate("ConnectionTarget", "%1 on %2").arg(database, host);
    if (!database.isEmpty() || !host.isEmpty())
        return database.isEmpty() ? host : fileNameOf(database);
    return connector.databaseType;
}

QDebug operator<<(QDebug debug, const ConnectionTarget &target)
{
    const QDebugStateSaver saver(debug);
    debug.nospace().noquote() << "ConnectionTarget(" << target.connector.toText();
    for (const auto &[name, value] : target.options.entries())
        debug << ' ' << name << '=' << target.options.text(name);
    for (auto secret = target.secrets.keyBegin(); secret != target.secrets.keyEnd(); ++secret)
        debug << ' ' << *secret << "=***";
    if (target.tunnel)
        debug << " ssh=" << target.tunnel->toText();
    return debug << (target.readOnly ? " readonly)" : ")");
}

} // namespace dumbo
