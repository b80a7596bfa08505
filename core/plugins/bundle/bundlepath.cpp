#include "core/plugins/bundle/bundlepath.h"

#include "core/plugins/bundle/bundlelimits.h"
#include "core/sdk/abi.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Bundle", text);
}

bool isPlain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || QByteArrayView(" !#$%&'()+,-.;=@[]^_`{}~").contains(c);
}

/// Names that are devices on Windows, with any suffix.
bool isDevice(QByteArrayView name)
{
    const auto stem = name.first(std::max<qsizetype>(name.indexOf('.'), -1) < 0 ? name.size() : name.indexOf('.')).toByteArray().toLower();
    static const QList<QByteArray> devices { "con", "prn", "aux", "nul" };
    const auto isNumbered = stem.size() == 4 && (stem.startsWith("com") || stem.startsWith("lpt")) && stem[3] >= '0' && stem[3] <= '9';
    return isNumbered || devices.contains(stem);
}

std::optional<QString> nameFault(QByteArrayView name)
{
    if (name.isEmpty())
        return tr("it begins or ends with a slash, or has two in a row");
    if (name == "." || name == "..")
        return tr("it leads out of the bundle");
    if (!std::ranges::all_of(name, isPlain))
        return tr("it has characters that do not fit into a file name on every system");
    if (name.endsWith('.') || name.endsWith(' ') || name.startsWith(' '))
        return tr("a name in it begins with a space, or ends with a space or a dot");
    if (isDevice(name))
        return tr("a name in it is a device on some systems");
    return {};
}

} // namespace

std::optional<QString> bundlePathFault(QByteArrayView path)
{
    if (path.isEmpty())
        return tr("it is empty");
    if (path.size() > bundlelimits::pathLength)
        return tr("it is longer than %1 bytes").arg(bundlelimits::pathLength);
    if (path.contains('\0'))
        return tr("it has a zero byte");
    if (path.startsWith('/') || path.startsWith('\\') || path.contains(':'))
        return tr("it leads out of the bundle");
    if (path.contains('\\'))
        return tr("it has backslashes");
    const auto names = path.toByteArray().split('/');
    if (names.size() > bundlelimits::pathDepth)
        return tr("it is deeper than %1 folders").arg(bundlelimits::pathDepth - 1);
    for (const auto &name : names) {
        if (auto fault = nameFault(name))
            return fault;
    }
    return {};
}

QString bundlePlatformOf(const QString &architecture)
{
    return architecture.toLower().replace(u' ', u'-');
}

QString currentBundlePlatform()
{
    return bundlePlatformOf(BuildStamp::current().architecture);
}

} // namespace dumbo
