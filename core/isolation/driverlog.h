#pragma once

#include <QByteArray>
#include <QString>

#include <chrono>
#include <mutex>

namespace dumbo {

/// Passes what a driver's process writes to its standard error to the program's log (category "dumbo.driver"), line by line. A
/// driver that writes without end fills no disk: lines and their number for each minute are limited.
class DriverLog {
public:
    explicit DriverLog(const QString &driver)
        : m_driver(driver)
    {
    }

    /// Reads what is there, without waiting. False at the end of the stream.
    bool read(int descriptor);
    /// Any thread. The last lines.
    [[nodiscard]] QString lastWords() const;

private:
    void take(const QByteArray &bytes);
    void pass(const QByteArray &line);

    QString m_driver;
    mutable std::mutex m_mutex;
    QByteArray m_lastWords;
    QByteArray m_begun; ///< a line without its end
    std::chrono::steady_clock::time_point m_minute;
    int m_linesInMinute = 0;
};

} // namespace dumbo
