#pragma once

#include "ui/documents/stagedchanges.h"

#include <QIcon>
#include <QPalette>
#include <QString>

/// Words, colours and signs of staged changes.
namespace workbench::words {

[[nodiscard]] QString kind(StagedDocument::Kind kind);
[[nodiscard]] QColor colour(StagedDocument::Kind kind, const QPalette &palette);
[[nodiscard]] QIcon icon(StagedDocument::Kind kind, const QPalette &palette);
/// "3 changes: 1 new, 1 edited, 1 deleted"; empty for none.
[[nodiscard]] QString summary(const StagedChanges &changes);

/// One line of a JSON text for a cell, cut to some hundred characters.
[[nodiscard]] QString cell(QByteArrayView json);
/// "address.city", "items.0"; for people.
[[nodiscard]] QString path(const QByteArrayList &path);

} // namespace workbench::words
