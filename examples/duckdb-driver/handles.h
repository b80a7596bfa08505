#pragma once

#include "api.h"

#include <memory>
#include <type_traits>
#include <utility>

namespace dumbo::duckdb {

/// Owns one handle of DuckDB, which Destroy (a function of Api that takes its address) frees.
template <typename Handle, auto Destroy>
class Owned
{
public:
    Owned() = default;
    explicit Owned(Handle handle)
        : m_handle(handle)
    {
    }
    Owned(Owned &&other) noexcept
        : m_handle(std::exchange(other.m_handle, nullptr))
    {
    }
    Owned &operator=(Owned &&other) noexcept
    {
        std::swap(m_handle, other.m_handle);
        return *this;
    }
    ~Owned() { reset(); }

    [[nodiscard]] Handle get() const { return m_handle; }
    [[nodiscard]] explicit operator bool() const { return m_handle != nullptr; }
    /// Frees what it has, and is where a function of DuckDB writes another handle.
    [[nodiscard]] Handle *receive()
    {
        reset();
        return &m_handle;
    }
    void reset()
    {
        if (m_handle)
            (api().*Destroy)(&m_handle);
        m_handle = nullptr;
    }

private:
    Handle m_handle = nullptr;
};

using DatabaseHandle = Owned<duckdb_database, &Api::close>;
using ConnectionHandle = Owned<duckdb_connection, &Api::disconnect>;
using ConfigHandle = Owned<duckdb_config, &Api::destroy_config>;
using ExtractedHandle = Owned<duckdb_extracted_statements, &Api::destroy_extracted>;
using PreparedHandle = Owned<duckdb_prepared_statement, &Api::destroy_prepare>;
using PendingHandle = Owned<duckdb_pending_result, &Api::destroy_pending>;
using ChunkHandle = Owned<duckdb_data_chunk, &Api::destroy_data_chunk>;
using TypeHandle = Owned<duckdb_logical_type, &Api::destroy_logical_type>;
using ValueHandle = Owned<duckdb_value, &Api::destroy_value>;

/// A result, which is not a handle but a structure.
class ResultHandle
{
public:
    ResultHandle() = default;
    ResultHandle(const ResultHandle &) = delete;
    ResultHandle &operator=(const ResultHandle &) = delete;
    ~ResultHandle() { reset(); }

    [[nodiscard]] duckdb_result *get() { return &m_result; }
    void reset()
    {
        if (m_result.internal_data)
            api().destroy_result(&m_result);
        m_result = {};
    }

private:
    duckdb_result m_result = {};
};

/// A text that DuckDB allocated for us.
[[nodiscard]] inline std::string takeText(char *text)
{
    std::string taken = text ? text : "";
    api().free(text);
    return taken;
}

} // namespace dumbo::duckdb
