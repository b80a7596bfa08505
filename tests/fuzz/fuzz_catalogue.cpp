#include "core/plugins/install/catalogueindex.h"

#include <cstdlib>

using namespace dumbo;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

bool staysBelow(const QString &file)
{
    return file.startsWith(u"https:", Qt::CaseInsensitive) || !(u'/' + file + u'/').contains(u"/../");
}

} // namespace

/// The index of a catalogue, and its signature, as a server might send them.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto index = CatalogueIndex::fromBytes(bytes);
    if (!index)
        require(!index.error().message().isEmpty());
    for (const auto &driver : index.value_or(CatalogueIndex()).drivers) {
        for (const auto &version : driver.versions) {
            for (const auto &bundle : version.bundles)
                require(bundle.digest.size() == 64 && staysBelow(bundle.file));
        }
    }
    // Nobody signs by chance.
    require(!SignedIndex { "{}", bytes }.signer());
    return 0;
}
