#include "app/cli/migratedifference.h"

#include "app/cli/migratejson.h"

namespace cli {

using namespace dumbo;
using namespace Qt::StringLiterals;

namespace {

QJsonObject jsonOf(const PartDifference &part)
{
    QJsonObject json { { u"part"_s, catalogPartWord(part.part) }, { u"change"_s, catalogChangeWord(part.change) }, { u"sentence"_s, part.sentence } };
    for (const auto &[key, text] : { std::pair { u"name"_s, &part.name }, { u"from"_s, &part.from }, { u"to"_s, &part.to } }) {
        if (!text->isEmpty())
            json.insert(key, *text);
    }
    return json;
}

} // namespace

QJsonArray jsonOf(const CatalogDifference &difference)
{
    QJsonArray objects;
    for (const auto &object : difference.objects) {
        QJsonArray parts;
        for (const auto &part : object.parts)
            parts.append(jsonOf(part));
        objects.append(QJsonObject { { u"object"_s, jsonOf(object.object().path) }, { u"kind"_s, objectKindName(object.object().kind) },
            { u"change"_s, catalogChangeWord(object.change) }, { u"sentence"_s, object.sentence }, { u"parts"_s, parts } });
    }
    return objects;
}

QString textOf(const CatalogDifference &difference, const QString &indent)
{
    QString text;
    for (const auto &object : difference.objects) {
        text += indent + object.sentence + u'\n';
        // One part is in the object's own sentence.
        for (const auto &part : object.parts.size() > 1 ? object.parts : std::vector<PartDifference>())
            text += indent + u"    "_s + part.sentence + u'\n';
    }
    return text;
}

} // namespace cli
