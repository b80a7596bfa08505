#include "app/workbench/tour.h"

#include "app/workbench/tourscenes.h"
#include "app/workbench/workbench.h"

#include <QApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QPainter>
#include <QPixmap>
#include <QTimer>

#include <cstdio>

namespace workbench {

namespace {

constexpr std::chrono::seconds longest(30);

/// The window with the dialogs that stand beside it drawn above.
QPixmap picture(MainWindow &window)
{
    QPixmap whole = window.grab();
    QPainter painter(&whole);
    for (QWidget *other : QApplication::topLevelWidgets()) {
        if (other == &window || !other->isVisible() || other->windowType() == Qt::ToolTip || !other->isWindow())
            continue;
        const QPoint place((window.width() - other->width()) / 2, (window.height() - other->height()) / 2);
        const QRect area(place, other->size());
        for (int edge = 8; edge > 0; --edge)
            painter.fillRect(area.adjusted(-edge, -edge, edge, edge), QColor(0, 0, 0, 12));
        painter.drawPixmap(place, other->grab());
    }
    return whole;
}

bool waitUntil(const std::function<bool()> &condition)
{
    const QDeadlineTimer deadline(longest);
    while (!condition()) {
        if (deadline.hasExpired())
            return false;
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 20);
    }
    return true;
}

/// Lets what was asked for be laid out, painted and, where it moves, come to rest.
void settle()
{
    const QDeadlineTimer deadline(std::chrono::milliseconds(400));
    while (!deadline.hasExpired())
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 20);
}

} // namespace

int playTour(Workbench &workbench, const QString &folder)
{
    QDir().mkpath(folder);
    bool isReady = false;
    QObject::connect(&workbench, &Workbench::ready, &workbench, [&isReady] { isReady = true; });
    // WaitForMoreEvents needs something that wakes it.
    QTimer wake;
    wake.start(20);
    if (!waitUntil([&isReady] { return isReady; })) {
        std::fprintf(stderr, "The window did not come up.\n");
        return 1;
    }
    // Whatever size the window had last time, and however small the platform's screen is.
    workbench.window().resize(1200, 760);
    int number = 0;
    for (const TourScene &scene : tourScenes(workbench)) {
        if (scene.act)
            scene.act();
        const bool isDone = !scene.isDone || waitUntil(scene.isDone);
        settle();
        const QString path = QDir(folder).filePath(
            QStringLiteral("%1-%2.png").arg(++number, 2, 10, QLatin1Char('0')).arg(scene.name));
        if (!picture(workbench.window()).save(path)) {
            std::fprintf(stderr, "%s can't be written.\n", qUtf8Printable(path));
            return 1;
        }
        std::printf("%s\n", qUtf8Printable(path));
        std::fflush(stdout);
        if (!isDone) {
            std::fprintf(stderr, "The tour stopped: \"%s\" did not come to its end.\n", qUtf8Printable(scene.name));
            return 1;
        }
    }
    return 0;
}

} // namespace workbench
