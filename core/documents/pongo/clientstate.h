#pragma once

#include "core/documents/pongo/client.h"

#include <functional>
#include <map>
#include <mutex>

namespace dumbo::pongo {

/// What a client finds out with its first use.
struct Opened {
    DocumentEngine engine;
    DatabaseOpener opener; ///< a connection besides the pool, for migrations
};

/// What a client and all its collections share. Thread-safe.
class ClientState {
public:
    using Opening = std::function<Result<Opened>()>;

    ClientState(dumbo::Client database, Opening opening, const ClientOptions &options);

    [[nodiscard]] const ClientOptions &options() const { return m_options; }
    [[nodiscard]] dumbo::Client &database() { return m_database; }
    /// Opens with the first call; tries again where that failed.
    [[nodiscard]] Result<Opened> opened();

    /// Nothing where there is no such table. Read once and kept, but for a session, which may be rolled back.
    [[nodiscard]] Result<std::optional<DocumentSource>> source(Executor &executor, const ObjectPath &table, bool isSession);
    void forget(const ObjectPath &table);

private:
    dumbo::Client m_database;
    const Opening m_opening;
    const ClientOptions m_options;
    std::mutex m_mutex;
    std::optional<Opened> m_opened;
    std::map<ObjectPath, DocumentSource> m_sources;
};

} // namespace dumbo::pongo
