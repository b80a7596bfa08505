#include "core/isolation/longvaluefile.h"

#include "core/base/spillfile.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dumbo {

namespace {

constexpr qint64 pieceBytes = 1024 * 1024;

Error fileError(int code)
{
    return Error(code == ENOSPC ? ErrorKind::InsufficientResources : ErrorKind::System,
        QCoreApplication::translate("SharedBatch", "A long value can't be kept in %1: %2.")
            .arg(SpillFile::directory(), QString::fromLocal8Bit(std::strerror(code))))
        .withNativeCode(code);
}

OwnedDescriptor unlinkedFile()
{
    const auto folder = SpillFile::directory();
    QDir().mkpath(folder);
    OwnedDescriptor file(::open(QFile::encodeName(folder).constData(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (file.isValid())
        return file;
    auto name = QFile::encodeName(folder + QStringLiteral("/long-XXXXXX"));
    OwnedDescriptor named(::mkostemp(name.data(), O_CLOEXEC));
    if (named.isValid())
        ::unlink(name.constData());
    return named;
}

bool writeWhole(int file, const QByteArray &bytes)
{
    for (qsizetype written = 0; written < bytes.size();) {
        const auto count = ::write(file, bytes.constData() + written, std::size_t(bytes.size() - written));
        if (count < 0 && errno != EINTR)
            return false;
        written += std::max<ssize_t>(count, 0);
    }
    return true;
}

Result<void> copy(const LongValue &value, int file)
{
    for (qint64 at = 0; at < value.size(); at += pieceBytes) {
        const auto piece = value.read(at, std::min(pieceBytes, value.size() - at));
        if (!piece)
            return fail(piece.error());
        if (!writeWhole(file, *piece))
            return fail(fileError(errno));
    }
    return {};
}

/// Part of a file that several values share.
class FiledValue final : public LongValue {
public:
    FiledValue(std::shared_ptr<const OwnedDescriptor> file, qint64 begin, qint64 size)
        : m_file(std::move(file))
        , m_begin(begin)
        , m_size(size)
    {
    }

    qint64 size() const override { return m_size; }

    Result<QByteArray> read(qint64 offset, qint64 length) const override
    {
        QByteArray bytes(length, Qt::Uninitialized);
        for (qint64 have = 0; have < length;) {
            const auto count = ::pread(m_file->get(), bytes.data() + have, std::size_t(length - have), m_begin + offset + have);
            if (count == 0 || (count < 0 && errno != EINTR))
                return fail(fileError(count == 0 ? EIO : errno));
            have += std::max<ssize_t>(count, 0);
        }
        return bytes;
    }

private:
    std::shared_ptr<const OwnedDescriptor> m_file;
    qint64 m_begin;
    qint64 m_size;
};

} // namespace

Result<OwnedDescriptor> writeLongCells(WireWriter &wire, const std::vector<LongCell> &cells)
{
    auto file = unlinkedFile();
    if (!file.isValid())
        return fail(fileError(errno));
    qint64 at = 0;
    for (const auto &cell : cells) {
        if (const auto copied = copy(*cell.value, file.get()); !copied)
            return fail(copied.error());
        wire(cell.row, cell.column, at, cell.value->size());
        at += cell.value->size();
    }
    return file;
}

std::vector<LongCell> longCellsOf(WireReader &wire, quint32 count, OwnedDescriptor file)
{
    struct stat facts {};
    if (!file.isValid() || fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
        wire.refuse("the file of long values is missing");
        return {};
    }
    const auto shared = std::make_shared<const OwnedDescriptor>(std::move(file));
    std::vector<LongCell> cells;
    for (; count > 0 && wire.isGood(); --count) {
        LongCell cell;
        qint64 begin = 0;
        qint64 size = 0;
        wire(cell.row, cell.column, begin, size);
        if (begin < 0 || size < 0 || begin > facts.st_size || size > facts.st_size - begin)
            wire.refuse("a long value lies outside of its file");
        cell.value = std::make_shared<FiledValue>(shared, begin, size);
        cells.push_back(std::move(cell));
    }
    return cells;
}

} // namespace dumbo
