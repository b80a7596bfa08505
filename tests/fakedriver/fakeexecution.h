#pragma once

#include "tests/fakedriver/fakeconnection.h"

namespace dumbo::fake {

/// Runs a text statement by statement, or hands out the results of a scripted response.
class FakeExecution final : public Execution {
public:
    FakeExecution(FakeConnection &connection, Statement statement);
    FakeExecution(FakeConnection &connection, FakeResponse response);
    ~FakeExecution() override;

    Result<bool> nextResult() override;
    std::span<const Column> columns() const override { return m_current.columns; }
    Result<std::optional<Batch>> next(const BatchLimit &limit) override;
    CommandOutcome outcome() const override { return m_current.outcome; }
    qint64 statementOffset() const override { return m_offset; }
    Result<void> close(CloseMode mode) override;

private:
    [[nodiscard]] Result<bool> nextScripted();
    [[nodiscard]] Result<bool> nextParsed();
    [[nodiscard]] Result<void> checkStatement(const FakeStatement &statement) const;
    [[nodiscard]] Batch makeBatch(const BatchLimit &limit, qint64 most) const;

    FakeConnection &m_connection;
    Statement m_statement;
    FakeResponse m_response;
    bool m_isScripted = false;
    bool m_isOpen = true;
    bool m_isOver = false;
    bool m_hasBlocked = false;
    std::size_t m_nextScripted = 0;
    qint64 m_nextOffset = 0;
    qint64 m_offset = 0;
    FakeResult m_current;
    qint64 m_fetched = 0;
};

} // namespace dumbo::fake
