#include "ui/documents/documentlook.h"

#include "core/json/jsonstring.h"
#include "ui/grid/displaytext.h"
#include "ui/grid/gridcolors.h"
#include "ui/shell/theme.h"

#include <QCoreApplication>
#include <QLocale>
#include <QPainter>
#include <QPalette>

namespace workbench {

namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Where the string that begins at from ends, behind its closing quote; the text's end where that is cut off.
qsizetype endOfString(QStringView text, qsizetype from)
{
    for (auto at = from + 1; at < text.size(); ++at) {
        if (text[at] == u'\\')
            ++at;
        else if (text[at] == u'"')
            return at + 1;
    }
    return text.size();
}

} // namespace

DocumentColors::DocumentColors(const QPalette &palette, bool focused)
    : base(palette.color(QPalette::Base))
    , text(palette.color(QPalette::Text))
    , dim(mixed(base, text, 0.62))
    , key(text)
    , line(mixed(base, text, 0.12))
    , ground(mixed(base, text, 0.035))
    , placeholder(mixed(base, text, 0.09))
    , danger(theme::danger())
{
    const bool isDark = base.lightnessF() < 0.5F;
    string = isDark ? QColor(0x8c, 0xd1, 0x8a) : QColor(0x1f, 0x6f, 0x2b);
    number = isDark ? QColor(0x7f, 0xb8, 0xf5) : QColor(0x0b, 0x56, 0xa8);
    literal = isDark ? QColor(0xd3, 0xa6, 0xf2) : QColor(0x83, 0x3a, 0xa8);
    added = isDark ? QColor(0x5f, 0xc2, 0x72) : QColor(0x2d, 0x8a, 0x45);
    changed = isDark ? QColor(0xe6, 0xb4, 0x50) : QColor(0xb5, 0x71, 0x00);
    selection = focused ? palette.color(QPalette::Highlight) : mixed(palette.color(QPalette::Highlight), text, 0.55);
    selection.setAlphaF(focused ? 0.26F : 0.16F);
}

QColor DocumentColors::of(NodeKind kind) const
{
    switch (kind) {
    case NodeKind::Null:
    case NodeKind::Boolean:
        return literal;
    case NodeKind::Number:
        return number;
    case NodeKind::String:
        return string;
    case NodeKind::Object:
    case NodeKind::Array:
        return dim;
    case NodeKind::NotJson:
        return danger;
    }
    return text;
}

QColor DocumentColors::of(DocumentsOverlay::State state) const
{
    switch (state) {
    case DocumentsOverlay::State::Added:
        return added;
    case DocumentsOverlay::State::Changed:
        return changed;
    case DocumentsOverlay::State::Deleted:
    case DocumentsOverlay::State::Conflict:
        return danger;
    }
    return changed;
}

QString previewText(QByteArrayView json, qsizetype most)
{
    QByteArray text;
    text.reserve(std::min(json.size(), most) + 16);
    bool isInString = false;
    for (qsizetype at = 0; at < json.size() && text.size() < most; ++at) {
        const char c = json[at];
        if (isInString) {
            text.append(c);
            if (c == '\\' && at + 1 < json.size())
                text.append(json[++at]);
            else if (c == '"')
                isInString = false;
        } else if (!isSpace(c)) {
            isInString = c == '"';
            text.append(c);
            if (c == ':' || c == ',')
                text.append(' ');
        }
    }
    auto shown = displayText(QUtf8StringView(text), GridCell::Kind::Json).text;
    return shown;
}

