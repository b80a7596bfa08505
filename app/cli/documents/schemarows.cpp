#include "app/cli/documents/schemarows.h"

#include "app/cli/terminal.h"
#include "app/cli/textrows.h"

#include <QCoreApplication>

namespace cli {

using namespace dumbo;

namespace {

using Row = std::vector<std::optional<QString>>;

constexpr std::size_t mostExamples = 3;

QString tr(const char *text)
{
    return QCoreApplication::translate("SchemaRows", text);
}

QString percent(double share)
{
    return QStringLiteral("%1 %").arg(share * 100, 0, 'f', share > 0 && share < 1 ? 1 : 0);
}

/// "integer 99.0 %, string 1.0 %"; without shares where there is one.
QString typesText(const FieldProfile &field)
{
    QStringList types;
    for (int type = 0; type < valueTypeCount; ++type) {
        const auto count = field.typeCount(ValueType(type));
        if (count == 0)
            continue;
        auto text = valueTypeName(ValueType(type));
        if (count < field.count)
            text += u' ' + percent(double(count) / double(field.count));
        types.append(text);
    }
    return types.join(QStringLiteral(", "));
}

QString rangeText(const FieldProfile &field)
{
    QStringList parts;
    if (!field.smallestNumber.isEmpty())
        parts.append(QString::fromUtf8(field.smallestNumber) + QStringLiteral(" … ") + QString::fromUtf8(field.largestNumber));
    if (field.textLengths.count > 0)
        parts.append(QStringLiteral("\"%1\" … \"%2\"").arg(QString::fromUtf8(field.smallestText.first(std::min<qsizetype>(field.smallestText.size(), 20))),
            QString::fromUtf8(field.largestText.first(std::min<qsizetype>(field.largestText.size(), 20)))));
    if (field.arrayLengths.count > 0)
        parts.append(tr("%1 … %2 elements").arg(field.arrayLengths.shortest).arg(field.arrayLengths.longest));
    return parts.join(QStringLiteral(", "));
}

QString examplesText(const FieldProfile &field)
{
    QStringList examples;
    for (std::size_t i = 0; i < std::min(field.frequent.size(), mostExamples); ++i)
        examples.append(QString::fromUtf8(field.frequent[i].text.first(std::min<qsizetype>(field.frequent[i].text.size(), 30))));
    return examples.join(QStringLiteral(", "));
}

void addRows(const FieldProfile &field, const QString &path, std::vector<Row> &rows)
{
    for (const auto &child : field.children) {
        const auto key = QString::fromUtf8(child.key);
        const auto below = child.isElement ? path + QStringLiteral("[]") : path.isEmpty() ? key : path + u'.' + key;
        const bool isScalar = child.distinct > 0;
        rows.push_back({ below, typesText(child), child.isElement ? std::nullopt : std::optional(percent(child.presence())),
            isScalar ? std::optional((child.distinctIsEstimate ? QStringLiteral("~") : QString()) + QString::number(child.distinct)) : std::nullopt,
            rangeText(child), examplesText(child) });
        addRows(child, below, rows);
    }
}

} // namespace

Result<void> printSchema(const DocumentProfile &profile)
{
    std::vector<Row> rows;
    addRows(profile.root, {}, rows);
    const auto written
        = writeTextRows(ResultFormat::Table, { tr("path"), tr("types"), tr("present"), tr("distinct"), tr("from … to"), tr("most frequent") }, rows);
    auto counted = profile.isSample ? tr("%1 documents, a sample").arg(profile.documents) : tr("%1 documents, all there are").arg(profile.documents);
    if (profile.invalid > 0)
        counted += tr("; %1 rows are no JSON").arg(profile.invalid);
    printLine(counted);
    return written;
}

} // namespace cli
