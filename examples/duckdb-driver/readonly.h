#pragma once

#include "core/base/result.h"
#include "api.h"

#include <QByteArray>

namespace dumbo::duckdb {

/// What a read-only connection may run, on top of what DuckDB itself refuses.
///
/// A file is opened with access_mode READ_ONLY, so nothing can change it; but that mode still allows COPY … TO a file, EXPORT,
/// INSTALL, settings that write logs and profiles, and persistent secrets, and a database in memory has no such mode.
/// Switching external access off would also end reading Parquet files. So statements are let through by the type that DuckDB's
/// own parser and binder gave them, which a text can't disguise, and by name where a type has both harmless and other ones.
class ReadOnlyGate
{
public:
    explicit ReadOnlyGate(bool closed)
        : m_closed(closed)
    {
    }

    [[nodiscard]] bool isClosed() const { return m_closed; }
    /// Before DuckDB sees the statement: some it begins to carry out while it binds them (EXPORT makes its folder).
    [[nodiscard]] Result<void> checkText(const QByteArray &text) const;
    /// InvalidOperation for a statement that could write. text is the statement alone.
    [[nodiscard]] Result<void> check(duckdb_statement_type type, const QByteArray &text) const;

private:
    bool m_closed;
};

} // namespace dumbo::duckdb
