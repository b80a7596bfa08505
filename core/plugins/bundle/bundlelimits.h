#pragma once

#include <QtGlobal>

/// How large a driver bundle may be. A bundle beyond any of these is refused before anything of it is unpacked.
namespace dumbo::bundlelimits {

inline constexpr int entryCount = 2'000;
inline constexpr qint64 packedSize = qint64(1) << 30; ///< of the bundle's own file, in bytes
inline constexpr qint64 unpackedSize = qint64(1) << 30; ///< of all entries together, in bytes
inline constexpr qint64 manifestSize = 1 << 20;
inline constexpr qint64 digestListSize = 1 << 20;
inline constexpr qint64 signatureSize = 16 << 10;
inline constexpr qint64 iconSize = 4 << 20; ///< larger ones are not shown
inline constexpr qint64 textSize = 1 << 20; ///< of a licence; larger ones are not shown
inline constexpr qsizetype pathLength = 240; ///< in bytes
inline constexpr int pathDepth = 16; ///< names in a path
/// An entry of more than ratioFrom bytes may be at most ratio times as large as what is stored of it.
inline constexpr qint64 ratio = 250;
inline constexpr qint64 ratioFrom = 1 << 20;

} // namespace dumbo::bundlelimits
