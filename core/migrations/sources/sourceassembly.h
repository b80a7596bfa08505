#pragma once

#include "core/migrations/sources/layout.h"

#include <QStringList>

namespace dumbo {

struct AssemblyRequest {
    enum class Extent { All, OneMigration };
    const LayoutDescriptor &layout;
    const Dialect &dialect;
    QString folder;
    Extent extent = Extent::All; ///< OneMigration: nothing is said about others
};

/// Reads the files, brings up and down scripts together, sorts, and says what is wrong.
[[nodiscard]] MigrationSet assembleSource(const AssemblyRequest &request, const QStringList &files);

} // namespace dumbo
