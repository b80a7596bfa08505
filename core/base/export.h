#pragma once

#include <QtGlobal>

/// Marks what libDumboSdk (core/base and core/sdk) exports. Host and plugins link the same shared
/// library, so each class with a virtual table has exactly one in a process.
#if defined(DUMBO_SDK_LIBRARY)
#define DUMBO_SDK_EXPORT Q_DECL_EXPORT
#else
#define DUMBO_SDK_EXPORT Q_DECL_IMPORT
#endif

/// Marks what libDumboCore (the rest of core/) exports.
#if defined(DUMBO_CORE_LIBRARY)
#define DUMBO_CORE_EXPORT Q_DECL_EXPORT
#else
#define DUMBO_CORE_EXPORT Q_DECL_IMPORT
#endif
