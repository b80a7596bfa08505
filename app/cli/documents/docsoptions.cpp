#include "app/cli/documents/docsoptions.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace cli {

using namespace dumbo;

namespace {

constexpr auto exitCodes = "Exit codes: 0 done, 1 the answer is no (a conflict, a wrong filter, the database said no), 2 wrong usage, "
                           "3 no connection or driver, 130 interrupted.";

QString text(const std::string &argument)
{
    return QString::fromStdString(argument);
}

} // namespace

DocsOptions::DocsOptions(CLI::App &app)
    : m_docs(app.add_subcommand("docs", "Find and change JSON documents, in collections and in any column that holds JSON"))
{
    m_docs->require_subcommand(1);
    addReading();
    addWriting();
    addIndexes();
    addCollections();
    addSchema();
    addTransfer();
    addAdvice();
}

CLI::App &DocsOptions::add(Action action, const char *name, const char *help)
{
    auto &command = *m_docs->add_subcommand(name, help);
    m_commands.emplace_back(action, &command);
    command.add_option("-c,--connection", m_connection, "A connection string, a file, or a saved name")->required()->type_name("CONNECTION");
    command.add_option("--connector", m_connector, "Another driver than the best one, e.g. SQLite:sqlite3")->type_name("CONNECTOR");
    command
        .add_option("--password-fd", m_passwordDescriptor,
            "Read the password from this file descriptor ($DUMBO_PASSWORD is another way; otherwise it is asked for)")
        ->type_name("N");
    command.add_option("--ssh", m_ssh, "Reach the server through this ssh server: user@host, user@host:port, or a Host of ~/.ssh/config")
        ->type_name("HOST");
    command.footer(exitCodes);
    return command;
}

void DocsOptions::addCollection(CLI::App &command)
{
    command.add_option("collection", m_collection, "A collection, or a table with a column of JSON; perhaps schema.name")
        ->required()
        ->type_name("COLLECTION");
    command.add_option("--column", m_column, "The column with the documents, where the table has several")->type_name("NAME");
}

void DocsOptions::addFilter(CLI::App &command, bool isRequired)
{
    auto *filter = command.add_option("filter", m_filter, "In MongoDB's syntax, e.g. {age: {$gt: 9}}")->type_name("FILTER");
    if (isRequired)
        filter->required();
}

void DocsOptions::addRange(CLI::App &command)
{
    command.add_option("--skip", m_skip, "Leave out the first so many")->type_name("N")->check(CLI::NonNegativeNumber);
    command.add_option("--limit", m_limit, "At most so many")->type_name("N")->check(CLI::NonNegativeNumber);
}

void DocsOptions::addExplain(CLI::App &command)
{
    command.add_flag("--explain", m_explains, "Show the SQL instead, and what it leaves to be decided here; nothing is changed");
}

void DocsOptions::addReading()
{
    auto &find = add(Action::Find, "find", "Print the documents that match, one JSON text a line");
    addCollection(find);
    addFilter(find, false);
    find.add_option("--sort", m_sort, "E.g. {age: -1, name: 1}")->type_name("SORT");
    find.add_option("--project", m_projection, "What of the documents, e.g. {name: 1, \"address.city\": 1}")->type_name("PROJECTION");
    addRange(find);
    auto &count = add(Action::Count, "count", "Count the documents that match");
    addCollection(count);
    addFilter(count, false);
    addRange(count);
    auto &distinct = add(Action::Distinct, "distinct", "Print the different values at a path, one JSON text a line");
    addCollection(distinct);
    distinct.add_option("path", m_argument, "E.g. address.city; elements of arrays count one by one")->required()->type_name("PATH");
    addFilter(distinct, false);
    auto &aggregate = add(Action::Aggregate, "aggregate", "Run a pipeline: $match, $group, $sort, $project, $unwind, $lookup, …");
    addCollection(aggregate);
    aggregate.add_option("pipeline", m_argument, "An array of stages, e.g. [{$group: {_id: \"$city\", n: {$sum: 1}}}]")->required()->type_name("PIPELINE");
    for (auto *command : { &find, &count, &distinct, &aggregate }) {
        addExplain(*command);
        command->add_flag("--read-only", m_readOnly, "Refuse every write, enforced by the server or engine");
    }
}

