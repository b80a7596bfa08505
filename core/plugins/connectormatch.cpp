#include "core/plugins/connectormatch.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QMap>

#include <algorithm>

namespace dumbo {

namespace {

using Connectors = QList<ConnectorManifest>;

QString tr(const char *text)
{
    return QCoreApplication::translate("DriverRegistry", text);
}

template <typename Predicate>
Connectors those(const Connectors &connectors, Predicate fits)
{
    Connectors fitting;
    std::ranges::copy_if(connectors, std::back_inserter(fitting), fits);
    return fitting;
}

/// The part of a file in which magic bytes may lie; empty for anything that is not a plain file.
QByteArray beginningOf(const QString &path)
{
    QFile file(path);
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly))
        return {};
    return file.read(4096);
}

bool hasMagic(const ConnectorManifest &connector, const QByteArray &beginning)
{
    return std::ranges::any_of(connector.magic, [&](const MagicBytes &magic) {
        return !magic.bytes.isEmpty()
            && QByteArrayView(beginning).sliced(std::min(magic.offset, qint64(beginning.size()))).startsWith(magic.bytes);
    });
}

bool hasSuffix(const ConnectorManifest &connector, const QString &path)
{
    return std::ranges::any_of(connector.suffixes,
        [&](const QString &suffix) { return path.endsWith(QLatin1Char('.') + suffix, Qt::CaseInsensitive); });
}

Connectors matchingPath(const Connectors &candidates, const QString &path)
{
    auto special = those(candidates, [&](const auto &each) { return each.specialPaths.contains(path); });
    if (!special.isEmpty())
        return special;
    const auto files = those(candidates, [](const auto &each) { return !each.pathOption.isEmpty(); });
    const auto beginning = beginningOf(path);
    auto byMagic = those(files, [&](const auto &each) { return hasMagic(each, beginning); });
    if (!byMagic.isEmpty())
        return byMagic;
    return those(files, [&](const auto &each) { return hasSuffix(each, path); });
}

QStringList sortedUnique(QStringList words)
{
    words.sort();
    words.removeDuplicates();
    return words;
}

QStringList knownSchemes(const Connectors &connectors)
{
    QStringList schemes;
    for (const auto &connector : connectors)
        schemes.append(connector.schemes);
    return sortedUnique(schemes);
}

QStringList knownSuffixes(const Connectors &connectors)
{
    QStringList suffixes;
    for (const auto &connector : connectors) {
        for (const auto &suffix : connector.suffixes)
            suffixes.append(QLatin1Char('.') + suffix);
    }
    return sortedUnique(suffixes);
}

void collectClaims(QMap<QString, QMap<int, QStringList>> &claims, const ConnectorManifest &connector)
{
    for (const auto &scheme : connector.schemes)
        claims[tr("the scheme \"%1:\"").arg(scheme)][-connector.priority].append(connector.connector.toText());
    for (const auto &suffix : connector.suffixes)
        claims[tr("files ending in \".%1\"").arg(suffix)][-connector.priority].append(connector.connector.toText());
}

} // namespace

QList<ConnectorManifest> matchingConnectors(const QList<ConnectorManifest> &connectors, const ConnectionHints &hints)
{
    auto candidates = those(connectors, [&](const ConnectorManifest &each) {
        return (hints.scheme.isEmpty() || each.schemes.contains(hints.scheme.toLower()))
            && (hints.databaseType.isEmpty() || each.connector.databaseType == hints.databaseType);
    });
    if (hints.path.isEmpty())
        return hints.scheme.isEmpty() && hints.databaseType.isEmpty() ? Connectors() : candidates;
    auto byPath = matchingPath(candidates, hints.path);
    // A scheme or database type already says enough; the path only tells their connectors apart.
    if (byPath.isEmpty() && !(hints.scheme.isEmpty() && hints.databaseType.isEmpty()))
        return candidates;
    return byPath;
}

Error noMatchError(const QList<ConnectorManifest> &connectors, const ConnectionHints &hints)
{
    if (connectors.isEmpty())
        return Error(ErrorKind::NotRegistered, tr("There is no driver for any database."))
            .withHint(tr("Look at the list of drivers for what was refused and why."));
    if (!hints.scheme.isEmpty())
        return Error(ErrorKind::NotRegistered, tr("No driver serves \"%1:\".").arg(hints.scheme))
            .withHint(tr("There are drivers for: %1.").arg(knownSchemes(connectors).join(QStringLiteral(", "))));
    if (!hints.databaseType.isEmpty())
        return Error(ErrorKind::NotRegistered, tr("No driver serves databases of the type \"%1\".").arg(hints.databaseType));
    if (hints.path.isEmpty())
        return Error(ErrorKind::NotRegistered, tr("Nothing says which kind of database this is."));
    const auto schemes = knownSchemes(connectors);
    const auto example = schemes.isEmpty() ? QString() : schemes.first() + QLatin1Char(':') + hints.path;
    return Error(ErrorKind::NotRegistered,
        QFileInfo::exists(hints.path) ? tr("No driver knows what \"%1\" is.").arg(hints.path)
                                      : tr("There is no \"%1\", and its name does not tell which kind of database it "
                                           "would be.").arg(hints.path))
        .withHint(tr("Known endings are %1. A scheme in front works with any name, e.g. \"%2\".")
                .arg(knownSuffixes(connectors).join(QStringLiteral(", ")), example));
}

QStringList ambiguousClaims(const QList<ConnectorManifest> &connectors)
{
    QMap<QString, QMap<int, QStringList>> claims; // by claim, then the highest priority first
    for (const auto &connector : connectors)
        collectClaims(claims, connector);
    QStringList sentences;
    for (auto claim = claims.cbegin(); claim != claims.cend(); ++claim) {
        const auto &claimants = claim->first();
        if (claimants.size() > 1)
            sentences.append(tr("%1 claim %2 with the same priority; %3 gets it unless another is preferred.")
                                 .arg(claimants.join(tr(" and ")), claim.key(), *std::ranges::min_element(claimants)));
    }
    return sentences;
}

} // namespace dumbo
