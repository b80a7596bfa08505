#pragma once

#include <QColor>
#include <QFrame>
#include <QIcon>

class QLabel;
class QVBoxLayout;

namespace workbench {

/// How a word about a driver is meant. Each differs from the others by colour and by sign.
enum class Tone { Quiet, Good, Notice, Warning, Bad };

[[nodiscard]] QColor colour(Tone tone, const QPalette &palette);
[[nodiscard]] QIcon icon(Tone tone, const QPalette &palette);

/// A sign and words on ground of the tone's colour; follows a change of colours. Hidden while it has no words.
class ToneBox : public QFrame {
    Q_OBJECT

public:
    explicit ToneBox(const QString &name, QWidget *parent = nullptr);

    /// details stand below, quieter.
    void show(Tone tone, const QString &text, const QString &details = {});
    void clear();
    [[nodiscard]] QString text() const;
    [[nodiscard]] QString details() const;

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void showSign();

    Tone m_tone = Tone::Quiet;
    QLabel *m_sign;
    QLabel *m_text;
    QLabel *m_details;
};

} // namespace workbench
