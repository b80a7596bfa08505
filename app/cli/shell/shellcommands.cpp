#include "app/cli/shell/shellcommands.h"

#include "app/cli/catalogcommands.h"
#include "app/cli/errorreport.h"
#include "app/cli/terminal.h"
#include "app/cli/textrows.h"
#include "core/catalog/ddlscript.h"

#include <QCoreApplication>
#include <QDir>

#include <algorithm>
#include <unistd.h>

namespace cli {

using namespace dumbo;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ShellCommands", text);
}

Result<void> writeOut(const QString &text)
{
    return writeAll(STDOUT_FILENO, text.toUtf8());
}

QString stateName(TransactionState state)
{
    switch (state) {
    case TransactionState::Idle:
        return tr("none");
    case TransactionState::Active:
        return tr("open");
    case TransactionState::Failed:
        return tr("failed; only ROLLBACK works");
    case TransactionState::Unknown:
        break;
    }
    return tr("unknown");
}

} // namespace

QStringList modeNames()
{
    return { QStringLiteral("table"), QStringLiteral("csv"), QStringLiteral("tsv"), QStringLiteral("json"), QStringLiteral("ndjson"),
        QStringLiteral("markdown"), QStringLiteral("insert") };
}

ShellCommands::ShellCommands(LiveConnection &connection, ShellSettings &settings, ReadFile readFile)
    : m_connection(connection)
    , m_settings(settings)
    , m_readFile(std::move(readFile))
{
}

const std::vector<ShellCommands::Command> &ShellCommands::all()
{
    static const std::vector<Command> commands {
        { QStringLiteral(".help"), QStringLiteral("[COMMAND]"), tr("This list, and the keys"), &ShellCommands::help },
        { QStringLiteral(".tables"), QStringLiteral("[all]"), tr("Tables and views; all: the database's own too"), &ShellCommands::tables },
        { QStringLiteral(".describe"), QStringLiteral("NAME"), tr("Everything about a table, view or other object"), &ShellCommands::describe },
        { QStringLiteral(".schema"), QStringLiteral("[NAME]"), tr("The statements that make it again; of a schema, or everything"), &ShellCommands::schema },
        { QStringLiteral(".mode"), QStringLiteral("[FORMAT]"),
            tr("How results are written: %1").arg(modeNames().join(QStringLiteral(", "))), &ShellCommands::mode },
        { QStringLiteral(".null"), QStringLiteral("[TEXT]"), tr("What is written for NULL"), &ShellCommands::null },
        { QStringLiteral(".header"), QStringLiteral("on|off"), tr("Column names above the rows"), &ShellCommands::header },
        { QStringLiteral(".timing"), QStringLiteral("on|off"), tr("How long each statement took"), &ShellCommands::timing },
        { QStringLiteral(".read"), QStringLiteral("FILE"), tr("Run what stands in a file, up to the first error"), &ShellCommands::read },
        { QStringLiteral(".status"), {}, tr("Server, user, transaction"), &ShellCommands::status },
        { QStringLiteral(".quit"), {}, tr("Leave (Ctrl+D does too); an open transaction is rolled back"), &ShellCommands::quit },
    };
    return commands;
}

PartOutcome ShellCommands::run(const ShellPart &part)
{
    const auto line = QString::fromUtf8(part.text);
    auto name = line.section(u' ', 0, 0, QString::SectionSkipEmpty).toLower();
    const auto argument = line.sliced(name.size()).trimmed();
    if (name == u".exit" || name == u".q")
        name = QStringLiteral(".quit");
    const auto command = std::ranges::find(all(), name, &Command::name);
    if (command == all().end())
        return refuse(tr("There is no command \"%1\"; \".help\" lists them.").arg(name));
    return (this->*command->run)(argument);
}

PartOutcome ShellCommands::help(const QString &command)
{
    const auto wanted = command.isEmpty() || command.startsWith(u'.') ? command : u'.' + command;
    QString text;
    for (const auto &each : all()) {
        if (wanted.isEmpty() || each.name == wanted)
            text += (each.name + u' ' + each.arguments).leftJustified(20) + u' ' + each.help + u'\n';
    }
    if (text.isEmpty())
        return refuse(tr("There is no command \"%1\"; \".help\" lists them.").arg(wanted));
    if (wanted.isEmpty())
        text += u'\n' + tr("SQL ends with a semicolon; begin, commit and rollback need none.") + u'\n'
            + tr("Documents: db.users.find({age: {$gt: 9}}).sort({age: 1}).limit(10), db.users.updateMany({…}, {$set: {…}}), …\n"
                 "with .explain() behind it, the SQL; db.getCollectionNames(), db.createCollection(\"users\").") + u'\n'
            + tr("Ctrl+C cancels what runs, or forgets what was typed. Tab completes, Ctrl+R searches what was typed before,\n"
                 "Alt+Enter begins a new line, Ctrl+_ takes back. A line that begins with a blank is not remembered.") + u'\n';
    return told(writeOut(text));
}

