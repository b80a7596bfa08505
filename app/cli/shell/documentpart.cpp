#include "app/cli/shell/documentpart.h"

#include "app/cli/documents/documentrunner.h"
#include "app/cli/errorreport.h"
#include "app/cli/shell/documentexpression.h"
#include "app/cli/shell/sqlpart.h"
#include "app/cli/terminal.h"
#include "core/documents/analysis/analysisjob.h"
#include "core/documents/query/documentpath.h"

#include <QCoreApplication>

namespace cli {

using namespace dumbo;

namespace {

constexpr qint64 sampledForPaths = 200;

QString tr(const char *text)
{
    return QCoreApplication::translate("DocumentPart", text);
}

bool changesCatalog(DocumentRequest::Action action)
{
    return action >= DocumentRequest::Action::CreateIndex && action != DocumentRequest::Action::Collections;
}

DocumentPrinter printerFor(const ShellSettings &settings, const Dialect &dialect)
{
    if (!settings.documentsAsTable)
        return DocumentPrinter();
    WriterOptions options;
    options.nullText = settings.nullText;
    options.header = settings.header;
    options.dialect = dialect;
    return DocumentPrinter(settings.format, options);
}

} // namespace

DocumentPart::DocumentPart(LiveConnection &connection)
    : m_connection(connection)
{
}

Result<const DocumentEngine *> DocumentPart::engine()
{
    if (!m_engine) {
        auto engine = DocumentEngine::of(m_connection.registry(), m_connection.target().target.connector);
        if (!engine)
            return fail(engine.error());
        m_engine.emplace(std::move(*engine));
    }
    return &*m_engine;
}

QStringList DocumentPart::paths(const QString &collection)
{
    if (const auto known = m_paths.constFind(collection); known != m_paths.constEnd())
        return *known;
    // A query that fails would fail the transaction that is open.
    const auto documents = engine();
    if (!documents || m_connection.connection().transactionState() != TransactionState::Idle)
        return {};
    DocumentRequest request;
    request.collection = collection;
    AnalysisOptions options;
    options.sample = sampledForPaths;
    const auto profile = m_connection.run([&](Executor &executor) -> Result<DocumentProfile> {
        DocumentPrinter printer;
        const auto query = DocumentRunner(executor, **documents, printer).query(request);
        return query ? analyse(executor, **documents, *query, options) : fail(query.error());
    });
    QStringList paths;
    for (const auto &path : profile ? profilePaths(*profile) : std::vector<DocumentPath>())
        paths.append(QString::fromUtf8(dottedText(path)));
    m_paths.insert(collection, paths);
    return paths;
}

PartOutcome DocumentPart::run(const ShellSettings &settings, const ShellPart &part, const QString &source)
{
    const StatementPlace place { part.text, part.line, source, QStringLiteral("JavaScript") };
    const auto tell = [&](const Error &error) {
        reportError(error, place);
        return PartOutcome::Failed;
    };
    const auto request = parseDocumentExpression(part.text);
    if (!request)
        return tell(request.error());
    const auto documents = engine();
    if (!documents)
        return tell(documents.error());
    auto printer = printerFor(settings, m_connection.dialect());
    std::optional<qint64> offset;
    const auto begin = std::chrono::steady_clock::now();
    const auto done = m_connection.run([&](Executor &executor) {
        DocumentRunner runner(executor, **documents, printer);
        auto result = runner.run(*request);
        if (const auto *text = runner.faultyText())
            offset = text->offset;
        return result;
    });
    if (changesCatalog(request->action))
        m_connection.forgetObjects();
    if (request->action >= DocumentRequest::Action::Insert)
        m_paths.clear();
    if (done) {
        tellElapsed(settings, begin);
        return PartOutcome::Done;
    }
    if (done.error().isCancelled()) {
        printLine(printer.documents() > 0 ? tr("cancelled; documents so far: %1").arg(printer.documents()) : tr("cancelled"));
        return PartOutcome::Cancelled;
    }
    auto error = done.error();
    if (offset && error.position())
        return tell(error.withPosition(*error.position() + *offset));
    // Any other position is in SQL that nobody typed.
    reportError(error);
    return PartOutcome::Failed;
}

} // namespace cli
