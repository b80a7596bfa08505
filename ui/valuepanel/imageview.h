#pragma once

#include <QByteArray>
#include <QFutureWatcher>
#include <QImage>
#include <QPixmap>
#include <QWidget>

#include <memory>

namespace workbench {

/// A picture out of bytes, never drawn larger than it is. Decoding happens in another thread.
class ImageView : public QWidget
{
    Q_OBJECT

public:
    /// Larger pictures are named but not decoded, so that a few bytes cannot ask for gigabytes.
    static constexpr qint64 pixelLimit = 100'000'000;

    explicit ImageView(QWidget *parent = nullptr);
    ~ImageView() override;

    /// The format the bytes begin like ("png", "jpeg", …); empty where they are no picture. Reads their head
    /// only.
    static QByteArray formatOf(const QByteArray &bytes);

    void setBytes(const QByteArray &bytes);
    void clear();
    QImage image() const { return m_decoded.image; }
    /// "PNG, 640 × 480 pixels", or why there is no picture; empty while it is decoded.
    QString description() const { return m_decoded.description; }

Q_SIGNALS:
    void descriptionChanged();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Decoded
    {
        QImage image;
        QString description;
    };
    static Decoded decode(const QByteArray &bytes);
    void takeDecoded();

    Decoded m_decoded;
    QPixmap m_scaled;
    std::unique_ptr<QFutureWatcher<Decoded>> m_watcher;
};

}
