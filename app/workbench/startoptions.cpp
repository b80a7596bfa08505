#include "app/workbench/startoptions.h"

#include <QCommandLineParser>

namespace workbench {

StartOptions StartOptions::fromCommandLine(const QCoreApplication &application)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("StartOptions", text); };
    QCommandLineParser parser;
    parser.setApplicationDescription(tr("A workbench for databases."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("database"), tr("Files or connection strings to open, or drivers (.dumbodriver) to install."), QStringLiteral("[database…]"));
    const QCommandLineOption sample(QStringLiteral("sample"), tr("Open the sample database."));
    const QCommandLineOption table(QStringLiteral("table"), tr("Open this table of the first database."), tr("name"));
    const QCommandLineOption tour(QStringLiteral("tour"), tr("Play a short tour, save its pictures in a folder, and end."), tr("folder"));
    const QCommandLineOption quit(QStringLiteral("quit-after-first-paint"), tr("End as soon as the window was painted, or the table of --table shown."));
    const QCommandLineOption measure(QStringLiteral("measure"), tr("Print the milliseconds to the first paint and to the table."));
    parser.addOptions({ sample, table, tour, quit, measure });
    parser.process(application);

    StartOptions options;
    options.open = parser.positionalArguments();
    options.table = parser.value(table);
    options.sample = parser.isSet(sample);
    options.tourFolder = parser.value(tour);
    options.quitAfterFirstPaint = parser.isSet(quit);
    options.measure = parser.isSet(measure);
    return options;
}

} // namespace workbench
