#pragma once

#include "core/sql/splitter.h"

#include <memory>

namespace dumbo {

/// Splits a script that arrives in pieces, such as a pipe. Gives each part as soon as its last byte is there, with
/// the same boundaries as splitScript() whatever the pieces; only CopyData comes in several parts in a row, cut between
/// lines. Memory is bounded by the largest statement plus one piece; time is linear.
class DUMBO_CORE_EXPORT StatementReader {
public:
    struct Part {
        ScriptPart::Kind kind = ScriptPart::Kind::Statement;
        qint64 begin = 0; ///< in the whole script
        qint64 line = 1; ///< of begin, from 1
        QByteArray text;
    };

    explicit StatementReader(const Dialect &dialect);
    ~StatementReader();
    StatementReader(StatementReader &&) noexcept;
    StatementReader &operator=(StatementReader &&) noexcept;

    void append(std::string_view bytes);
    /// Nothing more comes: what is left is the last part.
    void finish();
    /// The next part; nothing until more is appended, or at the end.
    [[nodiscard]] std::optional<Part> next();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace dumbo
