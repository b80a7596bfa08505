#pragma once

#include "ui/documents/documentnode.h"
#include "ui/documents/documentsoverlay.h"

#include <QColor>
#include <QList>
#include <QString>
#include <QTextLayout>

class QPainter;
class QPalette;

namespace workbench {

/// The colours of documents, from the palette alone.
struct DocumentColors {
    DocumentColors() = default;
    /// focused: the view has the keyboard.
    DocumentColors(const QPalette &palette, bool focused);

    [[nodiscard]] QColor of(NodeKind kind) const;
    [[nodiscard]] QColor of(DocumentsOverlay::State state) const;

    QColor base;
    QColor text;
    QColor dim;
    QColor key;
    QColor string;
    QColor number;
    QColor literal;
    QColor line; ///< between documents, and guides of indentation
    QColor ground; ///< of a document's own line
    QColor selection; ///< half transparent
    QColor placeholder;
    QColor added;
    QColor changed;
    QColor danger;
};

/// The beginning of a JSON text in one line: white space outside strings goes but for a blank after ':' and ','.
[[nodiscard]] QString previewText(QByteArrayView json, qsizetype most);
/// A document's text, or its beginning, without _id and _version where it begins with them: they stand elsewhere.
[[nodiscard]] QByteArray withoutIds(QByteArrayView json);
/// Colours for such a text, also where it is cut.
[[nodiscard]] QList<QTextLayout::FormatRange> previewFormats(const QString &preview, const DocumentColors &colors);

/// Draws such a text in one line, cut at the right.
void drawPreview(QPainter &painter, const QRect &rect, const QString &preview, const DocumentColors &colors);

/// "object", "array", "string", …; translated.
[[nodiscard]] QString kindText(NodeKind kind);
/// "512 B", "1.2 kB", "100 MB".
[[nodiscard]] QString sizeText(qint64 bytes);
/// A JSON string cut to a few thousand bytes, between characters; json may be cut anywhere, or go on behind the string.
[[nodiscard]] QByteArray beginningOfString(QByteArrayView json);
/// A string's value as one line without quotes; other scalars as they are written.
[[nodiscard]] QString scalarText(const DocumentNode &node);

} // namespace workbench
