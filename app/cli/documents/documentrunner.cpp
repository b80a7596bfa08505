#include "app/cli/documents/documentrunner.h"

#include "app/cli/documents/documentvalues.h"
#include "app/cli/documents/schemarows.h"
#include "core/documents/analysis/analysisjob.h"
#include "core/documents/analysis/schemadraft.h"
#include "core/documents/documentsource.h"
#include "core/documents/query/documentpath.h"
#include "core/documents/query/pipeline.h"
#include "core/documents/query/projection.h"
#include "core/json/jsonstring.h"

#include <QCoreApplication>

#include <algorithm>

namespace cli {

using namespace dumbo;
using Action = DocumentRequest::Action;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DocumentRunner", text);
}

} // namespace

ObjectPath pathOf(const QString &name)
{
    const auto dot = name.indexOf(u'.');
    return dot < 0 ? ObjectPath { {}, {}, name } : ObjectPath { {}, name.first(dot), name.sliced(dot + 1) };
}

DocumentRunner::DocumentRunner(Executor &executor, const DocumentEngine &engine, DocumentPrinter &printer)
    : m_executor(executor)
    , m_engine(engine)
    , m_printer(printer)
{
}

Result<void> DocumentRunner::run(const DocumentRequest &request)
{
    switch (request.action) {
    case Action::Find:
        return find(request);
    case Action::Count:
        return count(request);
    case Action::Distinct:
        return distinct(request);
    case Action::Aggregate:
        return aggregate(request);
    case Action::Insert:
        return insertGiven(request);
    case Action::Update:
        return update(request);
    case Action::Replace:
        return replace(request);
    case Action::Delete:
        return remove(request);
    case Action::Indexes:
        return listIndexes(request);
    case Action::CreateIndex:
        return createIndex(request);
    case Action::DropIndex:
        return dropIndex(request);
    case Action::Collections:
        return listCollections();
    case Action::Create:
        return create(request);
    case Action::Drop:
        return drop(request);
    case Action::Rename:
        return rename(request);
    case Action::Schema:
        return schema(request);
    case Action::Advise:
    case Action::Export:
    case Action::Import:
        break; // functions of their own
    }
    return {};
}

/// A name may have a dot inside; what is there as it stands is meant before a schema.
Result<DocumentSource> DocumentRunner::source(const DocumentRequest &request)
{
    auto whole = sourceOf(m_executor, m_engine.pongo(), { {}, {}, request.collection }, request.column);
    const auto path = pathOf(request.collection);
    if (whole || whole.error().kind() != ErrorKind::NotFound || path.schema.isEmpty())
        return whole;
    return sourceOf(m_executor, m_engine.pongo(), path, request.column);
}

Result<DocumentQuery> DocumentRunner::query(const DocumentRequest &request)
{
    auto filter = within(request.filter, m_engine.filter(request.filter.text));
    if (!filter)
        return fail(filter.error());
    auto sort = within(request.sort, parseSort(request.sort.text));
    if (!sort)
        return fail(sort.error());
    auto projection = within(request.projection, parseProjection(request.projection.text));
    if (!projection)
        return fail(projection.error());
    auto from = source(request);
    if (!from)
        return fail(from.error());
    DocumentQuery query;
    query.source = std::move(*from);
    query.filter = std::move(*filter);
    query.sort = std::move(*sort);
    query.projection = std::move(*projection);
    query.skip = request.skip;
    query.limit = request.onlyOne ? std::optional<qint64>(1) : request.limit;
    return query;
}

Result<void> DocumentRunner::find(const DocumentRequest &request)
{
    const auto wanted = query(request);
    if (!wanted)
        return fail(wanted.error());
    if (request.explains) {
        const auto plan = m_engine.explainFind(*wanted);
        return plan ? printPlan(*plan) : fail(plan.error());
    }
    const auto found = m_engine.find(m_executor, *wanted);
    return found ? m_printer.print(*found->execution) : fail(found.error());
}

Result<void> DocumentRunner::count(const DocumentRequest &request)
{
    const auto wanted = query(request);
    if (!wanted)
        return fail(wanted.error());
    if (request.explains) {
        const auto plan = m_engine.explainCount(*wanted);
        return plan ? printPlan(*plan) : fail(plan.error());
    }
    const auto counted = m_engine.count(m_executor, *wanted);
    return counted ? m_printer.printText(QByteArray::number(*counted)) : fail(counted.error());
}

Result<void> DocumentRunner::distinct(const DocumentRequest &request)
{
    const auto wanted = query(request);
    if (!wanted)
        return fail(wanted.error());
    const auto path = dottedPath(request.argument.text);
    if (request.explains) {
        const auto plan = m_engine.explainDistinct(*wanted, path);
        return plan ? printPlan(*plan) : fail(plan.error());
    }
    const auto values = m_engine.distinct(m_executor, *wanted, path);
    if (!values)
        return fail(values.error());
    for (const auto &value : *values) {
        if (const auto printed = m_printer.printText(value); !printed)
            return printed;
    }
    return {};
}

Result<void> DocumentRunner::aggregate(const DocumentRequest &request)
{
    if (const auto parsed = within(request.argument, DocumentPipeline::parse(request.argument.text)); !parsed)
        return fail(parsed.error());
    const auto from = source(request);
    if (!from)
        return fail(from.error());
    if (request.explains) {
        const auto plan = m_engine.explainAggregate(*from, request.argument.text);
        return plan ? printPlan(*plan) : fail(plan.error());
    }
    const auto other = [&](const QString &name) {
        DocumentRequest named;
        named.collection = name;
        return source(named);
    };
    const auto found = m_engine.aggregate(m_executor, *from, request.argument.text, other);
    return found ? m_printer.print(*found->execution) : fail(found.error());
}

