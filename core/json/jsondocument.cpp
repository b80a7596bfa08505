#include "core/json/jsondocument.h"

#include "core/json/jsonindex.h"

namespace dumbo {

struct JsonDocument::Data {
    QByteArray text;
    JsonIndex index;
};

JsonDocument::JsonDocument() = default;
JsonDocument::~JsonDocument() = default;
JsonDocument::JsonDocument(const JsonDocument &other) = default;
JsonDocument::JsonDocument(JsonDocument &&other) noexcept = default;
JsonDocument &JsonDocument::operator=(const JsonDocument &other) = default;
JsonDocument &JsonDocument::operator=(JsonDocument &&other) noexcept = default;

JsonDocument::JsonDocument(std::shared_ptr<const Data> data)
    : m_data(std::move(data))
{
}

Result<JsonDocument> JsonDocument::parse(const QByteArray &text)
{
    auto data = std::make_shared<Data>();
    data->text = text;
    const auto root = data->index.build(data->text);
    if (!root)
        return std::unexpected(root.error());
    data->index.shrink();
    return JsonDocument(std::move(data));
}

JsonNode JsonDocument::root() const
{
    return m_data ? m_data->index.root() : JsonNode();
}

QByteArray JsonDocument::text() const
{
    return m_data ? m_data->text : QByteArray();
}

JsonNode JsonDocument::node(quint32 number) const
{
    return m_data ? m_data->index.node(number) : JsonNode();
}

JsonNode JsonDocument::nodeAt(qint64 byte) const
{
    auto node = root();
    if (byte < node.begin() || byte >= node.end())
        return {};
    for (;;) {
        auto low = qint64(0);
        auto high = node.childCount(); // the first child that begins behind the byte
        while (low < high) {
            const auto middle = (low + high) / 2;
            if (node.child(middle).begin() <= byte)
                low = middle + 1;
            else
                high = middle;
        }
        const auto before = node.child(low - 1);
        if (before.isValid() && byte < before.end()) {
            node = before;
            continue;
        }
        const auto behind = node.child(low);
        return behind.hasKey() && behind.keyBegin() <= byte ? behind : node;
    }
}

JsonNode JsonDocument::find(QByteArrayView pointer) const
{
    if (pointer.isEmpty())
        return root();
    if (!pointer.startsWith('/'))
        return {};
    auto path = pointer.sliced(1).toByteArray().split('/');
    for (auto &step : path)
        step.replace("~1", "/").replace("~0", "~");
    return root().at(path);
}

qint64 JsonDocument::indexBytes() const
{
    return m_data ? m_data->index.bytes() : 0;
}

JsonReader::JsonReader()
    : m_index(std::make_unique<JsonIndex>())
{
}

JsonReader::~JsonReader() = default;
JsonReader::JsonReader(JsonReader &&other) noexcept = default;
JsonReader &JsonReader::operator=(JsonReader &&other) noexcept = default;

Result<JsonNode> JsonReader::read(QByteArrayView text)
{
    return m_index->build(text);
}

} // namespace dumbo
