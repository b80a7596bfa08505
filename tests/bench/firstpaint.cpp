#include <QGuiApplication>
#include <QImage>
#include <QPixmap>
#include <QScreen>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/// Starts a program on an empty X display and watches the screen from outside, so that every program is measured the same
/// way. Prints the milliseconds from its start until the screen shows more than plain areas, and until it shows what it
/// shows in the end: "first last".
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto quiet = std::chrono::milliseconds(1500);
constexpr auto giveUp = std::chrono::seconds(30);

/// Whether a window has drawn something: several colours in the middle of the screen.
bool isPainted(const QImage &image)
{
    QList<QRgb> colours;
    for (int y = 4; y < image.height(); y += 8) {
        for (int x = 4; x < image.width(); x += 8) {
            const auto colour = image.pixel(x, y);
            if (!colours.contains(colour))
                colours.append(colour);
            if (colours.size() > 4)
                return true;
        }
    }
    return false;
}

double milliseconds(Clock::duration duration)
{
    return std::chrono::duration<double, std::milli>(duration).count();
}

} // namespace

int main(int argc, char **argv)
{
    const QGuiApplication application(argc, argv);
    if (argc < 2)
        return 2;
    auto *screen = QGuiApplication::primaryScreen();
    QImage before = screen->grabWindow(0).toImage();
    pid_t child = 0;
    const auto begin = Clock::now();
    if (posix_spawnp(&child, argv[1], nullptr, nullptr, argv + 1, environ) != 0)
        return 1;
    double first = -1;
    double last = -1;
    auto lastChange = begin;
    while (Clock::now() - begin < giveUp && (first < 0 || Clock::now() - lastChange < quiet)) {
        const auto image = screen->grabWindow(0).toImage();
        const auto now = Clock::now();
        if (image == before)
            continue;
        // A caret that blinks changes a few pixels and is no progress.
        qint64 changed = 0;
        for (int y = 0; y < image.height(); ++y) {
            const auto *left = reinterpret_cast<const QRgb *>(image.constScanLine(y));
            const auto *right = reinterpret_cast<const QRgb *>(before.constScanLine(y));
            for (int x = 0; x < image.width(); ++x)
                changed += left[x] != right[x];
        }
        before = image;
        if (changed < 200)
            continue;
        lastChange = now;
        if (first < 0 && isPainted(image))
            first = milliseconds(now - begin);
        last = milliseconds(now - begin);
    }
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    std::printf("%.1f %.1f\n", first, last);
    return first < 0 ? 1 : 0;
}
