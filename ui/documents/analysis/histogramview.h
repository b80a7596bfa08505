#pragma once

#include "core/documents/analysis/documentprofile.h"

#include <QWidget>

#include <functional>
#include <vector>

namespace workbench {

/// Bars of a histogram over their axis. A bar says its range and count; Left and Right go through the bars, and a click or Enter chooses one.
class HistogramView : public QWidget {
    Q_OBJECT

public:
    explicit HistogramView(QWidget *parent = nullptr);

    /// How a number of the axis is written.
    using Label = std::function<QString(double)>;
    void setBars(const std::vector<dumbo::HistogramBar> &bars, const Label &label);
    [[nodiscard]] QRect barRect(int bar) const; ///< the whole height, where a click chooses it
    [[nodiscard]] int barCount() const { return int(m_bars.size()); }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void barChosen(const dumbo::HistogramBar &bar);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    [[nodiscard]] int barAt(const QPoint &point) const;
    [[nodiscard]] QString barText(int bar) const;
    [[nodiscard]] int axisHeight() const;
    void setMarked(int bar);

    std::vector<dumbo::HistogramBar> m_bars;
    Label m_label;
    qint64 m_highest = 0;
    int m_marked = -1;
};

} // namespace workbench
