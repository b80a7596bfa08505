#pragma once

#include "app/cli/interrupt.h"
#include "core/base/wakedescriptor.h"

#include <QByteArray>

namespace cli {

/// Lines of a descriptor, as they come. Waiting ends with Ctrl+C too.
class LineInput {
public:
    enum class Outcome { Line, End, Interrupted };

    LineInput(int descriptor, const Interrupt &interrupt);

    /// The line with its break; the last one may have none.
    [[nodiscard]] Outcome read(QByteArray &line);

private:
    [[nodiscard]] bool takeLine(QByteArray &line);

    const int m_descriptor;
    const Interrupt &m_interrupt;
    QByteArray m_bytes;
    qsizetype m_searched = 0;
    bool m_hasEnded = false;
};

} // namespace cli
