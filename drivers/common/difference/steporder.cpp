#include "drivers/common/difference/steporder.h"

#include <QHash>

#include <set>
#include <tuple>

namespace dumbo::difference {

namespace {

struct Waiting
{
    std::vector<std::size_t> followers;
    std::vector<std::size_t> looseFollowers;
    int waitsFor = 0;
    int waitsLooselyFor = 0;
    bool done = false;
};

class Order
{
public:
    Order(std::vector<Step> steps, bool reversed)
        : m_steps(std::move(steps))
        , m_waiting(m_steps.size())
    {
        QMultiHash<QString, std::size_t> makers;
        for (std::size_t i = 0; i < m_steps.size(); ++i) {
            for (const auto &name : std::as_const(m_steps[i].provides))
                makers.insert(name, i);
        }
        for (std::size_t i = 0; i < m_steps.size(); ++i) {
            const auto firm = makersOf(m_steps[i].needs, makers, i);
            const auto loose = makersOf(m_steps[i].wishes, makers, i) - firm;
            for (const auto maker : firm)
                connect(reversed ? i : maker, reversed ? maker : i, false);
            for (const auto maker : loose)
                connect(reversed ? i : maker, reversed ? maker : i, true);
        }
    }

    [[nodiscard]] std::vector<DifferenceStatement> statements();

private:
    [[nodiscard]] static QSet<std::size_t> makersOf(
        const QSet<QString> &names, const QMultiHash<QString, std::size_t> &makers, std::size_t self)
    {
        QSet<std::size_t> found;
        for (const auto &name : names) {
            const auto [begin, end] = makers.equal_range(name);
            for (auto maker = begin; maker != end; ++maker)
                found.insert(*maker);
        }
        found.remove(self);
        return found;
    }
    void connect(std::size_t before, std::size_t after, bool loose)
    {
        (loose ? m_waiting[before].looseFollowers : m_waiting[before].followers).push_back(after);
        ++(loose ? m_waiting[after].waitsLooselyFor : m_waiting[after].waitsFor);
    }
    [[nodiscard]] bool isFree(std::size_t step) const
    {
        return !m_waiting[step].done && m_waiting[step].waitsFor == 0 && m_waiting[step].waitsLooselyFor == 0;
    }
    [[nodiscard]] std::size_t stuck() const;

    std::vector<Step> m_steps;
    std::vector<Waiting> m_waiting;
};

std::size_t Order::stuck() const
{
    std::optional<std::size_t> best;
    const auto weight = [&](std::size_t step) { return std::tuple(m_waiting[step].waitsFor > 0, m_steps[step].rank, step); };
    for (std::size_t step = 0; step < m_steps.size(); ++step) {
        if (!m_waiting[step].done && (!best || weight(step) < weight(*best)))
            best = step;
    }
    return *best;
}

std::vector<DifferenceStatement> Order::statements()
{
    std::set<std::pair<int, std::size_t>> ready;
    for (std::size_t step = 0; step < m_steps.size(); ++step) {
        if (isFree(step))
            ready.emplace(m_steps[step].rank, step);
    }
    std::vector<DifferenceStatement> statements;
    for (std::size_t done = 0; done < m_steps.size();) {
        if (ready.empty())
            ready.emplace(0, stuck());
        const auto step = ready.begin()->second;
        ready.erase(ready.begin());
        if (m_waiting[step].done)
            continue;
        m_waiting[step].done = true;
        ++done;
        std::ranges::move(m_steps[step].statements, std::back_inserter(statements));
        for (const auto follower : m_waiting[step].followers) {
            --m_waiting[follower].waitsFor;
            if (isFree(follower))
                ready.emplace(m_steps[follower].rank, follower);
        }
        for (const auto follower : m_waiting[step].looseFollowers) {
            --m_waiting[follower].waitsLooselyFor;
            if (isFree(follower))
                ready.emplace(m_steps[follower].rank, follower);
        }
    }
    return statements;
}

} // namespace

std::vector<DifferenceStatement> ordered(std::vector<Step> steps, bool reversed)
{
    return Order(std::move(steps), reversed).statements();
}

} // namespace dumbo::difference
