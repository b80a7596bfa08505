#pragma once

#include "core/base/spillfile.h"
#include "core/sdk/extensions/pongo.h"

#include <functional>
#include <memory>
#include <vector>

namespace dumbo {

/// Rows that wait until the statement that read them has ended: in memory, and beyond a budget in a private file. One thread.
class DocumentSpool {
public:
    explicit DocumentSpool(qint64 memoryBudget = 64 * 1024 * 1024);
    ~DocumentSpool();

    [[nodiscard]] Result<void> add(DocumentRow row);
    [[nodiscard]] qint64 count() const { return m_count; }
    /// Where reading goes on.
    struct Place {
        std::size_t chunk = 0;
        std::size_t row = 0;
    };
    /// In the order they came, some thousands or some megabytes at once; empty behind the last.
    [[nodiscard]] Result<std::vector<DocumentRow>> next(Place &place) const;
    /// All of them so.
    [[nodiscard]] Result<void> read(const std::function<Result<void>(std::vector<DocumentRow>)> &visit) const;

private:
    struct Chunk {
        qint64 offset = 0;
        qint64 size = 0;
    };
    [[nodiscard]] Result<void> spill();

    qint64 m_budget;
    qint64 m_memory = 0;
    qint64 m_count = 0;
    std::vector<DocumentRow> m_rows;
    std::shared_ptr<SpillFile> m_file;
    std::vector<Chunk> m_chunks;
};

} // namespace dumbo
