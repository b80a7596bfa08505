#pragma once

#include "core/connection/connectiontest.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QToolButton;

namespace workbench {

/// How a test of a connection goes and went: since when, what was found, or why not and what to do.
class TestLine : public QWidget {
    Q_OBJECT

public:
    explicit TestLine(QWidget *parent = nullptr);

    void showRunning();
    void showReport(const dumbo::ConnectionReport &report);
    void showError(const dumbo::Error &error, const dumbo::ConnectionTarget &target);
    void clear();
    /// What it says, as plain text.
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void cancelWanted();

private:
    void show(const QString &icon, const QColor &colour, const QString &text, const QString &more);
    void showSeconds();

    QLabel *m_icon;
    QLabel *m_text;
    QLabel *m_more;
    QToolButton *m_cancel;
    QToolButton *m_copy;
    std::chrono::steady_clock::time_point m_since;
    QTimer m_clock; ///< runs only while a test does
};

} // namespace workbench
