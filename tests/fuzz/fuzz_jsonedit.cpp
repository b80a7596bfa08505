#include "core/json/jsonedit.h"
#include "core/json/jsonpatch.h"

#include <algorithm>
#include <cstdlib>

using namespace dumbo;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

std::vector<JsonNode> nodesOf(const JsonDocument &document)
{
    std::vector<JsonNode> nodes { document.root() };
    for (size_t i = 0; i < nodes.size(); ++i)
        std::ranges::copy(nodes[i].children(), std::back_inserter(nodes));
    return nodes;
}

bool hasKeysTwice(const std::vector<JsonNode> &nodes)
{
    return std::ranges::any_of(nodes, [](const JsonNode &node) { return node.isObject() && qint64(jsonMembers(node).size()) != node.childCount(); });
}

/// Three bytes: what to do, where, and with which value.
void change(JsonEdit &edit, const std::vector<JsonNode> &nodes, const uint8_t *bytes)
{
    static const QByteArray values[] { "1", "\"x\"", "[1, 2]", "{\n  \"k\": [\n    10.00\n  ]\n}", " null ", "{}", "[]", "1e400" };
    const auto node = nodes[bytes[1] % nodes.size()];
    const auto &value = values[bytes[2] % 8];
    const auto position = qint64(bytes[2] / 8) - 1;
    Result<void> done;
    switch (bytes[0] % 5) {
    case 0:
        done = edit.replace(node, value);
        require(done.has_value());
        break;
    case 1:
        done = edit.insertMember(node, QByteArray(1, char('a' + bytes[2] % 26)), value, position);
        require(done.has_value() == node.isObject());
        break;
    case 2:
        done = edit.insertElement(node, value, position);
        require(done.has_value() == node.isArray());
        break;
    case 3:
        done = edit.remove(node);
        require(done.has_value() == node.parent().isValid());
        break;
    default:
        done = edit.renameKey(node, QByteArray(1, char('A' + bytes[2] % 26)));
        require(done.has_value() == node.hasKey());
    }
}

} // namespace

/// A document, and behind a zero byte some changes: the result is JSON again, spans do not overlap, and patches between both lead there and
/// back.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const auto *const zero = std::find(data, data + size, 0);
    const QByteArray text(reinterpret_cast<const char *>(data), zero - data);
    const auto document = JsonDocument::parse(text);
    if (!document)
        return 0;
    const auto nodes = nodesOf(*document);
    JsonEdit edit(*document);
    require(edit.text() == text);
    for (auto at = zero; data + size - at > 3 && at - zero < 48; at += 3)
        change(edit, nodes, at + 1);
    qint64 end = 0;
    for (const auto &span : edit.spans()) {
        require(span.begin >= end && span.end >= span.begin && span.end <= text.size());
        end = span.end;
    }
    const auto after = JsonDocument::parse(edit.text());
    require(after.has_value());
    if (size > 4096 || hasKeysTwice(nodes) || hasKeysTwice(nodesOf(*after)))
        return 0;
    const auto forth = applyJsonPatch(text, makeJsonPatch(document->root(), after->root()));
    require(forth && jsonEqual(JsonDocument::parse(*forth)->root(), after->root()));
    const auto back = applyJsonPatch(after->text(), makeJsonPatch(after->root(), document->root()));
    require(back && jsonEqual(JsonDocument::parse(*back)->root(), document->root()));
    const auto merged = mergeJson(*after, jsonThreeWay(document->root(), document->root(), after->root()), {});
    require(merged && *merged == after->text());
    return 0;
}
