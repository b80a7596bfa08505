#include "core/plugins/bundle/bundlelimits.h"
#include "core/plugins/bundle/bundlepath.h"
#include "core/plugins/bundle/zipfile.h"

#include <QBuffer>
#include <QSet>

#include <cstdlib>

using namespace dumbo;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

/// A zip file as it lies on a disk: whatever it holds, no entry leads outside, stands twice or gives more than it said.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    QBuffer buffer;
    buffer.setData(reinterpret_cast<const char *>(data), qsizetype(size));
    buffer.open(QIODevice::ReadOnly);
    const auto zip = ZipFile::open(buffer);
    if (!zip) {
        require(!zip.error().message().isEmpty());
        return 0;
    }
    QSet<QByteArray> names;
    qint64 all = 0;
    for (const auto &entry : zip->entries()) {
        require(!bundlePathFault(entry.path));
        require(!names.contains(entry.path.toLower()));
        names.insert(entry.path.toLower());
        all += entry.size;
        qint64 given = 0;
        const auto read = zip->read(entry, [&](QByteArrayView bytes) -> Result<void> {
            given += bytes.size();
            return {};
        });
        require(given <= entry.size);
        require(!read || given == entry.size);
    }
    require(all <= bundlelimits::unpackedSize);
    return 0;
}
