#pragma once

#include "core/migrations/sources/layout.h"

#include <QList>

#include <compare>

namespace dumbo {

/// A file that a layout knows.
struct SourceFile {
    QString relative {}; ///< below the source, with "/"
    const FilePattern *pattern = nullptr; ///< null: the layout does not know it
    QString name {};
    QString version {};
    QString title {};
};

/// Files below a folder, sorted, without hidden ones: two levels deep, or all.
[[nodiscard]] QStringList filesBelow(const QString &folder, bool isRecursive);
[[nodiscard]] SourceFile sourceFileOf(const LayoutDescriptor &layout, const QString &relative);
/// The layout whose evidence is found. Ours in a folder without SQL; never null.
[[nodiscard]] const LayoutDescriptor *recogniseLayout(const QString &folder, const QStringList &files);

/// Sorts versions as the layout's tool does; equal versions are the same one, however they are written ("1.0" and "1").
class VersionKey {
public:
    VersionKey(const QString &version, VersionOrder order);
    /// The same for equal versions.
    [[nodiscard]] QString text() const { return m_parts.join(u'.'); }
    friend std::strong_ordering operator<=>(const VersionKey &left, const VersionKey &right);
    friend bool operator==(const VersionKey &left, const VersionKey &right) = default;

private:
    QStringList m_parts; ///< numbers without leading zeros, or one text
    bool m_isNumber = false;
};

} // namespace dumbo
