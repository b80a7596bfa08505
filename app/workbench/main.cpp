#include "app/workbench/measure.h"
#include "app/workbench/tour.h"
#include "app/workbench/workbench.h"
#include "ui/log/crashreport.h"
#include "ui/log/logfile.h"
#include "version.h"

#include <QApplication>
#include <QElapsedTimer>

int main(int argc, char **argv)
{
    QElapsedTimer started;
    started.start();
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("dumbo-workbench"));
    QApplication::setApplicationDisplayName(QStringLiteral("Dumbo Workbench"));
    QApplication::setApplicationVersion(QStringLiteral(DUMBO_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("dumbo-workbench"));
    const auto options = workbench::StartOptions::fromCommandLine(application);
    workbench::log::start();
    workbench::crash::watch(QApplication::applicationVersion());

    workbench::Workbench workbench(application, options);
    workbench::watchStart(workbench, options, started);
    workbench.show();
    if (!options.tourFolder.isEmpty())
        return workbench::playTour(workbench, options.tourFolder);
    return QApplication::exec();
}
