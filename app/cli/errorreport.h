#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QString>

namespace cli {

/// The statement an error is about, and where it stands.
struct StatementPlace {
    QByteArray text;
    qint64 firstLine = 1; ///< of the statement in its script, from 1
    QString source; ///< the file's name, or empty
    QString highlighting; ///< of the SQL, for terminals
};

/// Prints to standard error what went wrong; with the line and a caret under the place where the error knows one.
void reportError(const dumbo::Error &error);
void reportError(const dumbo::Error &error, const StatementPlace &place);

} // namespace cli
