#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

#include <functional>

class QObject;

namespace workbench {

/// One value as a ValuePanel shows it.
struct ValueContent
{
    enum class Kind : quint8 { Null, Text, Json, Bytes };
    using Loaded = std::function<void(const dumbo::Result<QByteArray> &)>;
    /// Fetches the whole value and calls loaded once in the window's thread, from the event loop, unless
    /// context is gone by then.
    using Loader = std::function<void(QObject *context, Loaded loaded)>;

    /// The database's name of the type.
    QString typeName = {};
    Kind kind = Kind::Null;
    /// The exact bytes, or their beginning; UTF-8 for Text and Json.
    QByteArray bytes = {};
    /// Bytes of the whole value.
    qint64 fullSize = 0;
    /// Needed where bytes is not all of it.
    Loader loader = {};

    bool isWhole() const { return bytes.size() >= fullSize; }
};

}
