#include "app/cli/migratecommand.h"

#include "app/cli/migratejson.h"
#include "core/migrations/sources/migrationsource.h"

#include <QCoreApplication>

namespace cli {

using namespace dumbo;
using namespace Qt::StringLiterals;

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
