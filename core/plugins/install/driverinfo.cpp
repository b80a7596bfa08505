#include "core/plugins/install/driverinfo.h"

#include <QVersionNumber>

#include <algorithm>
#include <numeric>

namespace dumbo {

namespace {

/// What follows the numbers, without build metadata ("+…"), which orders nothing.
QString suffixOf(const QString &version, qsizetype from)
{
    return version.sliced(from).section(u'+', 0, 0);
}

/// A release stands between its pre-releases ("-rc1", "~beta") and what was made of it later (".r2", "a").
int rankOf(const QString &suffix)
{
    if (suffix.isEmpty())
        return 1;
    return suffix.startsWith(u'-') || suffix.startsWith(u'~') ? 0 : 2;
}

/// "rc2" before "rc10".
int compareSuffixes(const QString &left, const QString &right)
{
    qsizetype i = 0;
    qsizetype j = 0;
    const auto number = [](const QString &text, qsizetype &at) {
        const auto begin = at;
        while (at < text.size() && text.at(at).isDigit())
            ++at;
        auto digits = text.sliced(begin, at - begin);
        while (digits.startsWith(u'0'))
            digits.remove(0, 1);
        return digits;
    };
    while (i < left.size() && j < right.size()) {
        if (left.at(i).isDigit() && right.at(j).isDigit()) {
            const auto ours = number(left, i);
            const auto theirs = number(right, j);
            if (ours.size() != theirs.size())
                return ours.size() < theirs.size() ? -1 : 1;
            if (const auto order = QString::compare(ours, theirs))
                return order;
            continue;
        }
        if (left.at(i) != right.at(j))
            return left.at(i) < right.at(j) ? -1 : 1;
        ++i;
        ++j;
    }
    return int(left.size() - i > 0) - int(right.size() - j > 0);
}

} // namespace

qint64 InstalledVersion::size() const
{
    return std::accumulate(files.begin(), files.end(), qint64(0), [](qint64 sum, const auto &file) { return sum + file.size; });
}

const InstalledVersion *DriverInfo::active() const
{
    const auto found = std::ranges::find(versions, activeVersion, &InstalledVersion::version);
    return found == versions.end() || activeVersion.isEmpty() ? nullptr : &*found;
}

int compareDriverVersions(const QString &left, const QString &right)
{
    qsizetype leftEnd = 0;
    qsizetype rightEnd = 0;
    const auto leftNumbers = QVersionNumber::fromString(left, &leftEnd).normalized();
    const auto rightNumbers = QVersionNumber::fromString(right, &rightEnd).normalized();
    if (const auto order = QVersionNumber::compare(leftNumbers, rightNumbers))
        return order;
    const auto leftSuffix = suffixOf(left, leftEnd);
    const auto rightSuffix = suffixOf(right, rightEnd);
    if (const auto order = rankOf(leftSuffix) - rankOf(rightSuffix))
        return order;
    return compareSuffixes(leftSuffix, rightSuffix);
}

} // namespace dumbo
