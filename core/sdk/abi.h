#pragma once

#include "core/base/export.h"

#include <QString>

namespace dumbo {

/// The binary contract between host and driver. It rises whenever anything in core/base or core/sdk changes
/// that a compiled driver can see: a virtual function, a member, an enum value's number, an inline function.
/// A module is loaded only when its number equals the host's.
inline constexpr int sdkAbi = 1;

/// The interface id that a driver module states in Q_PLUGIN_METADATA. It never changes; versions are
/// compared through sdkAbi and the build stamp, so that a refusal can name both sides.
#define DUMBO_DRIVER_IID "org.dumbo.DriverModule"

/// What two binaries must have in common to share C++ objects. dumbo_add_driver() writes the stamp into
/// the manifest as "build"; the host compares it before anything is loaded.
struct DUMBO_SDK_EXPORT BuildStamp {
    int sdkAbi = 0;
    QString architecture; ///< e.g. "Linux x86_64"
    QString standardLibrary; ///< e.g. "libstdc++ cxx11"
    QString compilerAbi; ///< e.g. "itanium"
    QString qt; ///< e.g. "6.8.2"; a host of the same major and an equal or newer minor fits

    /// The stamp of this library.
    [[nodiscard]] static BuildStamp current();

    friend bool operator==(const BuildStamp &, const BuildStamp &) = default;
};

} // namespace dumbo
