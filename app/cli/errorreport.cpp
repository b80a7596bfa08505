#include "app/cli/errorreport.h"

#include "app/cli/terminal.h"
#include "core/results/textwidth.h"

#include <QCoreApplication>

#include <algorithm>
#include <unistd.h>

namespace cli {

using namespace dumbo;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ErrorReport", text);
}

constexpr qsizetype widestLine = 160;

/// The line with the place, cut around it where it is very long, and a caret below.
void printPlace(const StatementPlace &place, qint64 position)
{
    const auto at = qsizetype(std::clamp<qint64>(position, 0, place.text.size()));
    const auto lineBegin = at == 0 ? 0 : place.text.lastIndexOf('\n', at - 1) + 1;
    const auto lineEnd = place.text.indexOf('\n', at);
    const auto line = QString::fromUtf8(place.text.mid(lineBegin, lineEnd < 0 ? -1 : lineEnd - lineBegin)).remove(u'\r');
    const auto column = QString::fromUtf8(place.text.mid(lineBegin, at - lineBegin)).size();
    const auto number = place.firstLine + place.text.first(lineBegin).count('\n');

    const auto cut = std::max<qsizetype>(0, column - widestLine / 2);
    auto shown = line.mid(cut, widestLine).replace(u'\t', u' ');
    const auto caret = terminalWidth(QStringView(shown).first(std::min(column - cut, shown.size())));
    if (isTerminal(STDERR_FILENO))
        shown = highlighted(shown, place.highlighting);
    const auto where = place.source.isEmpty() ? tr("line %1, column %2:") : place.source + tr(", line %1, column %2:");
    printLine(QStringLiteral("  ") + where.arg(number).arg(column + 1));
    printLine(QStringLiteral("  ") + shown);
    printLine(QString(caret + 2, u' ') + u'^');
}

void printRest(const Error &error)
{
    const auto print = [](const QString &label, const QString &text) {
        if (!text.isEmpty())
            printLine(QStringLiteral("  ") + label + text);
    };
    if (error.serverMessage() != error.message())
        print({}, error.serverMessage());
    // There the detail names the fields that are asked for, for programs.
    if (error.kind() != ErrorKind::AuthenticationRequired)
        print(tr("detail: "), error.detail());
    print(tr("hint: "), error.hint());
    for (auto cause = error.cause(); cause; cause = cause->cause())
        print(tr("because: "), cause->message());
}

} // namespace

void reportError(const Error &error)
{
    printLine(QStringLiteral("dumbo: ") + error.message());
    printRest(error);
}

void reportError(const Error &error, const StatementPlace &place)
{
    printLine(QStringLiteral("dumbo: ") + error.message());
    if (error.position())
        printPlace(place, *error.position());
    else if (place.firstLine > 1 || !place.source.isEmpty())
        printLine(QStringLiteral("  ")
            + tr("in the statement that begins at line %1").arg(place.firstLine)
            + (place.source.isEmpty() ? QString() : tr(" of %1").arg(place.source)));
    printRest(error);
}

} // namespace cli
