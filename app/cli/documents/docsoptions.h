#pragma once

#include "app/cli/documents/docscommand.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace cli {

/// `dumbo docs …`: its options, and running what was chosen.
class DocsOptions {
public:
    explicit DocsOptions(CLI::App &app);

    [[nodiscard]] bool isChosen() const;
    [[nodiscard]] ExitCode run(dumbo::DriverRegistry &registry, Interrupt &interrupt) const;

private:
    using Action = DocumentRequest::Action;
    CLI::App &add(Action action, const char *name, const char *help);
    void addCollection(CLI::App &command);
    void addFilter(CLI::App &command, bool isRequired);
    void addRange(CLI::App &command);
    void addExplain(CLI::App &command);
    void addReading();
    void addWriting();
    void addIndexes();
    void addCollections();
    void addSchema();
    void addTransfer();
    void addAdvice();
    [[nodiscard]] TransferRequest transfer() const;
    [[nodiscard]] DocsArguments arguments(Action action) const;

    CLI::App *m_docs;
    std::vector<std::pair<Action, CLI::App *>> m_commands;
    std::string m_connection;
    std::string m_connector;
    std::string m_ssh;
    int m_passwordDescriptor = -1;
    bool m_readOnly = false;
    std::string m_collection;
    std::string m_column;
    std::string m_filter;
    std::string m_sort;
    std::string m_projection;
    std::string m_argument;
    std::vector<std::string> m_documents;
    std::int64_t m_skip = 0;
    std::int64_t m_limit = -1;
    std::int64_t m_expectedVersion = -1;
    bool m_onlyOne = false;
    bool m_upserts = false;
    bool m_explains = false;
    bool m_previews = false;
    std::string m_indexKeys;
    std::string m_indexName;
    std::string m_droppedIndex;
    std::string m_generatedColumn;
    bool m_isUnique = false;
    bool m_isContainment = false;
    std::string m_newName;
    std::int64_t m_sample = 10000;
    bool m_isExact = false;
    std::string m_schemaForm = "table";
    std::string m_file;
    std::string m_exportFormat = "ndjson";
    std::string m_importFormat = "auto";
    std::string m_extended;
    std::string m_existing = "refuse";
    bool m_isPlain = false;
    bool m_stopsAtFault = false;
    bool m_createsCollection = false;
    bool m_triesIndexes = false;
};

} // namespace cli
