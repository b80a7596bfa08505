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

Result<void> createMissing(DocumentRunner &runner, const DocumentRequest &request)
{
    const auto source = runner.source(request);
    if (source || source.error().kind() != ErrorKind::NotFound)
        return source ? Result<void>() : fail(source.error());
    DocumentRequest creation;
    creation.action = DocumentRequest::Action::Create;
    creation.collection = request.collection;
    return runner.run(creation);
}

} // namespace

ExitCode runDocs(DriverRegistry &registry, const DocsArguments &arguments, Interrupt &interrupt)
{
    bool isWhole = true;
    const auto code = runDocumentJob(registry, arguments.connection, interrupt, [&](DocumentRunner &runner) -> Result<void> {
        if (arguments.createsCollection) {
            if (const auto created = createMissing(runner, arguments.request); !created)
                return created;
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
