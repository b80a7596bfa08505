#pragma once

#include "ui/documents/documentnode.h"

#include <functional>
#include <map>
#include <memory>

namespace workbench {

/// Which lines a tree of documents has, given what is expanded: positions only. Memory for what is expanded; finding a line costs the
/// number of expanded values beside its ancestors.
class TreeLayout {
public:
    struct Line {
        DocumentPlace place; ///< of a placeholder that of its container
        bool isExpanded = false;
        bool isPlaceholder = false; ///< in place of children that are not known yet
    };
    static constexpr qint64 unknown = -1;

    TreeLayout();
    ~TreeLayout();
    TreeLayout(const TreeLayout &) = delete;
    TreeLayout &operator=(const TreeLayout &) = delete;

    [[nodiscard]] qint64 documents() const;
    [[nodiscard]] qint64 lineCount() const;
    /// line within lineCount().
    [[nodiscard]] Line lineAt(qint64 line) const;
    /// -1 where something above it is not expanded.
    [[nodiscard]] qint64 lineOf(const DocumentPlace &place) const;
    [[nodiscard]] bool isExpanded(const DocumentPlace &place) const;
    /// unknown too.
    [[nodiscard]] qint64 childrenOf(const DocumentPlace &place) const;
    /// Every expanded value, ancestors before descendants.
    void forEachExpanded(const std::function<void(const DocumentPlace &place, qint64 children)> &take) const;
    [[nodiscard]] bool isAnythingExpanded() const;

    /// More at the end, or fewer: what is expanded behind the end is forgotten.
    void setDocuments(qint64 count);
    /// children may be unknown. Everything above it must be expanded. Where it is expanded already, it gets another number of children.
    void expand(const DocumentPlace &place, qint64 children);
    /// What is expanded below is forgotten.
    void collapse(const DocumentPlace &place);
    void clear();

private:
    struct Branch;
    [[nodiscard]] Branch *find(const DocumentPlace &place) const;
    void change(const DocumentPlace &place, qint64 lines);

    std::unique_ptr<Branch> m_root;
};

} // namespace workbench
