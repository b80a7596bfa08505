#pragma once

#include "core/documents/analysis/documentprofile.h"
#include "core/json/jsonnode.h"

#include <memory>

namespace dumbo {

/// What an analysis may take.
struct AnalysisLimits {
    int places = 2000; ///< in the whole profile; what comes after is counted where it stands, not looked into
    int depth = 100;
    int children = 500; ///< keys of one object's place: more are rather data than a schema
};

/// Looks at documents one after the other, once each, in memory that depends on the limits and not on the documents.
class DUMBO_CORE_EXPORT DocumentAnalyser {
public:
    explicit DocumentAnalyser(const AnalysisLimits &limits = {});
    ~DocumentAnalyser();
    DocumentAnalyser(DocumentAnalyser &&other) noexcept;
    DocumentAnalyser &operator=(DocumentAnalyser &&other) noexcept;

    void add(const JsonNode &document);
    /// A row that is no JSON.
    void addInvalid();
    /// So far; may be asked in between.
    [[nodiscard]] DocumentProfile profile() const;
    [[nodiscard]] qint64 documents() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace dumbo
