#include "app/cli/querycommand.h"

#include "app/cli/errorreport.h"
#include "app/cli/resultprinter.h"
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

WriterOptions optionsOf(const QueryArguments &arguments, const Dialect &dialect)
{
    WriterOptions options;
    options.nullText = arguments.nullText;
    options.header = arguments.header;
    options.tableName = arguments.tableName;
    options.dialect = dialect;
    return options;
}

class ScriptRunner {
public:
    ScriptRunner(Connection &connection, const QueryArguments &arguments)
        : m_connection(connection)
        , m_arguments(arguments)
        , m_dialect(connection.dialect())
        , m_reader(m_dialect)
        , m_printer(arguments.format, optionsOf(arguments, m_dialect))
    {
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
        const auto printed = m_printer.print(**execution);
        return printed ? Result<void>() : report(printed.error(), part);
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
    ResultPrinter m_printer;
    std::optional<StatementReader::Part> m_held;
    bool m_hasRun = false;
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
