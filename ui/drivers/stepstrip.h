#pragma once

#include <QWidget>

namespace workbench {

/// The steps of something long in one line: done, now, ahead, or where it ended.
class StepStrip : public QWidget {
    Q_OBJECT

public:
    explicit StepStrip(const QStringList &steps, QWidget *parent = nullptr);

    /// current: from 0; past the last where all are done.
    void show(int current, bool hasFailed);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QStringList m_steps;
    int m_current = 0;
    bool m_hasFailed = false;
};

} // namespace workbench
