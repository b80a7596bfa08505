#include "core/plugins/bundle/digestlist.h"

#include "core/plugins/bundle/bundlepath.h"

#include <QCoreApplication>
#include <QCryptographicHash>

#include <algorithm>

namespace dumbo {

namespace {

constexpr qsizetype hexSize = 64;

bool isDigest(QByteArrayView text)
{
    return text.size() == hexSize
        && std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

} // namespace

QByteArray sha256Hex(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

Result<DigestList> DigestList::fromBytes(const QByteArray &bytes)
{
    DigestList list;
    qsizetype number = 0;
    for (qsizetype begin = 0; begin < bytes.size(); ++number) {
        const auto end = bytes.indexOf('\n', begin);
        const auto line = QByteArrayView(bytes).sliced(begin, std::max<qsizetype>(end - begin, 0));
        const auto path = line.size() > hexSize + 2 ? line.sliced(hexSize + 2) : QByteArrayView();
        const auto isInOrder = list.digests.isEmpty() || list.digests.lastKey() < QString::fromLatin1(path);
        if (end < 0 || path.isEmpty() || !isDigest(line.first(hexSize)) || line.sliced(hexSize, 2) != "  " || bundlePathFault(path)
            || !isInOrder)
            return fail(ErrorKind::Data,
                QCoreApplication::translate("Bundle", "Line %1 of the bundle's digests.txt is malformed.").arg(number + 1));
        list.digests.insert(QString::fromLatin1(path), line.first(hexSize).toByteArray());
        begin = end + 1;
    }
    return list;
}

QByteArray DigestList::toBytes() const
{
    QByteArray bytes;
    for (const auto &[path, digest] : digests.asKeyValueRange())
        bytes += digest + "  " + path.toLatin1() + '\n';
    return bytes;
}

} // namespace dumbo
