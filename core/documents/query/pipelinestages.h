#pragma once

#include "core/documents/query/pipeline.h"
#include "core/documents/query/pipelineexpression.h"

namespace dumbo {

/// A member that $group computes.
struct PipelineAccumulator {
    enum class Kind { Sum, Average, Minimum, Maximum, First, Last, Push, AddToSet, Count };
    QByteArray name;
    Kind kind = Kind::Count;
    PipelineExpression expression;
};

struct PipelineField {
    DocumentPath path;
    PipelineExpression expression;
};

/// One stage as it was read.
struct PipelineStage {
    enum class Kind { Match, Sort, Skip, Limit, Project, Count, Group, Unwind, Lookup };
    Kind kind = Kind::Match;
    qint64 position = 0;
    DocumentFilter filter;
    std::vector<DocumentSortKey> sort;
    qint64 count = 0; ///< of Skip and Limit
    DocumentProjection projection;
    std::vector<PipelineField> fields; ///< that Project computes
    QByteArray name; ///< of Count
    PipelineExpression id; ///< of Group
    std::vector<PipelineAccumulator> accumulators;
    DocumentPath path; ///< of Unwind, and the local one of Lookup
    bool keepsEmpty = false; ///< of Unwind
    DocumentPath index; ///< of Unwind; may be empty
    QByteArray collection; ///< of Lookup
    DocumentPath foreign;
    DocumentPath as;
};

struct PipelineStages {
    DocumentQuery front;
    std::optional<QByteArray> countedAs;
    std::vector<PipelineStage> rest; ///< with the count, where that is the end
};

/// One stage at work. Each gives what it makes to the next.
class StageRun {
public:
    StageRun() = default;
    virtual ~StageRun();
    Q_DISABLE_COPY_MOVE(StageRun)

    /// False: no more is wanted.
    [[nodiscard]] virtual Result<bool> add(const JsonNode &document) = 0;
    [[nodiscard]] virtual Result<void> finish();

    std::unique_ptr<StageRun> next;

protected:
    [[nodiscard]] Result<bool> give(const QByteArray &document);

private:
    JsonReader m_reader;
};

/// Bytes that all stages of a run may keep together.
class StageMemory {
public:
    explicit StageMemory(qint64 most)
        : m_most(most)
    {
    }
    [[nodiscard]] Result<void> take(qint64 bytes);
    void release(qint64 bytes) { m_used -= bytes; }

private:
    qint64 m_most;
    qint64 m_used = 0;
};

struct StageContext {
    PipelineOptions options;
    StageMemory memory;
};

[[nodiscard]] std::unique_ptr<StageRun> makeGroupRun(const PipelineStage &stage, const std::shared_ptr<StageContext> &context);
[[nodiscard]] std::unique_ptr<StageRun> makeLookupRun(const PipelineStage &stage, const std::shared_ptr<StageContext> &context);

} // namespace dumbo
