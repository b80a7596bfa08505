#include "core/plugins/bundle/bundle.h"
#include "core/plugins/bundle/bundlepath.h"
#include "core/plugins/bundle/digestlist.h"
#include "core/plugins/bundle/zipwriter.h"

#include <QDir>
#include <QDirIterator>
#include <QTemporaryDir>

#include <cstdlib>

using namespace dumbo;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

/// The input's pieces, each behind a line with its path: "> path\n". Digests that nobody could guess are made here, where the input
/// does not bring its own.
QMap<QByteArray, QByteArray> piecesOf(const QByteArray &input)
{
    QMap<QByteArray, QByteArray> pieces;
    QByteArray path;
    for (qsizetype begin = 0; begin < input.size();) {
        auto end = input.indexOf("\n> ", begin);
        end = end < 0 ? input.size() : end + 1;
        const auto piece = QByteArrayView(input).sliced(begin, end - begin);
        const auto line = piece.indexOf('\n');
        if (piece.startsWith("> ") && line > 2)
            pieces.insert(piece.sliced(2, line - 2).toByteArray(), piece.sliced(line + 1).toByteArray());
        begin = end;
    }
    return pieces;
}

bool writeZip(const QMap<QByteArray, QByteArray> &pieces, QFile &file)
{
    DigestList list;
    ZipWriter zip(file);
    for (const auto &[path, bytes] : pieces.asKeyValueRange()) {
        if (path != "digests.txt" && path != "signature.json" && !bundlePathFault(path))
            list.digests.insert(QString::fromLatin1(path), sha256Hex(bytes));
        require(zip.add(path, bytes).has_value());
    }
    if (!pieces.contains("digests.txt"))
        require(zip.add("digests.txt", list.toBytes()).has_value());
    return zip.finish() && file.flush();
}

} // namespace

/// A bundle whose zip is in order, and whose files are anything: inspected, and unpacked where it may be. All that appears is below
/// the folder that was asked for.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const QTemporaryDir folder(QStringLiteral("/dev/shm/dumbo-fuzz-XXXXXX"));
    const auto path = folder.filePath(QStringLiteral("x"));
    const auto target = folder.filePath(QStringLiteral("target"));
    const auto pieces = piecesOf(QByteArray(reinterpret_cast<const char *>(data), qsizetype(size)));
    {
        QFile file(path);
        require(file.open(QIODevice::WriteOnly));
        if (!writeZip(pieces, file))
            return 0;
    }
    const auto inspection = inspectBundle(path, {});
    if (!inspection) {
        require(!inspection.error().message().isEmpty());
        return 0;
    }
    // No driver is read out of a stranger's ELF file here: Qt does that. Unpacking has to hold without.
    auto permitted = *inspection;
    permitted.refusal.reset();
    const auto unpacked = extractBundle(permitted, path, target);
    require(unpacked.has_value() == permitted.isInstallable());
    require(QDir(folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot).size() == (unpacked ? 2 : 1));
    if (unpacked)
        QDir(target).removeRecursively();
    return 0;
}
