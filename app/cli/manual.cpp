#include "app/cli/manual.h"

#include "app/cli/commandwords.h"

#include <QRegularExpression>

namespace cli {

namespace {

constexpr qsizetype lineWidth = 72;

/// A word that stands after a macro.
QString argument(const QString &word)
{
    static const QRegularExpression special(QStringLiteral("^([.,:;()?!|\\[\\]]|[A-Z][a-z])$"));
    auto text = word;
    text.replace(u'\\', QLatin1StringView("\\e"));
    return special.match(text).hasMatch() ? QStringLiteral("\\&") + text : text;
}

/// "FILE.pub." does, "e.g." does not.
bool endsSentence(const QString &word)
{
    static const QRegularExpression abbreviation(QStringLiteral("^\\(?(\\w\\.)+$"));
    return (word.endsWith(u'.') || word.endsWith(u'?')) && !abbreviation.match(word).hasMatch();
}

/// Running text: a new line after each sentence, and no line longer than people read.
QByteArray paragraph(const QString &text)
{
    QByteArray page;
    for (const auto &line : text.split(u'\n', Qt::SkipEmptyParts)) {
        QString current;
        const auto flush = [&] {
            if (!current.isEmpty())
                page += (current.startsWith(u'.') || current.startsWith(u'\'') ? "\\&" : "") + current.toUtf8() + '\n';
            current.clear();
        };
        for (const auto &word : line.split(u' ', Qt::SkipEmptyParts)) {
            auto escaped = word;
            escaped.replace(u'\\', QLatin1StringView("\\e"));
            if (current.size() + escaped.size() >= lineWidth)
                flush();
            current += current.isEmpty() ? escaped : u' ' + escaped;
            if (endsSentence(word))
                flush();
        }
        flush();
    }
    return page;
}

QString fullName(const CLI::App &command)
{
    const auto *parent = command.get_parent();
    const auto own = QString::fromStdString(command.get_name());
    return parent && parent->get_parent() ? fullName(*parent) + u' ' + own : own;
}

/// ".It Fl c , Fl -connection Ar CONNECTION"
QByteArray optionItem(const CLI::Option &option)
{
    QStringList names;
    for (const auto &name : option.get_snames())
        names.append(QStringLiteral("Fl ") + QString::fromStdString(name));
    for (const auto &name : option.get_lnames())
        names.append(QStringLiteral("Fl -") + QString::fromStdString(name));
    auto item = QStringLiteral(".It ") + names.join(QLatin1StringView(" , "));
    if (takesValue(option)) {
        const auto value = valueName(option);
        item += QStringLiteral(" Ar ") + argument(value.isEmpty() ? QStringLiteral("VALUE") : value);
    }
    return item.toUtf8() + '\n';
}

QByteArray optionText(const CLI::Option &option)
{
    auto text = QString::fromStdString(option.get_description());
    if (const auto choices = valueChoices(option); !choices.isEmpty())
        text += QStringLiteral(": ") + choices.join(QLatin1StringView(", "));
    if (const auto standard = QString::fromStdString(option.get_default_str()); takesValue(option) && !standard.isEmpty())
        text += QStringLiteral(" (%1 if not given)").arg(standard);
    if (!text.endsWith(u'.'))
        text += u'.';
    return paragraph(text);
}

QByteArray synopsisLine(const CLI::App &command)
{
    auto line = QStringLiteral(".Nm dumbo Cm ") + fullName(command);
    line += QStringLiteral(" Oo Ar options Oc");
    for (const auto *positional : positionalsOf(command)) {
        const auto name = argument(valueName(*positional));
        const auto dots = QLatin1StringView(positional->get_items_expected_max() > 1 ? " ..." : "");
        const auto word = QStringLiteral(" Ar ") + name + dots;
        line += positional->get_required() ? word : QStringLiteral(" Oo") + word + QStringLiteral(" Oc");
    }
    return line.toUtf8() + '\n';
}

QByteArray section(const CLI::App &command)
{
    const auto commands = commandsOf(command);
    QByteArray page = ".Ss " + fullName(command).toUtf8() + '\n';
    if (commands.empty() || command.get_require_subcommand_min() == 0)
        page += synopsisLine(command) + ".Pp\n";
    auto description = QString::fromStdString(command.get_description());
    page += paragraph(description.endsWith(u'.') ? description : description + u'.');
    QByteArray items;
    for (const auto *option : command.get_options([](const CLI::Option *each) { return !each->get_group().empty(); })) {
        if (option->check_name("--help"))
            continue;
        items += option->nonpositional() ? optionItem(*option) : ".It Ar " + argument(valueName(*option)).toUtf8() + '\n';
        items += optionText(*option);
    }
    if (!items.isEmpty())
        page += ".Bl -tag -width Ds\n" + items + ".El\n";
    for (const auto *each : commands)
        page += section(*each);
    return page;
}

} // namespace

QByteArray manualOf(const CLI::App &app)
{
    QByteArray page;
    for (const auto *command : commandsOf(app))
        page += section(*command);
    return page;
}

} // namespace cli