void DocsOptions::addWriting()
{
    auto &insert = add(Action::Insert, "insert", "Insert documents, all or none, and print their _id and _version");
    addCollection(insert);
    insert.add_option("document", m_documents, "JSON, also as MongoDB's tools write it; without any, or for -, standard input is read, one a line")
        ->type_name("DOCUMENT");
    insert.add_flag("--create", m_createsCollection, "Create the collection where it is missing");
    auto &update = add(Action::Update, "update", "Change all documents that match");
    addCollection(update);
    addFilter(update, true);
    update.add_option("update", m_argument, "E.g. {$set: {age: 10}, $inc: {visits: 1}}")->required()->type_name("UPDATE");
    auto &replace = add(Action::Replace, "replace", "Put another document in the place of the first that matches");
    addCollection(replace);
    addFilter(replace, true);
    replace.add_option("document", m_argument, "The new one; its _id is kept")->required()->type_name("DOCUMENT");
    replace.add_option("--expected-version", m_expectedVersion, "Only if this is the version it has")->type_name("N")->check(CLI::NonNegativeNumber);
    auto &remove = add(Action::Delete, "delete", "Delete all documents that match; {} means all");
    addCollection(remove);
    addFilter(remove, true);
    for (auto *command : { &update, &remove }) {
        command->add_flag("--one", m_onlyOne, "Only the first that matches");
        command->add_flag("--preview", m_previews, "Print what would change, before and after, and how many; nothing is changed");
    }
    for (auto *command : { &update, &replace })
        command->add_flag("--upsert", m_upserts, "Insert a document where none matches");
    for (auto *command : { &insert, &update, &replace, &remove })
        addExplain(*command);
}

void DocsOptions::addIndexes()
{
    auto &indexes = add(Action::Indexes, "indexes", "List the indexes that filters use, create one or drop one");
    addCollection(indexes);
    auto *create = indexes.add_option("--create", m_indexKeys, "The keys of a new one, e.g. {age: 1, name: -1}")->type_name("KEYS");
    indexes.add_flag("--unique", m_isUnique, "No two documents may have the same values")->needs(create);
    indexes.add_option("--generated-column", m_generatedColumn, "By a generated column of this name (SQLite)")->type_name("NAME")->needs(create);
    auto *containment
        = indexes.add_flag("--create-containment", m_isContainment, "A new one for any equality anywhere in a document (GIN)")->excludes(create);
    indexes.add_option("--name", m_indexName, "What the new one is called")->type_name("NAME");
    indexes.add_option("--drop", m_droppedIndex, "Drop the one of this name")->type_name("NAME")->excludes(create)->excludes(containment);
    addExplain(indexes);
}

void DocsOptions::addCollections()
{
    add(Action::Collections, "collections", "List the collections");
    auto &create = add(Action::Create, "create", "Create a collection, as Pongo does");
    auto &rename = add(Action::Rename, "rename", "Give a collection another name");
    auto &drop = add(Action::Drop, "drop", "Drop a collection with all its documents");
    for (auto *command : { &create, &rename, &drop })
        addCollection(*command);
    rename.add_option("name", m_newName, "The new name, without a schema")->required()->type_name("NAME");
    for (auto *command : { &create, &rename, &drop })
        addExplain(*command);
}

void DocsOptions::addSchema()
{
    auto &schema = add(Action::Schema, "schema", "Tell what documents look like: paths, types, how often, values");
    addCollection(schema);
    addFilter(schema, false);
    auto *sample = schema.add_option("--sample", m_sample, "Look at about so many documents, from all over the table")
                       ->type_name("N")
                       ->check(CLI::PositiveNumber)
                       ->capture_default_str();
    schema.add_flag("--exact", m_isExact, "Look at all documents")->excludes(sample);
    schema.add_option("--format", m_schemaForm, "A table, JSON for programs, or the draft of a JSON Schema (2020-12)")
        ->type_name("FORMAT")
        ->check(CLI::IsMember({ "table", "json", "json-schema" }))
        ->capture_default_str();
    schema.add_flag("--read-only", m_readOnly, "Refuse every write, enforced by the server or engine");
}

void DocsOptions::addTransfer()
{
    auto &exporting = add(Action::Export, "export", "Write documents into a file");
    addCollection(exporting);
    addFilter(exporting, false);
    exporting.add_option("-o,--output", m_file, "The file, which appears when it is whole; without, standard output")->type_name("FILE");
    exporting.add_option("--format", m_exportFormat, "A document a line, or one JSON array")
        ->type_name("FORMAT")
        ->check(CLI::IsMember({ "ndjson", "array" }))
        ->capture_default_str();
    exporting.add_option("--extended", m_extended, "Numbers and such as MongoDB's tools write them")
        ->type_name("FORM")
        ->check(CLI::IsMember({ "relaxed", "canonical" }));
    exporting.add_option("--sort", m_sort, "E.g. {age: -1, name: 1}")->type_name("SORT");
    exporting.add_option("--project", m_projection, "What of the documents, e.g. {name: 1}")->type_name("PROJECTION");
    addRange(exporting);
    exporting.add_flag("--read-only", m_readOnly, "Refuse every write, enforced by the server or engine");
    auto &importing = add(Action::Import, "import", "Read documents from a file, in one transaction; bad ones are told with their line");
    addCollection(importing);
    importing.add_option("file", m_file, "The file; without, or for -, standard input")->type_name("FILE");
    importing.add_option("--format", m_importFormat, "A document a line, or one JSON array")
        ->type_name("FORMAT")
        ->check(CLI::IsMember({ "auto", "ndjson", "array" }))
        ->capture_default_str();
    importing.add_option("--existing", m_existing, "What happens to a document whose _id is there already")
        ->type_name("WHAT")
        ->check(CLI::IsMember({ "refuse", "skip", "replace" }))
        ->capture_default_str();
    importing.add_flag("--plain", m_isPlain, "Leave extended JSON ({\"$oid\": …}) as it stands");
    importing.add_flag("--stop", m_stopsAtFault, "The first bad document ends it, and nothing is kept");
    importing.add_flag("--create", m_createsCollection, "Create the collection where it is missing");
}