Result<void> DocumentRunner::listCollections()
{
    const auto collections = dumbo::listCollections(m_executor, {});
    if (!collections)
        return fail(collections.error());
    for (const auto &path : *collections) {
        auto json = "{\"name\":" + encodeJsonText(path.name);
        if (!path.schema.isEmpty())
            json += ",\"schema\":" + encodeJsonText(path.schema);
        if (const auto printed = m_printer.printText(json + '}'); !printed)
            return printed;
    }
    return {};
}

Result<void> DocumentRunner::listIndexes(const DocumentRequest &request)
{
    const auto from = source(request);
    if (!from)
        return fail(from.error());
    for (const auto &index : from->indexes) {
        if (const auto printed = m_printer.printText(indexJson(index)); !printed)
            return printed;
    }
    return {};
}

Result<void> DocumentRunner::createIndex(const DocumentRequest &request)
{
    auto index = request.index;
    if (index.kind == DocumentIndex::Kind::Value) {
        auto keys = within(request.argument, parseSort(request.argument.text));
        if (!keys)
            return fail(keys.error());
        if (keys->empty())
            return fail(ErrorKind::Data, tr("An index needs at least one key, e.g. {name: 1}."));
        index.keys = std::move(*keys);
    }
    const auto from = source(request);
    if (!from)
        return fail(from.error());
    const auto statements = m_engine.pongo().createIndex(*from, index);
    if (!statements)
        return fail(statements.error());
    if (const auto done = runStatements(request, *statements); !done || request.explains)
        return done;
    const auto after = source(request);
    if (!after)
        return fail(after.error());
    for (const auto &made : after->indexes) {
        if (!std::ranges::contains(from->indexes, made.name, &DocumentIndex::name))
            return m_printer.printText(indexJson(made));
    }
    return {};
}

Result<void> DocumentRunner::dropIndex(const DocumentRequest &request)
{
    const auto from = source(request);
    if (!from)
        return fail(from.error());
    const auto index = std::ranges::find(from->indexes, request.index.name, &DocumentIndex::name);
    if (index == from->indexes.end())
        return fail(Error(ErrorKind::NotFound, tr("There is no index \"%1\" for documents on \"%2\".").arg(request.index.name, request.collection)));
    const auto statements = m_engine.pongo().dropIndex(*from, *index);
    return statements ? runStatements(request, *statements) : fail(statements.error());
}

Result<void> DocumentRunner::create(const DocumentRequest &request)
{
    const auto migrations = m_engine.pongo().migrations({ pathOf(request.collection), {} });
    if (!migrations)
        return fail(migrations.error());
    std::vector<StatementText> statements;
    for (const auto &migration : *migrations)
        statements.insert(statements.end(), migration.up.begin(), migration.up.end());
    return runStatements(request, statements);
}

Result<void> DocumentRunner::rename(const DocumentRequest &request)
{
    const auto from = source(request);
    if (!from)
        return fail(from.error());
    const auto statements = m_engine.pongo().rename(*from, request.newName);
    return statements ? runStatements(request, *statements) : fail(statements.error());
}

Result<void> DocumentRunner::drop(const DocumentRequest &request)
{
    const auto from = source(request);
    if (!from)
        return fail(from.error());
    if (!from->isCollection)
        return fail(ErrorKind::InvalidOperation, tr("\"%1\" is no collection; DROP TABLE drops a table.").arg(request.collection));
    const auto statements = m_engine.pongo().drop(*from);
    return statements ? runStatements(request, *statements) : fail(statements.error());
}

Result<void> DocumentRunner::schema(const DocumentRequest &request)
{
    const auto wanted = query(request);
    if (!wanted)
        return fail(wanted.error());
    AnalysisOptions options;
    options.sample = request.sample;
    const auto profile = analyse(m_executor, m_engine, *wanted, options);
    if (!profile)
        return fail(profile.error());
    switch (request.schemaForm) {
    case DocumentRequest::SchemaForm::Json:
        return m_printer.printText(profileJson(*profile));
    case DocumentRequest::SchemaForm::Draft:
        return m_printer.printRaw(draftSchema(*profile).trimmed() + '\n');
    case DocumentRequest::SchemaForm::Table:
        break;
    }
    return printSchema(*profile);
}

Result<void> DocumentRunner::runStatements(const DocumentRequest &request, const std::vector<StatementText> &texts)
{
    std::vector<Statement> statements;
    for (const auto &text : texts)
        statements.push_back({ text, {} });
    if (request.explains)
        return printStatements(statements);
    return m_executor.withTransaction([&](Executor &executor) -> Result<TransactionOutcome<>> {
        const auto done = executor.batchCommand(statements);
        return done ? Result<TransactionOutcome<>>(Commit {}) : fail(done.error());
    });
}

Result<void> DocumentRunner::printPlan(const DocumentPlan &plan)
{
    auto text = plan.runnableSql;
    while (text.endsWith('\n') || text.endsWith(';'))
        text.chop(1);
    if (!text.isEmpty())
        text += ";\n";
    for (const auto &reason : plan.reasons)
        text += "-- " + reason.toUtf8() + '\n';
    return m_printer.printRaw(text);
}

Result<void> DocumentRunner::printStatements(const std::vector<Statement> &statements)
{
    for (const auto &statement : statements) {
        const auto sql = m_engine.runnableSql(statement);
        if (!sql)
            return fail(sql.error());
        if (const auto printed = m_printer.printRaw(*sql + (sql->endsWith(';') ? "\n" : ";\n")); !printed)
            return printed;
    }
    return {};
}

} // namespace cli
