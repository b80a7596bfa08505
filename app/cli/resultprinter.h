#pragma once

#include "core/results/resultwriter.h"
#include "core/sdk/execution.h"

namespace cli {

/// Writes results to standard output as their rows arrive, one result after another. What a statement without rows did is told on
/// standard error to a person who watches.
class ResultPrinter {
public:
    ResultPrinter(dumbo::ResultFormat format, const dumbo::WriterOptions &options);

    /// All results of an execution. Rows before an error are written.
    [[nodiscard]] dumbo::Result<void> print(dumbo::Execution &execution);
    /// Rows written so far.
    [[nodiscard]] qint64 rows() const { return m_rows; }

private:
    [[nodiscard]] dumbo::Result<void> printRows(dumbo::Execution &execution);
    [[nodiscard]] dumbo::Result<void> printBatches(dumbo::Execution &execution);
    [[nodiscard]] dumbo::Result<void> tellCommand(dumbo::Execution &execution) const;
    [[nodiscard]] bool separatesResults() const;

    const dumbo::ResultFormat m_format;
    std::unique_ptr<dumbo::ResultWriter> m_writer;
    bool m_hasWritten = false;
    qint64 m_rows = 0;
};

} // namespace cli
