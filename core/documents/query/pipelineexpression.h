#pragma once

#include "core/documents/query/relaxedvalue.h"
#include "core/documents/query/valuewalk.h"
#include "core/json/jsondocument.h"

namespace dumbo {

/// What a stage makes of a document: a constant, a field, or an object or array of these.
struct PipelineExpression {
    enum class Kind { Constant, Field, Object, Array };
    Kind kind = Kind::Constant;
    JsonDocument constant;
    std::vector<PathStep> path; ///< of Field; empty: the document itself
    std::vector<QByteArray> keys; ///< of Object
    std::vector<PipelineExpression> children;
};

[[nodiscard]] Result<PipelineExpression> readExpression(const RelaxedValue &value);

/// Missing where nothing is there. The node holds as long as the document, the expression and the holder do.
[[nodiscard]] JsonNode evaluate(
    const PipelineExpression &expression, const JsonNode &document, const DocumentRules &rules, JsonDocument &holder);

/// The document with another value at a path, or without one; what stands in the way becomes an object, arrays are gone through
/// element by element.
[[nodiscard]] QByteArray withField(const JsonNode &document, const DocumentPath &path, const std::optional<QByteArray> &value,
    const DocumentRules &rules);

} // namespace dumbo
