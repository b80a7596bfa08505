#include "app/cli/documents/docscommand.h"

#include "app/cli/documents/documentadvice.h"
#include "app/cli/documents/documentjob.h"
#include "app/cli/shell/lineinput.h"

#include <QCoreApplication>

#include <unistd.h>

namespace cli {

using namespace dumbo;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DocsCommand", text);
}

/// Documents of standard input, one a line.
class DocumentLines {
public:
    explicit DocumentLines(const Interrupt &interrupt)
        : m_input(STDIN_FILENO, interrupt)
    {
    }

    Result<std::optional<RequestText>> operator()()
    {
        QByteArray line;
        while (true) {
            switch (m_input.read(line)) {
            case LineInput::Outcome::Interrupted:
                return fail(ErrorKind::Cancelled, tr("Reading was interrupted."));
            case LineInput::Outcome::End:
                return std::nullopt;
            case LineInput::Outcome::Line:
                ++m_number;
            }
            if (!line.trimmed().isEmpty())
                return RequestText { line.trimmed(), tr("document in line %1").arg(m_number), 0 };
        }
    }

private:
    LineInput m_input;
    qint64 m_number = 0;
};

/// Whether the collection is there now; without where that was only explained.
Result<bool> createMissing(DocumentRunner &runner, const DocumentRequest &request)
{
    const auto source = runner.source(request);
    if (source || source.error().kind() != ErrorKind::NotFound)
        return source ? Result<bool>(true) : fail(source.error());
    DocumentRequest creation;
    creation.action = DocumentRequest::Action::Create;
    creation.collection = request.collection;
    creation.explains = request.explains;
    return runner.run(creation).transform([&] { return !request.explains; });
}

} // namespace

ExitCode runDocs(DriverRegistry &registry, const DocsArguments &arguments, Interrupt &interrupt)
{
    bool isWhole = true;
    const auto code = runDocumentJob(registry, arguments.connection, interrupt, [&](DocumentRunner &runner) -> Result<void> {
        if (arguments.createsCollection) {
            const auto exists = createMissing(runner, arguments.request);
            if (!exists || !*exists)
                return exists ? Result<void>() : fail(exists.error());
        }
        switch (arguments.request.action) {
        case DocumentRequest::Action::Advise:
            return adviseIndexes(runner, arguments.request, arguments.triesIndexes);
        case DocumentRequest::Action::Export:
            return exportRequested(runner, arguments.request, arguments.transfer);
        case DocumentRequest::Action::Import: {
            const auto imported = importRequested(runner, arguments.request, arguments.transfer);
            isWhole = imported.value_or(false);
            return imported ? Result<void>() : fail(imported.error());
        }
        default:
            break;
        }
        if (!arguments.readsInput)
            return runner.run(arguments.request);
        DocumentLines lines(interrupt);
        return runner.insert(arguments.request, [&] { return lines(); });
    });
    return code == Done && !isWhole ? Refused : code;
}

} // namespace cli
