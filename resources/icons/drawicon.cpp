// Draws an SVG file as a picture: drawicon FILE SIZE PICTURE. Used while building.
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QImage>
#include <QImageReader>

#include <cstdio>

int main(int argc, char **argv)
{
    const QGuiApplication application(argc, argv);
    const auto arguments = QGuiApplication::arguments();
    if (arguments.size() != 4)
        return 2;
    QImageReader reader(arguments[1]);
    const int size = arguments[2].toInt();
    reader.setScaledSize({ size, size });
    const auto image = reader.read();
    if (image.isNull()) {
        std::fprintf(stderr, "%s: %s\n", argv[1], qPrintable(reader.errorString()));
        return 1;
    }
    QDir().mkpath(QFileInfo(arguments[3]).path());
    return image.save(arguments[3]) ? 0 : 1;
}
