#pragma once

#include "core/base/result.h"

#include <duckdb.h>

namespace dumbo::duckdb {

// Every function of DuckDB's C API that this driver calls.
#define DUMBO_DUCKDB_FUNCTIONS(X) \
    X(array_type_array_size) X(array_type_child_type) X(array_vector_get_child) X(bind_null) X(bind_value) \
    X(clear_bindings) X(close) X(column_count) X(column_logical_type) X(column_name) X(connect) X(create_array_value) \
    X(create_blob) X(create_bool) X(create_config) X(create_date) X(create_decimal) X(create_double) X(create_float) \
    X(create_hugeint) X(create_instance_cache) X(create_int64) X(create_interval) X(create_list_value) \
    X(create_logical_type) X(create_null_value) X(create_time) X(create_time_tz_value) X(create_timestamp) \
    X(create_timestamp_tz) X(create_uhugeint) X(create_uint64) X(create_uuid) X(create_varchar_length) \
    X(data_chunk_get_column_count) X(data_chunk_get_size) X(data_chunk_get_vector) X(decimal_internal_type) X(decimal_scale) X(decimal_width) \
    X(destroy_config) X(destroy_data_chunk) X(destroy_extracted) X(destroy_logical_type) X(destroy_pending) \
    X(destroy_prepare) X(destroy_result) X(destroy_value) X(disconnect) X(enum_dictionary_size) \
    X(enum_dictionary_value) X(enum_internal_type) X(execute_pending) X(extract_statements) \
    X(extract_statements_error) X(fetch_chunk) X(free) X(get_or_create_from_cache) X(get_type_id) X(get_value_type) X(interrupt) \
    X(library_version) X(list_type_child_type) X(list_vector_get_child) X(list_vector_get_size) \
    X(logical_type_get_alias) X(map_type_key_type) X(map_type_value_type) X(nparams) X(open_ext) X(param_logical_type) \
    X(parameter_name) X(pending_error) X(pending_execute_task) X(pending_prepared_streaming) X(prepare) \
    X(prepare_error) X(prepare_extracted_statement) X(prepared_statement_column_count) \
    X(prepared_statement_column_logical_type) X(prepared_statement_column_name) X(prepared_statement_type) X(query) \
    X(query_progress) X(result_error) X(result_is_streaming) X(result_return_type) X(set_config) \
    X(struct_type_child_count) X(struct_type_child_name) X(struct_type_child_type) X(struct_vector_get_child) \
    X(union_type_member_count) X(union_type_member_name) X(union_type_member_type) X(vector_get_data) \
    X(vector_get_validity)

/// DuckDB's C API: `api().connect` is duckdb_connect.
///
/// Nothing is linked. Every libduckdb.so has the same SONAME, and the loader would give us any that the program has already;
/// so the one beside this module is loaded by its absolute path, and its symbols are seen by nobody else. It is never unloaded.
struct Api
{
#define DUMBO_DUCKDB_MEMBER(name) decltype(&::duckdb_##name) name = nullptr;
    DUMBO_DUCKDB_FUNCTIONS(DUMBO_DUCKDB_MEMBER)
#undef DUMBO_DUCKDB_MEMBER
};

/// Loads the library at the first call. Plugin, where it is missing or not the one this was built for. Any thread.
[[nodiscard]] Result<void> loadApi();

/// After loadApi() succeeded.
[[nodiscard]] const Api &api();

} // namespace dumbo::duckdb
