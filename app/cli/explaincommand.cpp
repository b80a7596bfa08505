#include "app/cli/explaincommand.h"

#include "app/cli/errorreport.h"
#include "app/cli/terminal.h"
#include "core/plans/plantext.h"
#include "core/sdk/extensions/explain.h"

#include <QCoreApplication>

#include <unistd.h>

namespace cli {

using namespace dumbo;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ExplainCommand", text);
}

Result<ExplainPlan> explain(Connection &connection, const ExplainArguments &arguments)
{
    auto *extension = connection.extension(ExplainExtension::extensionId());
    if (!extension || extension->id() != ExplainExtension::extensionId())
        return fail(ErrorKind::NotImplemented, tr("The driver of this connection can't explain statements."));
    ExplainRequest request;
    request.text = arguments.sql;
    request.parameters.positional = arguments.parameters;
    request.form = arguments.format == ExplainArguments::Format::Text ? ExplainRequest::Form::Text : ExplainRequest::Form::Tree;
    request.analyze = arguments.analyze;
    request.verbose = arguments.verbose;
    request.settings = true;
    return static_cast<ExplainExtension *>(extension)->explain(request);
}

Result<QByteArray> output(const ExplainPlan &plan, ExplainArguments::Format format)
{
    if (format == ExplainArguments::Format::Tree)
        return planText(plan).toUtf8();
    auto text = format == ExplainArguments::Format::Text ? plan.serverText : plan.serverJson;
    if (text.isEmpty())
        return fail(ErrorKind::NotImplemented, tr("This database gives no plans in this form; --format tree always works."));
    if (!text.endsWith('\n'))
        text += '\n';
    return text;
}

} // namespace

ExitCode explainStatement(DriverRegistry &registry, const ExplainArguments &arguments, Interrupt &interrupt)
{
    NoticePrinter observer;
    const auto connection = openConnection(registry, arguments.connection, observer, interrupt);
    if (!connection) {
        if (interrupt.isRequested())
            return Interrupted;
        reportError(connection.error());
        return NoConnection;
    }
    interrupt.setTarget([&] { (*connection)->cancel(); });
    const auto plan = explain(**connection, arguments);
    interrupt.setTarget({});
    if (!plan && interrupt.isRequested())
        return Interrupted;
    if (!plan) {
        reportError(plan.error(), { arguments.sql, 1, {}, (*connection)->dialect().highlighting });
        return Refused;
    }
    for (const auto &warning : plan->warnings)
        printLine(tr("note: ") + warning);
    const auto text = output(*plan, arguments.format);
    const auto written = text ? writeAll(STDOUT_FILENO, *text) : Result<void>(fail(text.error()));
    if (!written) {
        reportError(written.error());
        return Refused;
    }
    if (plan->executed && plan->writes && arguments.format != ExplainArguments::Format::Tree)
        printLine(tr("note: The statement was run and rolled back."));
    return Done;
}

} // namespace cli
