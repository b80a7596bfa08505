#include "core/json/jsoncompare.h"
#include "core/json/jsonfault.h"
#include "core/json/jsonindex.h"
#include "core/json/jsonnumber.h"
#include "core/json/jsonstream.h"
#include "core/json/jsonstring.h"

#include <QBuffer>

#include <algorithm>
#include <cstdlib>

using namespace dumbo;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void checkScalar(const JsonNode &node)
{
    const auto text = node.text();
    if (node.isNumber()) {
        const auto normal = normalizedJsonNumber(text);
        require(isJsonNumber(text) && isJsonNumber(normal) && compareJsonNumbers(text, normal) == 0);
        if (const auto sum = addJsonNumbers(text, "1"))
            require(compareJsonNumbers(*sum, text) > 0);
    } else if (node.isString()) {
        const auto string = node.string();
        require(decodeJsonString(encodeJsonString(string)) == string);
        require(toWtf8(node.toQString()) == string);
    }
}

/// Children lie within, one behind the other, and lead back.
void checkNode(const JsonIndex &index, const JsonNode &node)
{
    require(index.node(node.number()) == node);
    require(node.begin() < node.end() && node.end() <= index.text().size());
    auto at = node.begin() + 1;
    qint64 position = 0;
    for (const auto child : node.children()) {
        require(child.parent() == node && child.hasKey() == node.isObject());
        require((child.hasKey() ? child.keyBegin() : child.begin()) >= at && child.end() < node.end());
        require(!child.hasKey() || child.keyIs(child.key()));
        if (position % 50 == 0)
            require(child.position() == position && node.child(position) == child);
        at = child.end();
        ++position;
    }
    require(node.childCount() == position);
    if (!node.isContainer())
        checkScalar(node);
}

void checkStream(const QByteArray &bytes, JsonStream::Format format)
{
    QByteArray copy = bytes;
    QBuffer device(&copy);
    device.open(QIODevice::ReadOnly);
    JsonStream stream(device, { .format = format });
    qint64 last = -1;
    for (;;) {
        const auto item = stream.next();
        require(item.has_value());
        if (!*item)
            return;
        require((*item)->position >= last && (*item)->position <= bytes.size());
        require((*item)->error || jsonFault((*item)->text).kind() == ErrorKind::General);
        last = (*item)->position;
    }
}

} // namespace

/// Any bytes: the fast reader, with windows small enough to be crossed and with the usual one, and the slow one that looks for the fault
/// agree, and what was read hangs together.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray text(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto fault = jsonFault(text);
    for (const auto window : { qint64(32 + size % 97), JsonIndex::usualWindow }) {
        JsonIndex index(window);
        const auto root = index.build(text);
        require(root.has_value() == (fault.kind() == ErrorKind::General));
        if (!root) {
            require(fault.position().value_or(-1) >= 0 && fault.position() <= text.size() && !fault.message().isEmpty());
            continue;
        }
        std::vector<JsonNode> nodes { *root };
        for (size_t i = 0; i < nodes.size(); ++i) {
            checkNode(index, nodes[i]);
            std::ranges::copy(nodes[i].children(), std::back_inserter(nodes));
        }
    }
    for (const auto format : { JsonStream::Format::Automatic, JsonStream::Format::Lines, JsonStream::Format::Array, JsonStream::Format::Concatenated })
        checkStream(text, format);
    return 0;
}
