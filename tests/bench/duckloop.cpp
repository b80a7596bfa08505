#include <duckdb.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include <dlfcn.h>

// dumbo-bench-duckloop LIBRARY DATABASE QUERY: what any client of DuckDB must do, in a program of its own, because two DuckDBs
// in one process must not open one file. Prints the milliseconds of processor time that reading took.

namespace {

double processorMilliseconds()
{
    timespec used {};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return double(used.tv_sec) * 1e3 + double(used.tv_nsec) / 1e6;
}

template <typename Function>
Function *need(void *library, Function *, const char *name)
{
    auto *found = dlsym(library, name);
    if (!found) {
        std::fprintf(stderr, "%s\n", dlerror());
        std::exit(1);
    }
    return reinterpret_cast<Function *>(found);
}

#define DUCKDB(name) need(library, &::duckdb_##name, "duckdb_" #name)

} // namespace

int main(int argc, char **argv)
{
    auto *library = argc == 4 ? dlopen(argv[1], RTLD_NOW) : nullptr;
    if (!library)
        return 2;
    duckdb_config config = nullptr;
    DUCKDB(create_config)(&config);
    DUCKDB(set_config)(config, "threads", "1");
    duckdb_database database = nullptr;
    duckdb_connection connection = nullptr;
    if (DUCKDB(open_ext)(argv[2], &database, config, nullptr) != DuckDBSuccess || DUCKDB(connect)(database, &connection) != DuckDBSuccess)
        return 1;
    auto *fetch = DUCKDB(fetch_chunk);
    auto *size = DUCKDB(data_chunk_get_size);
    auto *vectorOf = DUCKDB(data_chunk_get_vector);
    auto *data = DUCKDB(vector_get_data);
    auto *destroy = DUCKDB(destroy_data_chunk);

    const auto begin = processorMilliseconds();
    duckdb_prepared_statement prepared = nullptr;
    duckdb_pending_result pending = nullptr;
    duckdb_result result {};
    if (DUCKDB(prepare)(connection, argv[3], &prepared) != DuckDBSuccess
        || DUCKDB(pending_prepared_streaming)(prepared, &pending) != DuckDBSuccess
        || DUCKDB(execute_pending)(pending, &result) != DuckDBSuccess)
        return 1;
    const auto columns = DUCKDB(column_count)(&result);
    unsigned char sum = 0;
    while (auto *chunk = fetch(result)) {
        for (idx_t column = 0; column < columns; ++column) {
            const auto *bytes = static_cast<const unsigned char *>(data(vectorOf(chunk, column)));
            for (idx_t row = 0; row < size(chunk); ++row)
                sum = static_cast<unsigned char>(sum + bytes[row]);
        }
        destroy(&chunk);
    }
    std::printf("%f %d\n", processorMilliseconds() - begin, int(sum));
    return 0;
}
