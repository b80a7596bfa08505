#include "core/plugins/bundle/digestlist.h"
#include "core/plugins/bundle/truststore.h"

#include <QFile>

#include <cstdlib>

#include <sys/mman.h>
#include <unistd.h>

using namespace dumbo;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

/// Lists of digests, keys, and lists of keys: what is read is written the same.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    if (const auto list = DigestList::fromBytes(bytes))
        require(list->toBytes() == bytes);
    if (const auto key = PublicKey::fromBase64(bytes)) {
        require(key->fingerprint().size() == 64);
        require(!key->verifies(bytes, QByteArray(64, '\0')));
    }
    // A file without a name.
    static const int file = memfd_create("fuzz", MFD_CLOEXEC);
    require(ftruncate(file, 0) == 0 && pwrite(file, data, size, 0) == ssize_t(size));
    const auto path = QStringLiteral("/proc/self/fd/%1").arg(file);
    if (const auto store = TrustStore::read(path)) {
        for (const auto &entry : store->entries())
            require(entry.key.isValid() && store->stateOf(entry.key) != KeyTrust::Unknown);
    }
    if (const auto key = readPublicKey(path))
        require(key->key.isValid());
    if (const auto key = SigningKey::read(path))
        require(key->publicKey().isValid());
    return 0;
}
