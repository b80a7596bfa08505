#include "ui/documents/treelayout.h"

#include <QtAssert>

#include <iterator>
#include <utility>

namespace workbench {

/// An expanded value, or the list of documents itself.
struct TreeLayout::Branch {
    qint64 children = 0;
    qint64 below = 0; ///< lines, its own not counted
    std::map<qint64, std::unique_ptr<Branch>> open;

    explicit Branch(qint64 count)
        : children(count)
        , below(count == unknown ? 1 : count)
    {
    }
    ~Branch()
    {
        // One after the other: documents may be nested deeper than the stack is.
        std::vector<std::unique_ptr<Branch>> left;
        const auto take = [&left](Branch &branch) {
            for (auto &[position, child] : branch.open)
                left.push_back(std::move(child));
            branch.open.clear();
        };
        take(*this);
        while (!left.empty()) {
            const auto branch = std::move(left.back());
            left.pop_back();
            take(*branch);
        }
    }
    Branch(const Branch &) = delete;
    Branch &operator=(const Branch &) = delete;

    /// Answers by how many lines it grew.
    qint64 resize(qint64 count)
    {
        const auto before = below;
        while (!open.empty() && open.rbegin()->first >= count) {
            const auto last = std::prev(open.end());
            below -= last->second->below;
            open.erase(last);
        }
        below += (count == unknown ? 1 : count) - (children == unknown ? 1 : children);
        children = count;
        return below - before;
    }
    [[nodiscard]] Branch *at(qint64 position) const
    {
        const auto found = open.find(position);
        return found == open.end() ? nullptr : found->second.get();
    }
};

TreeLayout::TreeLayout()
    : m_root(std::make_unique<Branch>(0))
{
}

TreeLayout::~TreeLayout() = default;

qint64 TreeLayout::documents() const
{
    return m_root->children;
}

qint64 TreeLayout::lineCount() const
{
    return m_root->below;
}

bool TreeLayout::isAnythingExpanded() const
{
    return !m_root->open.empty();
}

TreeLayout::Branch *TreeLayout::find(const DocumentPlace &place) const
{
    auto *branch = m_root->at(place.row);
    for (std::size_t i = 0; branch && i < place.steps.size(); ++i)
        branch = branch->at(place.steps[i]);
    return branch;
}

TreeLayout::Line TreeLayout::lineAt(qint64 line) const
{
    Q_ASSERT(line >= 0 && line < lineCount());
    Line found;
    const Branch *branch = m_root.get();
    bool isRoot = true;
    while (true) {
        if (branch->children == unknown) {
            found.isPlaceholder = true;
            found.isExpanded = false;
            return found;
        }
        qint64 shift = 0; // lines of expanded values before
        qint64 position = line;
        const Branch *inside = nullptr;
        for (const auto &[at, child] : branch->open) {
            if (line < at + shift) // stands before this one
                break;
            if (line <= at + shift + child->below) {
                position = at;
                inside = child.get();
                break;
            }
            shift += child->below;
        }
        if (!inside)
            position = line - shift;
        if (isRoot)
            found.place.row = position;
        else
            found.place.steps.push_back(position);
        isRoot = false;
        if (!inside)
            return found;
        if (line == position + shift) {
            found.isExpanded = true;
            return found;
        }
        line -= position + shift + 1;
        branch = inside;
    }
}

qint64 TreeLayout::lineOf(const DocumentPlace &place) const
{
    qint64 line = 0;
    const Branch *branch = m_root.get();
    for (std::size_t depth = 0; depth <= place.steps.size(); ++depth) {
        const auto position = depth == 0 ? place.row : place.steps[depth - 1];
        if (!branch || branch->children == unknown || position < 0 || position >= branch->children)
            return -1;
        for (const auto &[at, child] : branch->open) {
            if (at >= position)
                break;
            line += child->below;
        }
        line += position + (depth > 0 ? 1 : 0);
        branch = branch->at(position);
    }
    return line;
}

bool TreeLayout::isExpanded(const DocumentPlace &place) const
{
    return find(place) != nullptr;
}

qint64 TreeLayout::childrenOf(const DocumentPlace &place) const
{
    const auto *branch = find(place);
    return branch ? branch->children : 0;
}

void TreeLayout::forEachExpanded(const std::function<void(const DocumentPlace &, qint64)> &take) const
{
    struct Next {
        const Branch *branch;
        DocumentPlace place;
    };
    std::vector<Next> left;
    const auto add = [&left](const Branch &branch, const DocumentPlace &above, bool isRoot) {
        for (auto at = branch.open.rbegin(); at != branch.open.rend(); ++at) {
            auto place = above;
            if (isRoot)
                place.row = at->first;
            else
                place.steps.push_back(at->first);
            left.push_back({ at->second.get(), std::move(place) });
        }
    };
    add(*m_root, {}, true);
    while (!left.empty()) {
        const auto next = std::move(left.back());
        left.pop_back();
        take(next.place, next.branch->children);
        add(*next.branch, next.place, false);
    }
}

void TreeLayout::change(const DocumentPlace &place, qint64 lines)
{
    m_root->below += lines;
    auto *branch = m_root->at(place.row);
    for (std::size_t i = 0; branch && i < place.steps.size(); ++i) {
        branch->below += lines;
        branch = branch->at(place.steps[i]);
    }
}

void TreeLayout::setDocuments(qint64 count)
{
    m_root->resize(count);
}

void TreeLayout::expand(const DocumentPlace &place, qint64 children)
{
    if (auto *known = find(place)) {
        change(place, known->resize(children));
        return;
    }
    auto above = place;
    auto *parent = m_root.get();
    if (!place.isDocument()) {
        above.steps.pop_back();
        parent = find(above);
    }
    Q_ASSERT(parent);
    if (!parent)
        return;
    auto made = std::make_unique<Branch>(children);
    const auto lines = made->below;
    parent->open.emplace(place.isDocument() ? place.row : place.steps.back(), std::move(made));
    change(place, lines);
}

void TreeLayout::collapse(const DocumentPlace &place)
{
    const auto *branch = find(place);
    if (!branch)
        return;
    change(place, -branch->below);
    auto *parent = m_root.get();
    if (!place.isDocument()) {
        auto above = place;
        above.steps.pop_back();
        parent = find(above);
    }
    parent->open.erase(place.isDocument() ? place.row : place.steps.back());
}

void TreeLayout::clear()
{
    m_root->open.clear();
    m_root->below = m_root->children;
}

} // namespace workbench
