#include "ui/documents/stagedwords.h"

#include "ui/documents/documentlook.h"
#include "ui/shell/theme.h"

#include <QCoreApplication>
#include <QLocale>
#include <QPainter>

namespace workbench::words {

using Kind = StagedDocument::Kind;

namespace {

constexpr qsizetype mostCellCharacters = 300;

QString tr(const char *text)
{
    return QCoreApplication::translate("StagedWords", text);
}

QChar sign(Kind kind)
{
    return kind == Kind::Insert ? u'+' : kind == Kind::Delete ? QChar(0x2212) : QChar(0x2022);
}

} // namespace

QString kind(Kind kind)
{
    switch (kind) {
    case Kind::Insert:
        return tr("new");
    case Kind::Edit:
        return tr("edited");
    case Kind::Delete:
        return tr("deleted");
    }
    return {};
}

QColor colour(Kind kind, const QPalette &palette)
{
    const DocumentColors colors(palette, true);
    return kind == Kind::Insert ? colors.added : kind == Kind::Delete ? colors.danger : colors.changed;
}

QIcon icon(Kind kind, const QPalette &palette)
{
    constexpr int side = 16;
    constexpr qreal density = 2;
    QPixmap picture(QSize(side, side) * density);
    picture.setDevicePixelRatio(density);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    auto font = painter.font();
    font.setPixelSize(side - 1);
    font.setBold(true);
    painter.setFont(font);
    painter.setPen(colour(kind, palette));
    painter.drawText(QRectF(0, 0, side, side), Qt::AlignCenter, sign(kind));
    painter.end();
    return picture;
}

QString summary(const StagedChanges &changes)
{
    const QLocale locale;
    QStringList parts;
    for (const auto kind : { Kind::Insert, Kind::Edit, Kind::Delete }) {
        if (const auto count = changes.count(kind))
            parts.append(QStringLiteral("%1 %2").arg(locale.toString(qlonglong(count)), words::kind(kind)));
    }
    if (parts.isEmpty())
        return {};
    return tr("Not saved: %1").arg(parts.join(QStringLiteral(", ")));
}

QString cell(QByteArrayView json)
{
    return previewText(json, mostCellCharacters);
}

QString path(const QByteArrayList &path)
{
    return QString::fromUtf8(path.join('.'));
}

} // namespace workbench::words
