#include "resources/resources.h"

#include <KIconEngine>
#include <KIconLoader>

#include <QFile>

using namespace Qt::StringLiterals;

namespace workbench {

QIcon applicationIcon()
{
    return QIcon::fromTheme(u"dumbo-workbench"_s, QIcon(u":/dumbo/icons/dumbo-workbench.svg"_s));
}

QIcon objectIcon(QStringView name)
{
    const QString path = u":/dumbo/icons/objects/%1.svg"_s.arg(name);
    if (!QFile::exists(path))
        return {};
    return QIcon(new KIconEngine(path, KIconLoader::global())); // the icon owns its engine
}

QByteArray sampleScript()
{
    QFile script(u":/dumbo/sample/sample.sql"_s);
    [[maybe_unused]] const bool opened = script.open(QIODevice::ReadOnly);
    Q_ASSERT(opened);
    return script.readAll();
}

} // namespace workbench
