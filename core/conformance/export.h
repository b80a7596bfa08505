#pragma once

#include <QtGlobal>

/// Marks what libDumboConformance exports.
#if defined(DUMBO_CONFORMANCE_LIBRARY)
#define DUMBO_CONFORMANCE_EXPORT Q_DECL_EXPORT
#else
#define DUMBO_CONFORMANCE_EXPORT Q_DECL_IMPORT
#endif
