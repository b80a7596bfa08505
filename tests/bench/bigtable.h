#pragma once

#include <QString>

/// A SQLite file with the table "big": 1,000,000 rows of an integer, about 20 characters, a decimal as text, a time stamp,
/// a boolean, about 100 bytes of JSON, and text of which a third is NULL. Made once, in the folder given; empty on failure.
[[nodiscard]] QString bigTableFile(const QString &folder);

inline constexpr qint64 bigTableRows = 1'000'000;
