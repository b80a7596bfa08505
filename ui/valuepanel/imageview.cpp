#include "ui/valuepanel/imageview.h"

#include "ui/grid/gridcolors.h"

#include <QBuffer>
#include <QImageReader>
#include <QPainter>
#include <QtConcurrentRun>

namespace workbench {

namespace {

constexpr int margin = 8;
constexpr int checkSize = 8;

/// What is transparent shows squares, as it does elsewhere.
void paintChecks(QPainter &painter, const QRect &area, const QPalette &palette)
{
    const QColor base = palette.color(QPalette::Base);
    const QColor other = mixed(base, palette.color(QPalette::Text), 0.12);
    painter.fillRect(area, base);
    for (int y = 0; y < area.height(); y += checkSize) {
        for (int x = y / checkSize % 2 * checkSize; x < area.width(); x += 2 * checkSize)
            painter.fillRect(QRect(area.topLeft() + QPoint(x, y), QSize(checkSize, checkSize)) & area, other);
    }
}

}

ImageView::ImageView(QWidget *parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Picture of the value"));
}

ImageView::~ImageView() = default;

QByteArray ImageView::formatOf(const QByteArray &bytes)
{
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    return QImageReader::imageFormat(&buffer);
}

void ImageView::clear()
{
    m_watcher.reset();
    m_decoded = {};
    m_scaled = {};
    update();
}

void ImageView::setBytes(const QByteArray &bytes)
{
    clear();
    m_watcher = std::make_unique<QFutureWatcher<Decoded>>();
    connect(m_watcher.get(), &QFutureWatcherBase::finished, this, &ImageView::takeDecoded);
    m_watcher->setFuture(QtConcurrent::run(&ImageView::decode, bytes));
}

ImageView::Decoded ImageView::decode(const QByteArray &bytes)
{
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer);
    reader.setDecideFormatFromContent(true);
    reader.setAutoTransform(true);
    const QString format = QString::fromLatin1(reader.format().toUpper());
    const QSize size = reader.size();
    const QString facts = tr("%1, %2 × %3 pixels").arg(format).arg(size.width()).arg(size.height());
    if (static_cast<qint64>(size.width()) * size.height() > pixelLimit)
        return { {}, tr("%1: too large to show here. Save it to look at it.").arg(facts) };
    Decoded decoded { reader.read(), facts };
    if (decoded.image.isNull())
        decoded.description = tr("This picture cannot be read: %1").arg(reader.errorString());
    return decoded;
}

void ImageView::takeDecoded()
{
    m_decoded = m_watcher->result();
    m_scaled = {};
    setAccessibleDescription(m_decoded.description);
    update();
    Q_EMIT descriptionChanged();
}

void ImageView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().base());
    const QRect area = rect().adjusted(margin, margin, -margin, -margin);
    if (m_decoded.image.isNull()) {
        painter.setPen(mixed(palette().color(QPalette::Base), palette().color(QPalette::Text), 0.62));
        painter.drawText(area, Qt::AlignCenter | Qt::TextWordWrap, m_decoded.description);
        return;
    }
    const QSize whole = m_decoded.image.deviceIndependentSize().toSize();
    const QSize shown = whole.width() > area.width() || whole.height() > area.height()
        ? whole.scaled(area.size(), Qt::KeepAspectRatio)
        : whole;
    const qreal ratio = devicePixelRatioF();
    if (m_scaled.size() != shown * ratio) {
        m_scaled = QPixmap::fromImage(
            m_decoded.image.scaled(shown * ratio, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
        m_scaled.setDevicePixelRatio(ratio);
    }
    QRect place({}, shown);
    place.moveCenter(area.center());
    if (m_decoded.image.hasAlphaChannel())
        paintChecks(painter, place, palette());
    painter.drawPixmap(place, m_scaled);
}

}
