#pragma once

#include <QStringList>

class QCoreApplication;

namespace workbench {

/// What the command line asks for.
struct StartOptions {
    QStringList open; ///< files, connection strings and drivers
    QString table; ///< opened in the first of them
    bool sample = false;
    QString tourFolder;
    bool quitAfterFirstPaint = false;
    bool measure = false;

    /// Ends the program by itself for --help, --version and wrong usage.
    [[nodiscard]] static StartOptions fromCommandLine(const QCoreApplication &application);
};

} // namespace workbench
