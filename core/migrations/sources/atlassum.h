#pragma once

#include "core/migrations/migration.h"

#include <QByteArray>
#include <QStringList>

#include <utility>
#include <vector>

namespace dumbo {

/// atlas.sum over files in the order of their names: a SHA-256 that goes on from file to file over names and contents, and one
/// over all of those. Source: "Migration directory integrity" of Atlas' documentation and its open implementation.
[[nodiscard]] QByteArray atlasSum(const std::vector<std::pair<QString, QByteArray>> &files);

/// Compares atlas.sum of the folder with its scripts; nothing where there is no atlas.sum. What was changed, added or removed
/// behind Atlas' back is fatal.
[[nodiscard]] std::vector<SourceProblem> checkAtlasSum(const QString &folder);
/// The scripts that atlas.sum is about, with their contents.
[[nodiscard]] std::vector<std::pair<QString, QByteArray>> atlasFiles(const QString &folder);

} // namespace dumbo
