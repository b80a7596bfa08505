#include "app/cli/terminal.h"

#include <KSyntaxHighlighting/AbstractHighlighter>
#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Format>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/State>
#include <KSyntaxHighlighting/Theme>

#include <QColor>
#include <QCoreApplication>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

namespace cli {

using namespace dumbo;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Terminal", text);
}

class AnsiLine final : public KSyntaxHighlighting::AbstractHighlighter {
public:
    explicit AnsiLine(const KSyntaxHighlighting::Theme &theme) { setTheme(theme); }

    [[nodiscard]] QString coloured(const QString &line)
    {
        m_line = line;
        m_out.clear();
        m_state = highlightLine(line, m_state);
        return m_out;
    }

protected:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format) override
    {
        const auto text = m_line.mid(offset, length);
        if (!format.hasTextColor(theme()) && !format.isBold(theme())) {
            m_out += text;
            return;
        }
        const auto colour = format.textColor(theme());
        m_out += QStringLiteral("\x1b[%1;38;2;%2;%3;%4m%5\x1b[0m")
                     .arg(format.isBold(theme()) ? 1 : 22)
                     .arg(colour.red())
                     .arg(colour.green())
                     .arg(colour.blue())
                     .arg(text);
    }

private:
    QString m_line;
    QString m_out;
    KSyntaxHighlighting::State m_state;
};

} // namespace

bool isTerminal(int descriptor)
{
    return isatty(descriptor) == 1;
}

Result<void> writeAll(int descriptor, const QByteArray &bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const auto count = ::write(descriptor, bytes.constData() + done, std::size_t(bytes.size() - done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0) {
            auto error = Error(errno == ENOSPC ? ErrorKind::InsufficientResources : ErrorKind::System,
                tr("The output can't be written: %1.").arg(QString::fromLocal8Bit(std::strerror(errno))));
            return std::unexpected(error.withNativeCode(errno));
        }
        done += count;
    }
    return {};
}

void printLine(const QString &line)
{
    std::ignore = writeAll(STDERR_FILENO, line.toUtf8() + '\n');
}

namespace {

std::optional<QString> ask(const QString &prompt, bool echoes)
{
    const auto terminal = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (terminal < 0)
        return std::nullopt;
    std::ignore = writeAll(terminal, prompt.toUtf8());
    termios before {};
    tcgetattr(terminal, &before);
    auto during = before;
    if (!echoes)
        during.c_lflag &= ~tcflag_t(ECHO);
    tcsetattr(terminal, TCSAFLUSH, &during);
    QByteArray answer;
    char byte = 0;
    while (::read(terminal, &byte, 1) == 1 && byte != '\n')
        answer.append(byte);
    tcsetattr(terminal, TCSAFLUSH, &before);
    if (!echoes)
        std::ignore = writeAll(terminal, "\n");
    ::close(terminal);
    return QString::fromUtf8(answer);
}

} // namespace

std::optional<QString> askSecret(const QString &prompt)
{
    return ask(prompt, false);
}

std::optional<QString> askLine(const QString &prompt)
{
    return ask(prompt, true);
}

QString highlighted(const QString &sql, const QString &definition)
{
    KSyntaxHighlighting::Repository repository;
    const auto found = repository.definitionForName(definition);
    if (!found.isValid())
        return sql;
    AnsiLine line(repository.defaultTheme(KSyntaxHighlighting::Repository::DarkTheme));
    line.setDefinition(found);
    QStringList lines;
    for (const auto &text : sql.split(u'\n'))
        lines.append(line.coloured(text));
    return lines.join(u'\n');
}

} // namespace cli
