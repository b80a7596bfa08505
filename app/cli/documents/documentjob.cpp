#include "app/cli/documents/documentjob.h"

#include "app/cli/errorreport.h"

namespace cli {

using namespace dumbo;

void reportDocumentError(const Error &error, const RequestText *text)
{
    if (text)
        reportError(error, { text->text, 1, text->name, QStringLiteral("JavaScript") });
    else
        reportError(error);
}

ExitCode runDocumentJob(DriverRegistry &registry, const ConnectionArguments &arguments, Interrupt &interrupt,
    const std::function<Result<void>(DocumentRunner &)> &work)
{
    const auto connection = LiveConnection::open(registry, arguments, interrupt);
    if (!connection) {
        if (interrupt.isRequested())
            return Interrupted;
        reportError(connection.error());
        return NoConnection;
    }
    const auto engine = DocumentEngine::of(registry, (*connection)->target().target.connector);
    if (!engine) {
        reportError(engine.error());
        return NoConnection;
    }
    DocumentPrinter printer;
    std::optional<RequestText> text;
    const auto done = (*connection)->run([&](Executor &executor) {
        DocumentRunner runner(executor, *engine, printer);
        auto result = work(runner);
        if (const auto *faulty = runner.faultyText())
            text = *faulty;
        return result;
    });
    if (done)
        return Done;
    if (interrupt.isRequested())
        return Interrupted;
    reportDocumentError(done.error(), text ? &*text : nullptr);
    return Refused;
}

} // namespace cli
