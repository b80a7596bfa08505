#include "core/plugins/guardedexecution.h"

#include "core/plugins/batchcheck.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Guard", text);
}

/// A value that is read much later, perhaps in another thread.
class GuardedLongValue final : public LongValue {
public:
    GuardedLongValue(std::shared_ptr<const LongValue> inner, const DriverIdentity &identity)
        : m_inner(std::move(inner))
        , m_size(m_inner->size())
        , m_identity(identity)
    {
    }

    qint64 size() const override { return m_size; }

    Result<QByteArray> read(qint64 offset, qint64 length) const override
    {
        ContractGuard guard(m_identity);
        auto bytes = guard.call([&] { return m_inner->read(offset, length); });
        if (bytes && bytes->size() != length)
            return fail(guard.fault(
                tr("Of a long value it gave %1 bytes where %2 were asked for.").arg(bytes->size()).arg(length)));
        return bytes;
    }

private:
    std::shared_ptr<const LongValue> m_inner;
    qint64 m_size;
    DriverIdentity m_identity;
};

class GuardedExecution final : public Execution {
public:
    GuardedExecution(std::unique_ptr<Execution> inner, ContractGuard &guard)
        : m_inner(std::move(inner))
        , m_guard(guard)
    {
    }

    Result<bool> nextResult() override
    {
        if (m_fault)
            return fail(*m_fault);
        m_columns.clear();
        m_sawEmptyBatch = false;
        auto more = m_guard.call([&] { return m_inner->nextResult(); });
        if (!more || !*more)
            return more;
        const auto described = m_guard.call([&]() -> Result<void> {
            const auto columns = m_inner->columns();
            m_columns.assign(columns.begin(), columns.end());
            return {};
        });
        if (!described)
            return fail(described.error());
        return true;
    }

    std::span<const Column> columns() const override
    {
        return m_columns;
    }

    Result<std::optional<Batch>> next(const BatchLimit &limit) override
    {
        if (m_fault)
            return fail(*m_fault);
        auto batch = m_guard.call([&]() -> Result<std::optional<Batch>> {
            auto given = m_inner->next(limit);
            if (given && *given) {
                if (const auto fault = faultOf(**given, limit))
                    return fail(m_guard.fault(*fault));
                guardLongValues(**given);
            }
            return given;
        });
        if (!batch && batch.error().kind() == ErrorKind::Plugin)
            m_fault = batch.error();
        return batch;
    }

    CommandOutcome outcome() const override
    {
        return m_guard.value([&] { return m_inner->outcome(); }, CommandOutcome());
    }

    qint64 statementOffset() const override
    {
        return m_guard.value([&] { return m_inner->statementOffset(); }, qint64(0));
    }

    Result<void> close(CloseMode mode) override
    {
        return m_guard.call([&] { return m_inner->close(mode); });
    }

private:
    std::optional<QString> faultOf(const Batch &batch, const BatchLimit &limit)
    {
        // An origin may be resolved later, all else stands from the beginning.
        const auto same = [](const Column &left, const Column &right) {
            return left.name == right.name && left.kind == right.kind && left.typeName == right.typeName
                && left.isServerText == right.isServerText;
        };
        if (!std::ranges::equal(m_inner->columns(), m_columns, same))
            return tr("The columns of a result changed while it was read.");
        if (m_sawEmptyBatch)
            return tr("It went on after an empty batch.");
        m_sawEmptyBatch = batch.rowCount() == 0;
        return batchFault(batch, int(m_columns.size()), limit.maxRows);
    }

    void guardLongValues(Batch &batch)
    {
        for (std::size_t i = 0; i < batch.longCells().size(); ++i)
            batch.setLongValue(
                i, std::make_shared<GuardedLongValue>(batch.longCells()[i].value, m_guard.identity()));
    }

    std::unique_ptr<Execution> m_inner;
    ContractGuard &m_guard;
    std::vector<Column> m_columns;
    bool m_sawEmptyBatch = false;
    std::optional<Error> m_fault;
};

} // namespace

Result<std::unique_ptr<Execution>> guardedExecution(
    Result<std::unique_ptr<Execution>> execution, ContractGuard &guard)
{
    if (!execution)
        return execution;
    return std::make_unique<GuardedExecution>(std::move(*execution), guard);
}

} // namespace dumbo
