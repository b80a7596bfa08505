#include "core/conformance/standardquirks.h"

#include "core/conformance/context.h"
#include "core/conformance/emptying.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <limits>

namespace dumbo::conformance {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Conformance", text);
}

/// In memory where that is possible: hundreds of small transactions would wait for the disk.
QString temporaryFolder()
{
    const auto memory = QStringLiteral("/dev/shm");
    return (QFileInfo(memory).isWritable() ? memory : QDir::tempPath()) + QStringLiteral("/dumbo-conformance-XXXXXX");
}

QByteArray filled(QByteArray text, qint64 number)
{
    return text.replace("%1", QByteArray::number(number));
}

ConnectRequest requestTo(const ConformanceFacts::Place &place)
{
    ConnectRequest request;
    request.options = place.options;
    request.secrets = place.secrets;
    return request;
}

} // namespace

StandardQuirks::StandardQuirks(std::shared_ptr<StoragePlugin> plugin, Setting setting)
    : m_plugin(std::move(plugin))
    , m_setting(std::move(setting))
    , m_folder(temporaryFolder())
{
}

StandardQuirks::~StandardQuirks() = default;

ConformanceFacts StandardQuirks::assumedFacts(const Dialect &dialect)
{
    const auto text = [](const char *utf8) { return Value::text(QByteArray(utf8)); };
    ConformanceFacts facts;
    facts.extremes = { { "9223372036854775807", Value(std::numeric_limits<qint64>::max()) }, { "''", text("") },
        { "'🐘 ü'", text("🐘 ü") }, { "NULL", Value() } };
    facts.parameters = { { Value(), Value() }, { text("ü"), text("ü") }, { text(""), text("") } };
    facts.errors = { { {}, "SELEC 1", ErrorKind::InvalidOperation } };
    if (dialect.placeholder == Dialect::Placeholder::DollarNumber)
        facts.echoInteger = "SELECT CAST($1 AS integer)";
    return facts;
}

Result<ConformanceFacts::Place> StandardQuirks::place() const
{
    if (m_setting.connection)
        return *m_setting.connection;
    if (m_facts.example)
        return *m_facts.example;
    if (m_setting.pathOption.isEmpty())
        return fail(ErrorKind::NotFound, tr("The driver of %1 has no example database: name an empty one.").arg(name()));
    ConformanceFacts::Place made;
    const auto suffix = m_setting.suffix.isEmpty() ? QStringLiteral("db") : m_setting.suffix;
    const auto path = m_inner + QStringLiteral("/example.") + suffix;
    made.options.set(m_setting.pathOption, m_setting.specialPath.isEmpty() ? path : m_setting.specialPath);
    return made;
}

Result<void> StandardQuirks::prepareFolder()
{
    QDir(m_inner.isEmpty() ? m_folder.filePath(QStringLiteral("none")) : m_inner).removeRecursively();
    m_inner = m_folder.filePath(QString::number(++m_number));
    if (!m_folder.isValid() || !QDir().mkpath(m_inner))
        return fail(ErrorKind::System, tr("No temporary folder could be made."));
    auto *extension = static_cast<ConformanceExtension *>(m_plugin->extension(ConformanceExtension::extensionId()));
    if (!extension) {
        m_facts = assumedFacts(m_plugin->dialect());
        return {};
    }
    auto facts = extension->facts(m_inner);
    if (!facts)
        return fail(facts.error());
    m_facts = std::move(*facts);
    return {};
}

Result<void> StandardQuirks::check()
{
    if (auto made = prepareFolder(); !made)
        return made;
    const auto there = place();
    if (!there)
        return fail(there.error());
    if (m_setting.connection && !m_facts.definesTables)
        return fail(ErrorKind::InvalidOperation, tr("Only the driver can make what the promises of %1 are tried on: name no database.").arg(name()));
    ConnectionObserver observer;
    const auto connection = m_plugin->connect(request(), observer);
    if (!connection)
        return fail(connection.error());
    if (!m_setting.connection)
        return {};
    const auto held = heldObjects(**connection);
    if (!held)
        return fail(held.error());
    if (!held->empty())
        return fail(ErrorKind::InvalidOperation,
            tr("The database is not empty (%1 is there), and the suite makes and drops tables: give it an empty one.")
                .arg(held->front().path.name));
    return {};
}

void StandardQuirks::renew()
{
    Context::must(prepareFolder(), QStringLiteral("the driver's facts"));
    if (!m_setting.connection)
        return;
    ConnectionObserver observer;
    const auto connection = Context::must(m_plugin->connect(request(), observer), QStringLiteral("connecting"));
    Context::must(emptyDatabase(*connection), QStringLiteral("emptying the database"));
}

QString StandardQuirks::name() const
{
    return m_setting.name.isEmpty() ? m_plugin->connector().toText() : m_setting.name;
}

QString StandardQuirks::exemption(const QByteArray &promise) const
{
    const auto found = std::ranges::find(m_facts.exemptions, promise, &ConformanceFacts::Exemption::promise);
    return found == m_facts.exemptions.end() ? QString() : found->reason;
}

ConnectRequest StandardQuirks::request() const
{
    return requestTo(Context::must(place(), QStringLiteral("the example database")));
}

void StandardQuirks::makeTableForReadOnly()
{
    if (definesTables())
        Quirks::makeTableForReadOnly();
}

QByteArray StandardQuirks::selectRows(qint64 count) const
{
    return filled(m_facts.selectRows, count);
}

QByteArray StandardQuirks::failAfter(qint64 rows) const
{
    return filled(m_facts.failAfter, rows);
}

QByteArray StandardQuirks::selectLong(qint64 bytes) const
{
    return filled(m_facts.selectLong, bytes);
}

QByteArray StandardQuirks::echoInteger() const
{
    return m_facts.echoInteger.isEmpty() ? Quirks::echoInteger() : m_facts.echoInteger;
}

QByteArray StandardQuirks::echoText() const
{
    return m_facts.echoText.isEmpty() ? Quirks::echoText() : m_facts.echoText;
}

bool StandardQuirks::canName(const QByteArray &name) const
{
    return std::ranges::none_of(m_facts.impossibleNames, [&](const QByteArray &part) { return name.contains(part); });
}

std::optional<ConnectRequest> StandardQuirks::wrongPassword() const
{
    return m_facts.wrongPassword ? std::optional(requestTo(*m_facts.wrongPassword)) : std::nullopt;
}

std::optional<ConnectRequest> StandardQuirks::unreachable() const
{
    return m_facts.unreachable ? std::optional(requestTo(*m_facts.unreachable)) : std::nullopt;
}

} // namespace dumbo::conformance
