#include "app/cli/querycommand.h"

#include "app/cli/batchpipe.h"
#include "app/cli/errorreport.h"
#include "app/cli/terminal.h"
#include "core/sql/statementreader.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <cerrno>
#include <unistd.h>
#include <utility>

namespace cli {

using namespace dumbo;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("QueryCommand", text);
}

class ScriptRunner {
public:
    ScriptRunner(Connection &connection, const QueryArguments &arguments)
        : m_connection(connection)
        , m_arguments(arguments)
        , m_dialect(connection.dialect())
        , m_reader(m_dialect)
    {
        WriterOptions options;
        options.nullText = arguments.nullText;
        options.header = arguments.header;
        options.tableName = arguments.tableName;
        options.dialect = m_dialect;
        m_writer = ResultWriter::create(
            arguments.format, options, [](const QByteArray &bytes) { return writeAll(STDOUT_FILENO, bytes); });
    }

    [[nodiscard]] Result<void> append(const QByteArray &bytes)
    {
        m_reader.append({ bytes.constData(), std::size_t(bytes.size()) });
        return runParts();
    }

    [[nodiscard]] Result<void> finish()
    {
        m_reader.finish();
        if (const auto outcome = runParts(); !outcome)
            return outcome;
        return runHeld(true);
    }

private:
    /// A statement is held back until the next one or the end is seen: parameters belong to a lone statement only.
    Result<void> runParts()
    {
        while (const auto part = m_reader.next()) {
            if (part->kind != ScriptPart::Kind::Statement)
                return report(Error(ErrorKind::NotImplemented,
                                  part->kind == ScriptPart::Kind::CopyData
                                      ? tr("Data inside a script (COPY … FROM stdin) can't be sent by this command.")
                                      : tr("\"%1\" is a command of another client, not SQL.")
                                            .arg(QString::fromUtf8(part->text.first(std::min<qsizetype>(part->text.size(), 40))))),
                    *part);
            if (const auto outcome = runHeld(false); !outcome)
                return outcome;
            m_held = part;
            if (m_arguments.parameters.empty()) {
                if (const auto outcome = runHeld(true); !outcome)
                    return outcome;
            }
        }
        return {};
    }

    Result<void> runHeld(bool isLast)
    {
        if (!m_held)
            return {};
        const auto part = *std::exchange(m_held, std::nullopt);
        if (!m_arguments.parameters.empty() && (!isLast || m_hasRun))
            return report(Error(ErrorKind::InvalidOperation,
                              tr("--param goes with one statement, and this text has several. Run them one by one.")),
                part);
        m_hasRun = true;
        Statement statement;
        statement.text = part.text;
        statement.parameters.positional = m_arguments.parameters;
        const auto execution = m_connection.execute(statement);
        if (!execution)
            return report(execution.error(), part);
        while (true) {
            const auto more = (*execution)->nextResult();
            if (!more)
                return report(more.error(), part);
            if (!*more)
                break;
            if (const auto outcome = writeResult(**execution); !outcome)
                return report(outcome.error(), part);
        }
        return {};
    }

    Result<void> writeResult(Execution &execution)
    {
        if (execution.columns().empty())
            return readCommand(execution);
        if (std::exchange(m_hasWritten, true) && separatesResults()) {
            if (const auto written = writeAll(STDOUT_FILENO, "\n"); !written)
                return written;
        }
        if (const auto begun = m_writer->begin(execution.columns()); !begun)
            return begun;
        BatchPipe pipe(*m_writer);
        auto limit = BatchLimit::first();
        while (true) {
            auto batch = execution.next(limit);
            if (!batch) {
                // Rows before the error are good: they are written out first.
                std::ignore = pipe.finish();
                std::ignore = m_writer->end();
                return std::unexpected(batch.error());
            }
            if (!*batch)
                break;
            if (const auto pushed = pipe.push(std::move(**batch)); !pushed)
                return pushed;
            limit = {};
        }
        if (const auto finished = pipe.finish(); !finished)
            return finished;
        return m_writer->end();
    }

    /// A statement without rows: told to a person who is watching, not to a pipe.
    Result<void> readCommand(Execution &execution)
    {
        const auto batch = execution.next({});
        if (!batch)
            return std::unexpected(batch.error());
        const auto outcome = execution.outcome();
        if (!isTerminal(STDERR_FILENO) || m_arguments.format != ResultFormat::Table)
            return {};
        auto line = QString::fromUtf8(outcome.tag);
        if (outcome.affectedRows)
            line = tr("%1, rows: %2").arg(line).arg(*outcome.affectedRows);
        printLine(line);
        return {};
    }

    [[nodiscard]] bool separatesResults() const
    {
        return m_arguments.format != ResultFormat::Json && m_arguments.format != ResultFormat::Ndjson
            && m_arguments.format != ResultFormat::Insert;
    }

    Result<void> report(const Error &error, const StatementReader::Part &part) const
    {
        if (!error.isCancelled())
            reportError(error, { part.text, part.line, m_arguments.sql || m_arguments.file == u"-" ? QString() : m_arguments.file, m_dialect.highlighting });
        return std::unexpected(error);
    }

    Connection &m_connection;
    const QueryArguments &m_arguments;
    const Dialect m_dialect;
    StatementReader m_reader;
    std::unique_ptr<ResultWriter> m_writer;
    std::optional<StatementReader::Part> m_held;
    bool m_hasRun = false;
    bool m_hasWritten = false;
};

Result<void> runScript(ScriptRunner &runner, const QueryArguments &arguments, QFile &file)
{
    if (arguments.sql) {
        if (const auto outcome = runner.append(*arguments.sql); !outcome)
            return outcome;
        return runner.finish();
    }
    constexpr qint64 pieceBytes = 64 * 1024;
    QByteArray piece(pieceBytes, Qt::Uninitialized);
    while (true) {
        const auto count = ::read(file.handle(), piece.data(), std::size_t(pieceBytes));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return fail(ErrorKind::System, tr("%1 can't be read any further.").arg(arguments.file));
        if (count == 0)
            return runner.finish();
        if (const auto outcome = runner.append(piece.first(count)); !outcome)
            return outcome;
    }
}

bool openScript(const QueryArguments &arguments, QFile &file)
{
    if (arguments.sql)
        return true;
    if (arguments.file == u"-")
        return file.open(STDIN_FILENO, QIODevice::ReadOnly | QIODevice::Unbuffered);
    file.setFileName(arguments.file);
    return file.open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

} // namespace

Value parameterFromText(const QString &text)
{
    bool isNumber = false;
    const auto number = text.toLongLong(&isNumber);
    return isNumber && QString::number(number) == text ? Value(number) : Value::text(text);
}

ExitCode runQuery(DriverRegistry &registry, const QueryArguments &arguments, Interrupt &interrupt)
{
    QFile script;
    if (!openScript(arguments, script)) {
        reportError(Error(ErrorKind::NotFound, tr("The file %1 can't be read: %2.").arg(arguments.file, script.errorString())));
        return Usage;
    }
    NoticePrinter observer;
    const auto connection = openConnection(registry, arguments.connection, observer, interrupt);
    if (!connection) {
        if (interrupt.isRequested())
            return Interrupted;
        reportError(connection.error());
        return NoConnection;
    }
    interrupt.setTarget([&] { (*connection)->cancel(); });
    Result<void> outcome;
    {
        ScriptRunner runner(**connection, arguments);
        outcome = runScript(runner, arguments, script);
    }
    interrupt.setTarget({});
    if (interrupt.isRequested())
        return Interrupted;
    return outcome ? Done : Refused;
}

} // namespace cli