QByteArray withoutIds(QByteArrayView json)
{
    const auto skipSpace = [json](qsizetype at) {
        while (at < json.size() && isSpace(json[at]))
            ++at;
        return at;
    };
    qsizetype at = skipSpace(0);
    if (at >= json.size() || json[at] != '{')
        return json.toByteArray();
    at = skipSpace(at + 1);
    while (true) {
        const auto rest = json.sliced(at);
        const qsizetype key = rest.startsWith("\"_id\"") ? 5 : rest.startsWith("\"_version\"") ? 10 : 0;
        auto end = key == 0 ? at : skipSpace(at + key);
        if (key == 0 || end >= json.size() || json[end] != ':')
            break;
        end = skipSpace(end + 1);
        const bool isString = end < json.size() && json[end] == '"';
        for (end += isString; end < json.size() && (isString ? json[end] != '"' : json[end] != ',' && json[end] != '}'); ++end)
            end += isString && json[end] == '\\';
        end = skipSpace(end + isString);
        if (end >= json.size() || json[end] != ',')
            break;
        at = skipSpace(end + 1);
    }
    return '{' + json.sliced(std::min(at, json.size())).toByteArray();
}

QList<QTextLayout::FormatRange> previewFormats(const QString &preview, const DocumentColors &colors)
{
    QList<QTextLayout::FormatRange> ranges;
    const auto add = [&ranges](qsizetype from, qsizetype to, const QColor &color) {
        QTextLayout::FormatRange range;
        range.start = int(from);
        range.length = int(to - from);
        range.format.setForeground(color);
        ranges.append(range);
    };
    for (qsizetype at = 0; at < preview.size();) {
        const auto c = preview[at];
        auto end = at + 1;
        if (c == u'"') {
            end = endOfString(preview, at);
            const bool isKey = end < preview.size() && preview[end] == u':';
            add(at, end, isKey ? colors.key : colors.string);
        } else if (c == u'-' || c.isDigit()) {
            while (end < preview.size() && (preview[end].isLetterOrNumber() || QStringView(u".+-").contains(preview[end])))
                ++end;
            add(at, end, colors.number);
        } else if (c.isLetter()) {
            while (end < preview.size() && preview[end].isLetter())
                ++end;
            add(at, end, colors.literal);
        } else {
            add(at, end, colors.dim);
        }
        at = end;
    }
    return ranges;
}

void drawPreview(QPainter &painter, const QRect &rect, const QString &preview, const DocumentColors &colors)
{
    const auto cut = painter.fontMetrics().elidedText(preview, Qt::ElideRight, rect.width());
    QTextLayout layout(cut, painter.font());
    layout.setFormats(previewFormats(cut, colors));
    layout.beginLayout();
    auto line = layout.createLine();
    line.setLineWidth(1 << 24);
    layout.endLayout();
    layout.draw(&painter, QPointF(rect.left(), rect.top() + (rect.height() - line.height()) / 2));
}

QString kindText(NodeKind kind)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("DocumentTree", text); };
    switch (kind) {
    case NodeKind::Null:
        return tr("null");
    case NodeKind::Boolean:
        return tr("boolean");
    case NodeKind::Number:
        return tr("number");
    case NodeKind::String:
        return tr("string");
    case NodeKind::Object:
        return tr("object");
    case NodeKind::Array:
        return tr("array");
    case NodeKind::NotJson:
        return tr("not JSON");
    }
    return {};
}

QString sizeText(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, bytes < 10'000 ? 1 : 0, QLocale::DataSizeSIFormat);
}

QByteArray beginningOfString(QByteArrayView json)
{
    constexpr qsizetype most = 4096;
    if (json.isEmpty() || json.front() != '"')
        return QByteArrayLiteral("\"\"");
    qsizetype good = 1; // behind the last whole character
    for (qsizetype at = 1; at < std::min(json.size(), most);) {
        const char c = json[at];
        if (c == '"')
            return json.first(at + 1).toByteArray();
        qsizetype length = 1;
        if (c == '\\')
            length = at + 1 < json.size() && json[at + 1] == 'u' ? 6 : 2;
        else if (const auto lead = quint8(c); lead >= 0xc0)
            length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        if (at + length > json.size())
            break;
        at += length;
        good = at;
    }
    return json.first(good).toByteArray() + '"';
}

QString scalarText(const DocumentNode &node)
{
    if (node.kind == NodeKind::String)
        return displayText(dumbo::jsonStringText(beginningOfString(node.text))).text;
    return displayText(QUtf8StringView(node.text)).text;
}

} // namespace workbench
