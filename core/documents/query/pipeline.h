#pragma once

#include "core/base/export.h"
#include "core/base/result.h"
#include "core/documents/query/documentrules.h"
#include "core/sdk/extensions/documentquery.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace dumbo {

class JsonNode;
struct PipelineStages;

/// Documents of another collection whose field equals one of the values (JSON texts; null matches what is missing too), each given to
/// the last function. For $lookup.
using DocumentLookup = std::function<Result<void>(const QByteArray &collection, const DocumentPath &field,
    const std::vector<QByteArray> &values, const std::function<void(const QByteArray &document)> &found)>;

struct PipelineOptions {
    DocumentRules rules;
    DocumentLookup lookup;
    qint64 memory = 256 * 1024 * 1024; ///< in bytes, of $sort, $group and $lookup together; more is InsufficientResources
    qint64 lookupBatch = 256; ///< documents for which $lookup asks at once
};

/// Runs the stages that are left to the client. Documents go in one by one and come out at once where the stages allow. One thread.
class DUMBO_CORE_EXPORT PipelineRun {
public:
    virtual ~PipelineRun();
    /// False when no further document can change the answer. The document need not outlive the call.
    [[nodiscard]] virtual Result<bool> add(const JsonNode &document) = 0;
    /// The documents were all.
    [[nodiscard]] virtual Result<void> finish() = 0;

protected:
    PipelineRun();
};

/// An aggregation in MongoDB's syntax: $match $sort $skip $limit $project $count $group $unwind $lookup. A value; copies share their data.
///
/// $group: _id and accumulators of expressions; $sum, $avg, $min, $max, $first, $last, $push, $addToSet, $count. Sums are exact decimals; an
/// average that has no end has 34 significant digits. $project: inclusion, exclusion, "$field", { $literal: … }, objects and arrays of these.
/// Expressions are field paths, constants and objects and arrays of both; other operators are refused.
class DUMBO_CORE_EXPORT DocumentPipeline {
public:
    /// Data with the position for what can't be read and for every stage, option or expression that is not known.
    [[nodiscard]] static Result<DocumentPipeline> parse(QByteArrayView text);

    /// What stands at the front and a query can do: $match, then $sort, then $skip and $limit, then a $project of paths. source is empty.
    [[nodiscard]] const DocumentQuery &front() const;
    /// $count directly behind a front without projection: the member's name. The answer is then one document, or none where the count is 0.
    [[nodiscard]] std::optional<QByteArray> countedAs() const;
    /// Whether anything is left behind front() and countedAs().
    [[nodiscard]] bool hasRest() const;
    /// A sentence for each stage that runs in the client.
    [[nodiscard]] QStringList reasons() const;
    /// Collections that $lookup reads.
    [[nodiscard]] QByteArrayList collections() const;

    /// What runs behind front(), for its documents. With countedAs() it counts, for callers that did not. The function gets a document's text, and
    /// answers whether it wants more.
    [[nodiscard]] std::unique_ptr<PipelineRun> start(
        const PipelineOptions &options, const std::function<bool(const QByteArray &document)> &sink) const;

private:
    explicit DocumentPipeline(std::shared_ptr<const PipelineStages> stages);
    std::shared_ptr<const PipelineStages> m_stages;
};

} // namespace dumbo
