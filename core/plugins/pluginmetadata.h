#pragma once

#include <QFile>

namespace dumbo {

/// What a file holds where Qt keeps a plugin's metadata.
enum class PluginMetaData {
    Sound, ///< one CBOR value of the kind that Qt's compiler writes
    None,
    Broken, ///< Qt must not read it: its reader of CBOR crashes on some malformed values
};

/// Looks at an ELF file of this system's class and byte order without loading it; Sound for any other file, which Qt refuses by
/// its first bytes. file: open for reading.
[[nodiscard]] PluginMetaData findPluginMetaData(QFile &file);

} // namespace dumbo