void DocsOptions::addAdvice()
{
    auto &advise = add(Action::Advise, "advise", "Tell which indexes a filter wants, one a line as JSON");
    addCollection(advise);
    addFilter(advise, true);
    advise.add_option("--sort", m_sort, "E.g. {age: -1, name: 1}")->type_name("SORT");
    advise.add_flag("--try", m_triesIndexes, "Try them on a copy of some rows, which is taken back, and measure");
}

TransferRequest DocsOptions::transfer() const
{
    TransferRequest transfer;
    transfer.file = text(m_file);
    transfer.exporting.format = m_exportFormat == "array" ? DocumentExportOptions::Format::Array : DocumentExportOptions::Format::Lines;
    if (!m_extended.empty())
        transfer.exporting.extended = m_extended == "relaxed" ? ExtendedJson::Relaxed : ExtendedJson::Canonical;
    using Format = JsonStream::Format;
    const bool hasLines = m_importFormat == "ndjson" || m_file.ends_with(".ndjson") || m_file.ends_with(".jsonl");
    transfer.importing.format = m_importFormat == "array" ? Format::Array : hasLines ? Format::Lines : Format::Automatic;
    using Existing = DocumentImportOptions::Existing;
    transfer.importing.existing = m_existing == "skip" ? Existing::Skip : m_existing == "replace" ? Existing::Replace : Existing::Refuse;
    transfer.importing.extendedJson = !m_isPlain;
    transfer.importing.stopAtFault = m_stopsAtFault;
    return transfer;
}

bool DocsOptions::isChosen() const
{
    return m_docs->parsed();
}

DocsArguments DocsOptions::arguments(Action action) const
{
    DocsArguments result;
    result.connection = { text(m_connection), text(m_connector), m_readOnly, m_passwordDescriptor, text(m_ssh) };
    const auto given = [](const std::string &argument, const char *name) {
        return RequestText { QByteArray::fromStdString(argument), QLatin1StringView(name), 0 };
    };
    result.transfer = transfer();
    result.triesIndexes = m_triesIndexes;
    result.createsCollection = m_createsCollection;
    auto &request = result.request;
    request.action = action;
    request.collection = text(m_collection);
    request.column = text(m_column);
    request.filter = given(m_filter, "filter");
    request.sort = given(m_sort, "sort");
    request.projection = given(m_projection, "projection");
    const auto name = action == Action::Aggregate ? "pipeline" : action == Action::Update ? "update" : action == Action::Replace ? "document" : "path";
    request.argument = given(m_argument, name);
    for (std::size_t i = 0; i < m_documents.size(); ++i)
        request.documents.push_back(given(m_documents[i], m_documents.size() == 1 ? "document" : qPrintable(QStringLiteral("document %1").arg(i + 1))));
    result.readsInput = action == Action::Insert && (m_documents.empty() || (m_documents.size() == 1 && m_documents.front() == "-"));
    request.skip = m_skip;
    if (m_limit >= 0)
        request.limit = m_limit;
    if (m_expectedVersion >= 0)
        request.expectedVersion = m_expectedVersion;
    request.onlyOne = m_onlyOne;
    request.upserts = m_upserts;
    request.explains = m_explains;
    request.previews = m_previews;
    request.index = { text(m_indexName), m_isContainment ? DocumentIndex::Kind::Containment : DocumentIndex::Kind::Value, {}, m_isUnique, text(m_generatedColumn) };
    request.newName = text(m_newName);
    if (!m_isExact)
        request.sample = m_sample;
    using Form = DocumentRequest::SchemaForm;
    request.schemaForm = m_schemaForm == "json" ? Form::Json : m_schemaForm == "table" ? Form::Table : Form::Draft;
    if (action == Action::Indexes && (m_isContainment || !m_indexKeys.empty())) {
        request.action = Action::CreateIndex;
        request.argument = given(m_indexKeys, "keys");
    } else if (action == Action::Indexes && !m_droppedIndex.empty()) {
        request.action = Action::DropIndex;
        request.index.name = text(m_droppedIndex);
    }
    return result;
}

ExitCode DocsOptions::run(DriverRegistry &registry, Interrupt &interrupt) const
{
    const auto chosen = std::ranges::find_if(m_commands, [](const auto &command) { return command.second->parsed(); });
    return runDocs(registry, arguments(chosen->first), interrupt);
}

} // namespace cli
