#include "core/documents/query/documentorder.h"
#include "core/documents/query/extendedjson.h"
#include "core/documents/query/filterparser.h"
#include "core/documents/query/matcher.h"
#include "core/documents/query/pipeline.h"
#include "core/documents/query/projection.h"
#include "core/documents/query/update.h"
#include "core/json/jsondocument.h"

#include <QTimeZone>

#include <cstdlib>

using namespace dumbo;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

template <typename T>
bool read(const Result<T> &result, QByteArrayView text)
{
    if (result)
        return true;
    require(!result.error().message().isEmpty());
    const auto position = result.error().position();
    require(!position || (*position >= 0 && *position <= text.size()));
    return false;
}

/// A filter and its text match the same.
void tryFilter(QByteArrayView text, const JsonNode &document)
{
    const auto filter = parseFilter(text);
    if (!read(filter, text))
        return;
    const auto written = filterText(*filter);
    const auto again = parseFilter(written);
    require(again.has_value() && filterText(*again) == written);
    const auto matcher = FilterMatcher::create(*filter);
    const auto other = FilterMatcher::create(*again);
    require(matcher.has_value() == other.has_value());
    if (matcher && document.isValid())
        require(matcher->matches(document).value_or(false) == other->matches(document).value_or(false));
    static_cast<void>(documentOfFilter(*filter));
    if (const auto grown = andAlso(text, { "x" }, "1"))
        require(parseFilter(*grown).has_value());
}

void tryPlain(QByteArrayView text)
{
    const auto plain = plainJson(text);
    if (!read(plain, text))
        return;
    const auto document = JsonDocument::parse(*plain);
    require(document.has_value());
    require(plainJson(*plain).value_or("refused") == *plain);
    for (const auto form : { ExtendedJson::Relaxed, ExtendedJson::Canonical })
        require(JsonDocument::parse(extendedJson(document->root(), form)).has_value());
}

void tryUpdate(QByteArrayView text, QByteArrayView document)
{
    const auto update = DocumentUpdate::parse(text);
    if (!read(update, text))
        return;
    for (const bool inserting : { false, true }) {
        const auto result = update->apply(document, { QDateTime::fromMSecsSinceEpoch(0, QTimeZone::UTC), inserting, {} });
        if (result && *result)
            require(JsonDocument::parse(**result).has_value() && **result != document);
    }
}

void tryParts(QByteArrayView text, const JsonNode &document)
{
    if (const auto projection = parseProjection(text); read(projection, text)) {
        require(parseProjection(projectionText(*projection)) == projection);
        if (document.isValid())
            require(JsonDocument::parse(project(*projection, document)).has_value());
    }
    if (const auto sort = parseSort(text); read(sort, text)) {
        require(parseSort(sortText(*sort)) == sort);
        static_cast<void>(DocumentOrder(*sort).key(document));
    }
}

void tryPipeline(QByteArrayView text, const JsonNode &document)
{
    const auto pipeline = DocumentPipeline::parse(text);
    if (!read(pipeline, text) || !document.isValid())
        return;
    PipelineOptions options;
    options.memory = 1024 * 1024;
    options.lookup = [](const QByteArray &, const DocumentPath &, const std::vector<QByteArray> &values, const auto &found) {
        for (const auto &value : values)
            found("{\"a\":" + value + '}');
        return Result<void>();
    };
    int left = 1000;
    const auto run = pipeline->start(options, [&left](const QByteArray &result) {
        require(JsonDocument::parse(result).has_value());
        return --left > 0;
    });
    for (int i = 0; i < 3; ++i) {
        const auto more = run->add(document);
        if (!more || !*more)
            break;
    }
    static_cast<void>(run->finish());
}

} // namespace

/// Filters, updates, pipelines, projections and sorts: what a person types. The last line is a document to try them on.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto line = bytes.lastIndexOf('\n');
    const auto text = QByteArrayView(bytes).first(std::max(line, qsizetype(0)));
    const auto last = bytes.sliced(line + 1);
    const auto document = JsonDocument::parse(last);
    const auto root = document ? document->root() : JsonNode();
    tryFilter(text, root);
    tryPlain(text);
    tryUpdate(text, last);
    tryParts(text, root);
    tryPipeline(text, root);
    if (root.isValid())
        require(compareValues(root, root) == 0 && !orderedBytes(root).isEmpty());
    return 0;
}
