#include "app/workbench/measure.h"

#include "app/workbench/workbench.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/workspace.h"
#include "ui/shell/workspacetab.h"

#include <QCoreApplication>

#include <cstdio>

namespace workbench {

namespace {

void print(const char *what, const QElapsedTimer &started)
{
    std::printf("%s %.1f\n", what, double(started.nsecsElapsed()) / 1e6);
    std::fflush(stdout);
}

/// Calls function() once, when the tab has rows and the window was painted with them.
void whenTableShown(QObject *context, WorkspaceTab *tab, std::function<void()> function)
{
    const auto look = [context, tab, function] {
        if (!tab->facts().rows)
            return;
        QObject::disconnect(tab, &WorkspaceTab::factsChanged, context, nullptr);
        QMetaObject::invokeMethod(context, function, Qt::QueuedConnection);
    };
    QObject::connect(tab, &WorkspaceTab::factsChanged, context, look);
    look();
}

} // namespace

void watchStart(Workbench &workbench, const StartOptions &options, const QElapsedTimer &started)
{
    const bool waitsForTable = !options.table.isEmpty();
    QObject::connect(&workbench.window(), &MainWindow::firstPainted, &workbench, [options, started, waitsForTable] {
        if (options.measure)
            print("first-paint", started);
        if (options.quitAfterFirstPaint && !waitsForTable)
            QCoreApplication::exit(0);
    });
    if (!waitsForTable)
        return;
    const auto shown = [options, started] {
        if (options.measure)
            print("table-shown", started);
        if (options.quitAfterFirstPaint)
            QCoreApplication::exit(0);
    };
    QObject::connect(&workbench.window().workspace().tabs(), &TabArea::currentTabChanged, &workbench,
        [&workbench, shown](WorkspaceTab *tab) {
            if (tab)
                whenTableShown(&workbench, tab, shown);
        });
}

} // namespace workbench
