#include "ui/documents/pathnotation.h"

#include "core/documents/query/documentpath.h"
#include "core/json/jsonstring.h"

#include <algorithm>

namespace workbench {

namespace {

bool isName(const QString &key)
{
    const auto isLetter = [](QChar c) { return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'_'; };
    return !key.isEmpty() && isLetter(key.front())
        && std::ranges::all_of(key, [&](QChar c) { return isLetter(c) || (c >= u'0' && c <= u'9'); });
}

QString jsonPath(const dumbo::DocumentPath &path, const std::vector<bool> &isPosition, bool inBrackets)
{
    QString text = QStringLiteral("$");
    for (qsizetype at = 0; at < path.size(); ++at) {
        const auto key = dumbo::fromWtf8(path[at]);
        if (isPosition[std::size_t(at)])
            text += u'[' + key + u']';
        else if (isName(key))
            text += u'.' + key;
        else if (inBrackets)
            text += u'[' + QString::fromUtf8(dumbo::encodeJsonString(path[at])) + u']';
        else
            text += u'.' + QString::fromUtf8(dumbo::encodeJsonString(path[at]));
    }
    return text;
}

QString quoted(QString text)
{
    return u'\'' + text.replace(u'\'', QStringLiteral("''")) + u'\'';
}

QString column(const QString &name)
{
    return isName(name) && name == name.toLower() ? name : u'"' + QString(name).replace(u'"', QStringLiteral("\"\"")) + u'"';
}

} // namespace

QString pathText(PathStyle style, const QString &columnName, const dumbo::DocumentPath &path, const std::vector<bool> &isPosition)
{
    switch (style) {
    case PathStyle::JsonPath:
        return jsonPath(path, isPosition, true);
    case PathStyle::ArrowPath:
        return column(columnName) + QStringLiteral(" ->> ") + quoted(jsonPath(path, isPosition, false));
    case PathStyle::Dotted:
        return dumbo::fromWtf8(dumbo::dottedText(path));
    case PathStyle::Arrows:
        break;
    }
    QString text = column(columnName);
    for (qsizetype at = 0; at < path.size(); ++at) {
        const auto key = dumbo::fromWtf8(path[at]);
        text += at + 1 == path.size() ? QStringLiteral(" ->> ") : QStringLiteral(" -> ");
        text += isPosition[std::size_t(at)] ? key : quoted(key);
    }
    return text;
}

} // namespace workbench
