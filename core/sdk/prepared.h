#pragma once

#include "core/sdk/execution.h"
#include "core/sdk/statement.h"

#include <memory>

namespace dumbo {

/// What is known of one placeholder.
struct ParameterInfo {
    QByteArray name; ///< without the dialect's prefix; empty for a positional one
    LogicalKind kind = LogicalKind::Unknown;
    QString typeName; ///< empty where the database does not say
};

/// A statement that was parsed once and may run often. Lives in its connection's thread and ends before its connection.
class DUMBO_SDK_EXPORT Prepared {
public:
    Prepared();
    virtual ~Prepared();
    Prepared(const Prepared &) = delete;
    Prepared &operator=(const Prepared &) = delete;

    /// In the order of their numbers.
    [[nodiscard]] virtual std::span<const ParameterInfo> parameters() const = 0;
    /// Of the result; empty for a statement that returns no rows.
    [[nodiscard]] virtual std::span<const Column> columns() const = 0;
    /// Data where the number or names of the parameters do not fit the statement.
    [[nodiscard]] virtual Result<std::unique_ptr<Execution>> execute(const Parameters &parameters) = 0;
    /// Runs once for each row of the batch, whose columns are the positional parameters, and returns the affected
    /// rows of all. Stops at the first error; rows before it stay done unless a transaction undoes them. The error's
    /// detail says which row. The default binds row by row through execute().
    [[nodiscard]] virtual Result<qint64> executeMany(const Batch &rows);
};

} // namespace dumbo