PartOutcome ShellCommands::tables(const QString &which)
{
    CatalogRequest request;
    request.depth = CatalogDepth::Names;
    request.includeSystem = which == u"all";
    const auto part = m_connection.run([&](Executor &executor) { return executor.connection().catalog(request); });
    return told(part ? printTables(*part, m_settings.format) : Result<void>(fail(part.error())));
}

PartOutcome ShellCommands::describe(const QString &name)
{
    if (name.isEmpty())
        return refuse(tr("Of what? \".describe NAME\"."));
    const auto part = m_connection.run([&](Executor &executor) { return readObject(executor.connection(), name); });
    if (!part)
        return told(fail(part.error()));
    if (part->objects.empty())
        return refuse(tr("There is no table, view or other object \"%1\" (.tables lists them).").arg(name));
    for (const auto &object : part->objects) {
        if (const auto printed = printObject(object, m_settings.format); !printed)
            return told(printed);
    }
    return PartOutcome::Done;
}

PartOutcome ShellCommands::schema(const QString &name)
{
    CatalogRequest request;
    request.scope.schema = name;
    request.includeDdl = true;
    const auto part = m_connection.run([&](Executor &executor) -> Result<CatalogPart> {
        auto &connection = executor.connection();
        auto schema = connection.catalog(request);
        return schema && schema->objects.empty() && !name.isEmpty() ? readObject(connection, name) : std::move(schema);
    });
    if (!part)
        return told(fail(part.error()));
    if (part->objects.empty() && !name.isEmpty())
        return refuse(tr("There is no schema, table or other object \"%1\".").arg(name));
    const auto script = ddlScript(part->objects, m_connection.dialect());
    return told(writeOut(isTerminal(STDOUT_FILENO) ? highlighted(script, m_connection.dialect().highlighting) : script));
}

PartOutcome ShellCommands::mode(const QString &name)
{
    if (name.isEmpty())
        return told(writeOut(resultFormatName(m_settings.format) + u'\n'));
    const auto format = resultFormatFromName(name);
    if (!format)
        return refuse(tr("There is no format \"%1\"; there are %2.").arg(name, modeNames().join(QStringLiteral(", "))));
    m_settings.format = *format;
    m_settings.documentsAsTable = *format != ResultFormat::Ndjson && *format != ResultFormat::Json;
    return PartOutcome::Done;
}

PartOutcome ShellCommands::null(const QString &text)
{
    m_settings.nullText = text.toUtf8();
    return PartOutcome::Done;
}

PartOutcome ShellCommands::header(const QString &word)
{
    return setFlag(&ShellSettings::header, QStringLiteral(".header"), word);
}

PartOutcome ShellCommands::timing(const QString &word)
{
    return setFlag(&ShellSettings::timing, QStringLiteral(".timing"), word);
}

PartOutcome ShellCommands::setFlag(bool ShellSettings::*flag, const QString &name, const QString &word)
{
    if (word != u"on" && word != u"off" && !word.isEmpty())
        return refuse(tr("\"%1\" is on or off.").arg(name));
    if (word.isEmpty())
        return told(writeOut(m_settings.*flag ? QStringLiteral("on\n") : QStringLiteral("off\n")));
    m_settings.*flag = word == u"on";
    return PartOutcome::Done;
}

PartOutcome ShellCommands::read(const QString &file)
{
    if (file.isEmpty())
        return refuse(tr("What? \".read FILE\"."));
    auto path = file;
    if (path.size() > 1 && (path.startsWith(u'"') || path.startsWith(u'\'')) && path.endsWith(path.front()))
        path = path.sliced(1, path.size() - 2);
    if (path.startsWith(QStringLiteral("~/")))
        path = QDir::homePath() + path.sliced(1);
    return m_readFile(path);
}

PartOutcome ShellCommands::status(const QString &)
{
    auto &connection = m_connection.connection();
    const auto facts = connection.server();
    std::vector<std::vector<std::optional<QString>>> rows;
    const auto add = [&](const QString &name, const QString &value) {
        if (!value.isEmpty())
            rows.push_back({ name, value });
    };
    add(tr("server"), (facts.product + u' ' + facts.version).trimmed());
    add(tr("database"), facts.database);
    add(tr("user"), facts.user);
    add(tr("encryption"), facts.encryption);
    add(tr("time zone"), facts.timeZone);
    add(tr("search path"), facts.searchPath.join(QStringLiteral(", ")));
    add(tr("read-only"), facts.readOnly ? tr("yes") : tr("no"));
    add(tr("driver"), m_connection.target().target.connector.toText());
    add(tr("transaction"), stateName(connection.transactionState()));
    return told(writeTextRows(m_settings.format, { tr("what"), tr("value") }, rows));
}

PartOutcome ShellCommands::quit(const QString &)
{
    return PartOutcome::Quit;
}

PartOutcome ShellCommands::told(const Result<void> &done) const
{
    if (done)
        return PartOutcome::Done;
    if (done.error().isCancelled()) {
        printLine(tr("cancelled"));
        return PartOutcome::Cancelled;
    }
    reportError(done.error());
    return PartOutcome::Failed;
}

PartOutcome ShellCommands::refuse(const QString &sentence) const
{
    reportError(Error(ErrorKind::InvalidOperation, sentence));
    return PartOutcome::Failed;
}

} // namespace cli
