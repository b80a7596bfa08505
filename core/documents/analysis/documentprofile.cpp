#include "core/documents/analysis/documentprofile.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

#include <algorithm>

namespace dumbo {

QString valueTypeName(ValueType type)
{
    static const std::array names { QStringLiteral("null"), QStringLiteral("boolean"), QStringLiteral("integer"), QStringLiteral("number"),
        QStringLiteral("string"), QStringLiteral("array"), QStringLiteral("object") };
    return names[std::size_t(type)];
}

DocumentPath filterPath(const DocumentProfile &profile, const std::vector<int> &place)
{
    DocumentPath path;
    const auto *field = &profile.root;
    for (const auto index : place) {
        field = &field->children[std::size_t(index)];
        if (!field->isElement)
            path.append(field->key);
    }
    return path;
}

namespace {

void collectPaths(const FieldProfile &field, const DocumentPath &above, QSet<DocumentPath> &known, std::vector<DocumentPath> &paths)
{
    for (const auto &child : field.children) {
        auto path = above;
        if (!child.isElement) {
            path.append(child.key);
            if (!known.contains(path)) {
                known.insert(path);
                paths.push_back(path);
            }
        }
        collectPaths(child, path, known, paths);
    }
}

QJsonArray barsJson(const std::vector<HistogramBar> &bars)
{
    QJsonArray array;
    for (const auto &bar : bars)
        array.append(QJsonArray { bar.from, bar.to, bar.count });
    return array;
}

QJsonObject lengthsJson(const LengthProfile &lengths)
{
    return { { QStringLiteral("shortest"), lengths.shortest }, { QStringLiteral("longest"), lengths.longest },
        { QStringLiteral("average"), lengths.average }, { QStringLiteral("bars"), barsJson(lengths.bars) } };
}

QJsonObject typesJson(const FieldProfile &field)
{
    QJsonObject types;
    for (int type = 0; type < valueTypeCount; ++type) {
        if (field.typeCount(ValueType(type)) > 0)
            types.insert(valueTypeName(ValueType(type)), field.typeCount(ValueType(type)));
    }
    return types;
}

/// Numbers as texts, since a reader of JSON might round them.
QJsonObject fieldJson(const FieldProfile &field, const QString &path)
{
    QJsonObject object { { QStringLiteral("path"), path }, { QStringLiteral("count"), field.count }, { QStringLiteral("parents"), field.parents },
        { QStringLiteral("types"), typesJson(field) }, { QStringLiteral("distinct"), field.distinct },
        { QStringLiteral("distinctIsEstimate"), field.distinctIsEstimate } };
    QJsonArray frequent;
    for (const auto &value : field.frequent)
        frequent.append(QJsonObject { { QStringLiteral("json"), QString::fromUtf8(value.text) }, { QStringLiteral("count"), value.count } });
    if (!frequent.isEmpty())
        object.insert(QStringLiteral("frequent"), frequent);
    if (!field.smallestNumber.isEmpty()) {
        object.insert(QStringLiteral("smallestNumber"), QString::fromUtf8(field.smallestNumber));
        object.insert(QStringLiteral("largestNumber"), QString::fromUtf8(field.largestNumber));
        object.insert(QStringLiteral("numbers"), barsJson(field.numbers));
    }
    if (field.textLengths.count > 0) {
        object.insert(QStringLiteral("smallestText"), QString::fromUtf8(field.smallestText));
        object.insert(QStringLiteral("largestText"), QString::fromUtf8(field.largestText));
        object.insert(QStringLiteral("lengths"), lengthsJson(field.textLengths));
        object.insert(QStringLiteral("dateLike"), field.dateLike);
    }
    if (field.arrayLengths.count > 0)
        object.insert(QStringLiteral("elements"), lengthsJson(field.arrayLengths));
    if (field.repeated > 0)
        object.insert(QStringLiteral("repeated"), field.repeated);
    if (field.isCut)
        object.insert(QStringLiteral("cut"), true);
    return object;
}

void collectFields(const FieldProfile &field, const QString &path, QJsonArray &fields)
{
    fields.append(fieldJson(field, path));
    for (const auto &child : field.children) {
        const auto key = QString::fromUtf8(child.key);
        const auto below = child.isElement ? path + QStringLiteral("[]") : path.isEmpty() ? key : path + u'.' + key;
        collectFields(child, below, fields);
    }
}

} // namespace

std::vector<DocumentPath> profilePaths(const DocumentProfile &profile)
{
    std::vector<DocumentPath> paths;
    QSet<DocumentPath> known; // a place may be reached through objects and through elements
    collectPaths(profile.root, {}, known, paths);
    std::ranges::stable_sort(paths, {}, [](const DocumentPath &path) { return path.size(); });
    return paths;
}

QByteArray profileJson(const DocumentProfile &profile)
{
    QJsonArray fields;
    collectFields(profile.root, {}, fields);
    const QJsonObject object { { QStringLiteral("documents"), profile.documents }, { QStringLiteral("invalid"), profile.invalid },
        { QStringLiteral("bytes"), profile.bytes }, { QStringLiteral("sampled"), profile.isSample }, { QStringLiteral("fields"), fields } };
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace dumbo
