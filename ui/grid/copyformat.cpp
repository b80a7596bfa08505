#include "ui/grid/copyformat.h"

#include <QCoreApplication>

namespace workbench {

QString copyFormatId(CopyFormat format)
{
    switch (format) {
    case CopyFormat::Tsv:
        return QStringLiteral("tsv");
    case CopyFormat::Csv:
        return QStringLiteral("csv");
    case CopyFormat::Json:
        return QStringLiteral("json");
    case CopyFormat::NdJson:
        return QStringLiteral("ndjson");
    case CopyFormat::Markdown:
        return QStringLiteral("markdown");
    case CopyFormat::Insert:
        return QStringLiteral("insert");
    }
    Q_UNREACHABLE_RETURN({});
}

QString copyFormatTitle(CopyFormat format)
{
    const auto text = [](const char *source) { return QCoreApplication::translate("CopyFormat", source); };
    switch (format) {
    case CopyFormat::Tsv:
        return text(QT_TRANSLATE_NOOP("CopyFormat", "Copy"));
    case CopyFormat::Csv:
        return text(QT_TRANSLATE_NOOP("CopyFormat", "Copy as CSV"));
    case CopyFormat::Json:
        return text(QT_TRANSLATE_NOOP("CopyFormat", "Copy as JSON"));
    case CopyFormat::NdJson:
        return text(QT_TRANSLATE_NOOP("CopyFormat", "Copy as JSON Lines"));
    case CopyFormat::Markdown:
        return text(QT_TRANSLATE_NOOP("CopyFormat", "Copy as Markdown"));
    case CopyFormat::Insert:
        return text(QT_TRANSLATE_NOOP("CopyFormat", "Copy as INSERT"));
    }
    Q_UNREACHABLE_RETURN({});
}

bool CopyRequest::isSingleCell() const
{
    return ranges.size() == 1 && ranges.front().rows() == 1 && ranges.front().columns() == 1;
}

qint64 CopyRequest::cellCount() const
{
    qint64 cells = 0;
    for (const GridRange &range : ranges)
        cells += range.rows() * range.columns();
    return cells;
}

}
