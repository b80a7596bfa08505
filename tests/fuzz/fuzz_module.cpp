#include "core/plugins/bundle/bundle.h"

#include <QFile>
#include <QTemporaryDir>

#include <cstdlib>

using namespace dumbo;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

/// A plugin's bare file, whose manifest is read out of its ELF sections without loading it.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const QTemporaryDir folder(QStringLiteral("/dev/shm/dumbo-fuzz-XXXXXX"));
    QFile file(folder.filePath(QStringLiteral("driver.so")));
    require(file.open(QIODevice::WriteOnly) && file.write(reinterpret_cast<const char *>(data), qint64(size)) == qint64(size));
    file.close();
    const auto inspection = inspectBundle(file.fileName(), {});
    if (!inspection)
        require(!inspection.error().message().isEmpty());
    else if (inspection->isBareModule)
        require(inspection->refusal || !inspection->manifest.id.isEmpty());
    return 0;
}
