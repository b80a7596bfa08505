#pragma once

#include "core/sdk/execution.h"
#include "csvreader.h"
#include "query.h"

#include <atomic>

namespace csv {

/// What an execution shares with its connection.
struct Running {
    std::atomic_bool isCancelled = false; ///< written by any thread
    bool isOpen = false;
};

//! [execution]
/// The rows of one SELECT, read from the file as they are asked for.
class Execution final : public dumbo::Execution {
public:
    [[nodiscard]] static dumbo::Result<std::unique_ptr<dumbo::Execution>> create(
        std::unique_ptr<Reader> reader, const Query &query, std::shared_ptr<Running> running);
    ~Execution() override;

    dumbo::Result<bool> nextResult() override;
    std::span<const dumbo::Column> columns() const override { return m_columns; }
    dumbo::Result<std::optional<dumbo::Batch>> next(const dumbo::BatchLimit &limit) override;
    dumbo::CommandOutcome outcome() const override { return { "SELECT", {}, {} }; }
    dumbo::Result<void> close(dumbo::CloseMode mode) override;
//! [execution]

private:
    explicit Execution(std::shared_ptr<Running> running);
    [[nodiscard]] dumbo::Result<qsizetype> indexOf(const Name &column) const;
    [[nodiscard]] dumbo::Result<std::optional<QByteArrayList>> nextMatch();

    std::shared_ptr<Running> m_running;
    std::unique_ptr<Reader> m_reader; ///< null when all is read
    std::vector<dumbo::Column> m_columns;
    std::vector<qsizetype> m_fields; ///< of the file, by column
    std::optional<std::pair<qsizetype, QByteArray>> m_condition; ///< field and value
    qint64 m_rowsLeft = 0;
    bool m_isStarted = false;
    std::optional<dumbo::Error> m_error; ///< told after the rows before it
};

} // namespace csv
