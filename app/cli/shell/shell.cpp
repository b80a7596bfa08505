#include "app/cli/shell/shell.h"

#include "app/cli/errorreport.h"
#include "app/cli/shell/lineinput.h"
#include "app/cli/shell/shellwords.h"
#include "app/cli/shell/sqlpart.h"
#include "app/cli/terminal.h"

#include <QCoreApplication>
#include <QFile>

#include <unistd.h>

namespace cli {

using namespace dumbo;

namespace {

constexpr int mostReadDepth = 20;

QString tr(const char *text)
{
    return QCoreApplication::translate("Shell", text);
}

/// Where a person can be drawn to; -1 where there is no terminal that can more than lines.
int terminalToDrawOn()
{
    const auto kind = qgetenv("TERM");
    if (!isTerminal(STDIN_FILENO) || kind.isEmpty() || kind == "dumb")
        return -1;
    return isTerminal(STDOUT_FILENO) ? STDOUT_FILENO : isTerminal(STDERR_FILENO) ? STDERR_FILENO : -1;
}

} // namespace

Shell::Shell(LiveConnection &connection, Interrupt &interrupt, const ShellSettings &settings, const QString &historyFile)
    : m_connection(connection)
    , m_interrupt(interrupt)
    , m_settings(settings)
    , m_commands(connection, m_settings, [this](const QString &file) { return runFile(file); })
    , m_documents(connection)
    , m_history(historyFile)
{
}

Shell::~Shell() = default;

ExitCode Shell::run()
{
    const auto terminal = terminalToDrawOn();
    m_settings.isInteractive = isTerminal(STDIN_FILENO);
    const auto code = terminal >= 0 ? runEditor(terminal) : runLines();
    tellEnd();
    return code;
}

ExitCode Shell::run(const QByteArray &text)
{
    const auto code = exitCode(runText(QString::fromUtf8(text)));
    tellEnd();
    return code;
}

ExitCode Shell::runEditor(int output)
{
    LineEditor::Language language;
    language.isComplete = [this](const QString &text) {
        ShellReader reader(m_connection.dialect());
        reader.appendLine(text.toUtf8());
        return reader.isIdle();
    };
    language.words = [this](const QString &text, qsizetype cursor) {
        auto words = shellWords(m_connection, m_documents, text, cursor);
        m_interrupt.rearm();
        return words;
    };
    if (!qEnvironmentVariableIsSet("NO_COLOR"))
        language.colours = [this](const QString &text) { return colours(text); };
    LineEditor editor(STDIN_FILENO, output, m_history, language);
    printLine(tr("Connected. \".help\" tells what can be done here."));
    while (true) {
        m_interrupt.rearm();
        const auto answer = editor.read(prompt());
        if (answer.kind == LineEditor::Answer::Kind::EndOfInput)
            return Done;
        if (answer.kind == LineEditor::Answer::Kind::Interrupted)
            continue;
        remember(answer.text);
        if (runText(answer.text) == PartOutcome::Quit)
            return Done;
        if (m_connection.connection().isBroken()) {
            printLine(tr("The connection is lost."));
            return NoConnection;
        }
    }
}

/// Of a pipe, or of a terminal that can't be drawn on.
ExitCode Shell::runLines()
{
    LineInput input(STDIN_FILENO, m_interrupt);
    ShellReader reader(m_connection.dialect());
    while (true) {
        if (m_settings.isInteractive) {
            m_interrupt.rearm();
            std::ignore = writeAll(STDOUT_FILENO, reader.isIdle() ? prompt().text.toUtf8() : QByteArray("...> "));
        }
        QByteArray line;
        const auto outcome = input.read(line);
        if (outcome == LineInput::Outcome::Interrupted && !m_settings.isInteractive)
            return Interrupted;
        if (outcome == LineInput::Outcome::Interrupted) {
            reader = ShellReader(m_connection.dialect());
            std::ignore = writeAll(STDOUT_FILENO, "\n");
            continue;
        }
        const bool isEnd = outcome == LineInput::Outcome::End;
        if (isEnd)
            reader.finish();
        else
            reader.appendLine(line);
        const auto done = runReady(reader, {});
        if (done == PartOutcome::Quit)
            return Done;
        if (done != PartOutcome::Done && !m_settings.isInteractive)
            return exitCode(done);
        if (isEnd)
            return Done;
    }
}

PartOutcome Shell::runText(const QString &text)
{
    ShellReader reader(m_connection.dialect());
    reader.appendLine(text.toUtf8());
    reader.finish();
    return runReady(reader, {});
}

PartOutcome Shell::runFile(const QString &file)
{
    QFile script(file);
    if (!script.open(QIODevice::ReadOnly)) {
        reportError(Error(ErrorKind::NotFound, tr("The file %1 can't be read: %2.").arg(file, script.errorString())));
        return PartOutcome::Failed;
    }
    if (m_settings.readDepth == mostReadDepth) {
        reportError(Error(ErrorKind::InvalidOperation, tr("%1 is read by files that it reads.").arg(file)));
        return PartOutcome::Failed;
    }
    ++m_settings.readDepth;
    ShellReader reader(m_connection.dialect());
    auto outcome = PartOutcome::Done;
    while (outcome == PartOutcome::Done && !script.atEnd()) {
        reader.appendLine(script.readLine());
        outcome = runReady(reader, file);
    }
    if (outcome == PartOutcome::Done) {
        reader.finish();
        outcome = runReady(reader, file);
    }
    --m_settings.readDepth;
    return outcome;
}

/// What the reader has complete, up to the first that does not work.
PartOutcome Shell::runReady(ShellReader &reader, const QString &source)
{
    while (const auto part = reader.next()) {
        if (const auto outcome = runPart(*part, source); outcome != PartOutcome::Done)
            return outcome;
    }
    return PartOutcome::Done;
}

PartOutcome Shell::runPart(const ShellPart &part, const QString &source)
{
    switch (part.kind) {
    case ShellPart::Kind::Sql:
        return runSqlPart(m_connection, m_settings, part, source);
    case ShellPart::Kind::Command:
        return m_commands.run(part);
    case ShellPart::Kind::Documents:
        return m_documents.run(m_settings, part, source);
    case ShellPart::Kind::Foreign:
        break;
    }
    reportError(Error(ErrorKind::NotImplemented, tr("This is a command of another client; \".help\" lists what there is here.")),
        { part.text, part.line, source, {} });
    return PartOutcome::Failed;
}

ExitCode Shell::exitCode(PartOutcome outcome) const
{
    switch (outcome) {
    case PartOutcome::Done:
    case PartOutcome::Quit:
        return Done;
    case PartOutcome::Cancelled:
        return Interrupted;
    case PartOutcome::Failed:
        break;
    }
    return Refused;
}

void Shell::tellEnd()
{
    const auto state = m_connection.connection().transactionState();
    if (state == TransactionState::Active || state == TransactionState::Failed)
        printLine(tr("The open transaction is rolled back."));
}

LineEditor::Prompt Shell::prompt()
{
    const auto state = m_connection.connection().transactionState();
    const auto mark = state == TransactionState::Active ? QStringLiteral("*") : state == TransactionState::Failed ? QStringLiteral("!") : QString();
    auto name = m_connection.name();
    if (name.size() > 30)
        name = name.first(29) + u'…';
    const auto &profile = m_connection.target().profile;
    const auto &target = m_connection.target().target;
    const bool isDangerous = profile && profile->production && !target.readOnly;
    const bool isColoured = !qEnvironmentVariableIsSet("NO_COLOR");
    return { name + mark + QStringLiteral("> "), !isColoured ? QByteArray() : isDangerous ? QByteArray("1;31") : QByteArray("1") };
}

std::vector<std::vector<ColouredSpan>> Shell::colours(const QString &text)
{
    const auto begin = QStringView(text).trimmed();
    if (begin.startsWith(u'.'))
        return {};
    const bool isDocuments = begin.startsWith(u"db.") || begin.startsWith(u"db[");
    auto &highlighting = isDocuments ? m_documentColours : m_sqlColours;
    if (!highlighting)
        highlighting = std::make_unique<Highlighting>(isDocuments ? QStringLiteral("JavaScript") : m_connection.dialect().highlighting);
    return highlighting->spans(text);
}

void Shell::remember(const QString &text)
{
    if (const auto kept = m_history.add(text); !kept && !std::exchange(m_hasToldHistory, true))
        reportError(kept.error());
}

} // namespace cli
