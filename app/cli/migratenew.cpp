#include "app/cli/migratecommand.h"

#include "app/cli/migratediff.h"
#include "app/cli/migratejson.h"
#include "app/cli/terminal.h"
#include "core/migrations/sources/migrationsource.h"

#include <QCoreApplication>

namespace cli {

using namespace dumbo;
using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("MigrateCommand", text);
}

/// The statements of a difference, and those of the way back for the down script.
Step<void> fill(MigrateContext &context, NewMigrationRequest &request)
{
    const auto &other = context.arguments().other;
    if (other.isEmpty())
        return {};
    if (context.arguments().connection.connection.isEmpty())
        return context.stop(tr("Tell the connection whose difference it shall hold."));
    const bool isDrift = other == "drift"_L1;
    const auto differing = readDifference(context, isDrift ? QString() : other, isDrift);
    if (!differing)
        return std::unexpected(differing.error());
    const auto &script = differing->script;
    if (script.statements.empty())
        return context.stop(differing->difference.isEmpty() ? tr("There is no difference; nothing was written.") : tr("No statement leads over the difference; nothing was written."), Refused);
    for (const auto &statement : script.statements) {
        request.up.push_back(statement.text);
        request.inTransaction = request.inTransaction && statement.fit != TransactionFit::Alone;
    }
    for (const auto &statement : differing->back.statements)
        request.down.push_back(statement.text);
    for (const auto &left : script.notGenerated)
        printLine(tr("note: not generated: %1 %2: %3").arg(left.kind, left.object.name, left.reason));
    return {};
}

} // namespace

ExitCode makeNew(MigrateContext &context)
{
    const auto &arguments = context.arguments();
    NewMigrationRequest request;
    request.source = arguments.source;
    request.layout = arguments.layout;
    request.title = arguments.title;
    request.inTransaction = !arguments.noTransaction;
    request.databaseType = arguments.databaseType;
    if (request.databaseType.isEmpty() && !arguments.connection.connection.isEmpty()) {
        const auto dialect = context.dialect();
        if (!dialect)
            return dialect.error().code;
        request.databaseType = dialect->databaseType;
    }
    if (const auto filled = fill(context, request); !filled)
        return filled.error().code;
    const auto made = newMigration(request);
    if (!made)
        return context.stop(made.error(), Usage).error().code;
    if (!arguments.onlyShows) {
        if (const auto written = writeNewMigration(*made); !written)
            return context.stop(written.error()).error().code;
    }
    QString text;
    QJsonArray files;
    for (const auto &file : made->files) {
        text += file.path + u'\n';
        files.append(QJsonObject { { u"file"_s, file.path }, { u"replaces"_s, file.replaces } });
    }
    if (!arguments.json)
        return context.print(text.toUtf8(), Done);
    return context.print(QJsonObject { { u"format"_s, 1 }, { u"command"_s, u"new"_s }, { u"name"_s, made->name }, { u"files"_s, files },
                             { u"written"_s, !arguments.onlyShows } },
        Done);
}

} // namespace cli
