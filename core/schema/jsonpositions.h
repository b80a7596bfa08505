#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QStringList>

namespace dumbo {

/// Where the values of a JSON text stand, by JSON pointer (RFC 6901).
class JsonPositions {
public:
    JsonPositions() = default;
    /// json is well-formed. Linear.
    explicit JsonPositions(const QByteArray &json);

    /// From 1: of the value, or of the nearest one around it that exists.
    [[nodiscard]] int lineOf(QString pointer) const;
    /// Pointers of keys that an object has twice; the later one counts.
    [[nodiscard]] const QStringList &duplicates() const { return m_duplicates; }

    [[nodiscard]] static int lineAt(const QByteArray &text, qint64 byte);

private:
    QHash<QString, int> m_lines;
    QStringList m_duplicates;
};

/// "a/b" as a part of a pointer.
[[nodiscard]] QString pointerPart(QString key);

} // namespace dumbo
