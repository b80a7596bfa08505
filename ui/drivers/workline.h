#pragma once

#include <QTimer>
#include <QWidget>

#include <chrono>

class QLabel;
class QProgressBar;
class QPushButton;

namespace workbench {

class DriverDesk;

/// What is being done with drivers: what, how far, since when, and a way out. Hidden while nothing is.
class WorkLine : public QWidget {
    Q_OBJECT

public:
    explicit WorkLine(DriverDesk &desk, QWidget *parent = nullptr);

private:
    void follow();
    void showSeconds();

    DriverDesk &m_desk;
    QLabel *m_phase;
    QLabel *m_elapsed;
    QProgressBar *m_bar;
    QPushButton *m_cancel;
    std::chrono::steady_clock::time_point m_since;
    QTimer m_clock; ///< runs only while something is done
};

} // namespace workbench
