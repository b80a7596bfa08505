#include "app/cli/documents/docscommand.h"

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

} // namespace

ExitCode runDocs(DriverRegistry &registry, const DocsArguments &arguments, Interrupt &interrupt)
{
    return runDocumentJob(registry, arguments.connection, interrupt, [&](DocumentRunner &runner) {
        if (!arguments.readsInput)
            return runner.run(arguments.request);
        DocumentLines lines(interrupt);
        return runner.insert(arguments.request, [&] { return lines(); });
    });
}

} // namespace cli
