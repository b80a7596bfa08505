#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace workbench {

/// Where a text stops being JSON.
struct JsonProblem
{
    /// Bytes from 0.
    qint64 offset = 0;
    /// What stands there, or what was expected.
    QString message;
};

struct JsonLayout
{
    /// The tokens of the source, byte by byte as they were, with other white space between them. Empty where
    /// there is a problem.
    QByteArray text;
    std::optional<JsonProblem> problem;
};

/// Indents JSON without reading it as values: numbers, escapes, repeated keys and their order stay as they
/// are. Linear time, any depth. The source is UTF-8.
JsonLayout layOutJson(QByteArrayView source);

/// "line 3, column 7" of a byte offset, both from 1 and in characters.
QString placeInText(QByteArrayView source, qint64 offset);

}
