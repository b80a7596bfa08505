#pragma once

#include "core/documents/documentengine.h"
#include "core/documents/pongo/outcomes.h"

#include <deque>
#include <memory>

namespace dumbo::pongo {

/// Found documents as they come. It holds a connection until it is read to its end, closed or destroyed, and ends before its session. For
/// one thread at a time.
class DUMBO_CORE_EXPORT Cursor {
public:
    /// Of no documents.
    Cursor();
    Cursor(std::unique_ptr<Executor> executor, DocumentFind found, const DocumentSource &source);
    Cursor(Cursor &&other) noexcept;
    Cursor &operator=(Cursor &&other) noexcept;
    ~Cursor();

    /// Nothing at the end.
    [[nodiscard]] Result<std::optional<Document>> next();
    /// All that are left.
    [[nodiscard]] Result<std::vector<Document>> all();
    void close();
    /// The SQL and what is left to the client.
    [[nodiscard]] const DocumentPlan &plan() const { return m_plan; }

private:
    [[nodiscard]] Result<void> readBatch();

    std::unique_ptr<Executor> m_executor; ///< outlives the execution
    std::unique_ptr<Execution> m_execution;
    DocumentPlan m_plan;
    bool m_hasIdentity = true;
    bool m_begun = false;
    std::deque<Document> m_waiting;
};

} // namespace dumbo::pongo
