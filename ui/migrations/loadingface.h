#pragma once

#include <QWidget>

#include <chrono>

class QLabel;

namespace workbench {

/// What stands in the tab while it is read for the first time: what, since when, and a way out.
class LoadingFace : public QWidget {
    Q_OBJECT

public:
    explicit LoadingFace(QWidget *parent = nullptr);

    void showPhase(const QString &phase, std::chrono::milliseconds elapsed);

Q_SIGNALS:
    void cancelWanted();

private:
    QLabel *m_phase;
    QLabel *m_elapsed;
};

} // namespace workbench
