#include "app/cli/documents/documentvalues.h"

#include "core/documents/query/documentpath.h"
#include "core/documents/query/projection.h"
#include "core/json/jsonstring.h"
#include "core/results/celltext.h"

#include <QCoreApplication>

namespace cli {

using namespace dumbo;

namespace {

constexpr std::size_t mostNamed = 5;

QString tr(const char *text)
{
    return QCoreApplication::translate("DocumentValues", text);
}

struct JsonOfValue {
    QByteArray operator()(Value::Null) const { return "null"; }
    QByteArray operator()(bool value) const { return value ? "true" : "false"; }
    QByteArray operator()(qint64 value) const { return QByteArray::number(value); }
    QByteArray operator()(quint64 value) const { return QByteArray::number(value); }
    QByteArray operator()(double value) const
    {
        QByteArray text;
        appendFloat(text, value, false);
        return text;
    }
    QByteArray operator()(const Value::Decimal &value) const { return value.digits; }
    QByteArray operator()(const Value::Text &value) const { return encodeJsonString(value.utf8); }
    QByteArray operator()(const Value::Bytes &value) const { return encodeJsonString(value.bytes.toBase64()); }
    QByteArray operator()(const Value::Temporal &value) const { return encodeJsonString(value.text); }
    QByteArray operator()(const Value::Uuid &value) const { return encodeJsonString(value.text); }
    QByteArray operator()(const Value::Json &value) const { return value.text; }
    QByteArray operator()(const Value::Array &value) const
    {
        QByteArrayList elements;
        for (const auto &element : value.elements)
            elements.append(valueJson(element));
        return '[' + elements.join(',') + ']';
    }
    QByteArray operator()(const Value::ServerText &value) const { return encodeJsonString(value.text); }
};

QString versionText(const std::optional<qint64> &version)
{
    return version ? QString::number(*version) : tr("any");
}

QString conflictText(const DocumentSource &source, const DocumentConflict &conflict, bool isInsert)
{
    const auto key = QString::fromUtf8(source.key.size() == 1 && !conflict.key.empty() ? valueJson(conflict.key.front()) : keyJson(source, conflict.key));
    if (isInsert)
        return tr("There is a document %1 already.").arg(key);
    if (!conflict.exists)
        return tr("There is no document %1 any more.").arg(key);
    if (conflict.actualVersion)
        return tr("The document %1 has version %2, not %3.").arg(key).arg(*conflict.actualVersion).arg(versionText(conflict.expectedVersion));
    return tr("The document %1 was changed meanwhile.").arg(key);
}

} // namespace

QByteArray valueJson(const Value &value)
{
    return std::visit(JsonOfValue(), value.variant());
}

QByteArray keyJson(const DocumentSource &source, const std::vector<Value> &key, const QByteArray &more)
{
    QByteArrayList members;
    for (std::size_t i = 0; i < key.size() && qsizetype(i) < source.key.size(); ++i)
        members.append(encodeJsonText(source.key.at(qsizetype(i))) + ':' + valueJson(key[i]));
    if (!more.isEmpty())
        members.append(more);
    return '{' + members.join(',') + '}';
}

QByteArray indexJson(const DocumentIndex &index)
{
    auto json = "{\"name\":" + encodeJsonText(index.name);
    if (index.kind == DocumentIndex::Kind::Containment)
        return json + ",\"kind\":\"containment\"}";
    json += ",\"kind\":\"value\",\"keys\":" + sortText(index.keys) + ",\"unique\":" + (index.unique ? "true" : "false");
    if (!index.generatedColumn.isEmpty())
        json += ",\"generatedColumn\":" + encodeJsonText(index.generatedColumn);
    return json + '}';
}

Error conflictError(const DocumentSource &source, const std::vector<DocumentConflict> &conflicts, bool isInsert)
{
    Error error(isInsert ? ErrorKind::UniqueConstraint : ErrorKind::Concurrency, conflictText(source, conflicts.front(), isInsert));
    QStringList others;
    for (std::size_t i = 1; i < std::min(conflicts.size(), mostNamed); ++i)
        others.append(conflictText(source, conflicts[i], isInsert));
    if (conflicts.size() > mostNamed)
        others.append(tr("%1 more.").arg(conflicts.size() - mostNamed));
    return error.withDetail(others.join(u' ')).withHint(tr("Nothing was written."));
}

} // namespace cli
