#include "drivers/qtsql/link.h"

#include <QCoreApplication>
#include <QSqlDriver>

namespace dumbo::qtsql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("QtSql", text);
}

QString freshName()
{
    static std::atomic<quint64> count = 0;
    return QStringLiteral("dumbo-%1").arg(++count);
}

} // namespace

Result<std::unique_ptr<Link>> Link::create(const LinkOptions &options, ConnectionObserver &observer)
{
    if (!QCoreApplication::instance())
        return fail(ErrorKind::Plugin, tr("QtSql needs a QCoreApplication, and this program has none."));
    const auto missing = [&](const QString &message) {
        return fail(Error(ErrorKind::Plugin, message)
                        .withHint(tr("Install Qt's SQL plugin: on Debian and Ubuntu the package %1.").arg(options.package)));
    };
    if (!QSqlDatabase::isDriverAvailable(options.plugin))
        return missing(tr("Qt's SQL plugin %1 is not installed.").arg(options.plugin));
    std::unique_ptr<Link> link(new Link(options.plugin, observer));
    if (!link->m_database.isValid())
        return missing(tr("Qt's SQL plugin %1 could not be loaded.").arg(options.plugin));
    return link;
}

Link::Link(const QString &plugin, ConnectionObserver &observer)
    : m_observer(observer)
    , m_name(freshName())
    , m_database(QSqlDatabase::addDatabase(plugin, m_name))
{
    if (m_database.isValid())
        m_native = NativeLibrary::of(*m_database.driver());
    m_database.setNumericalPrecisionPolicy(QSql::HighPrecision);
}

Link::~Link()
{
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_name);
}

bool Link::open(const LinkOptions &options)
{
    m_database.setHostName(options.host);
    m_database.setPort(options.port);
    m_database.setDatabaseName(options.database);
    m_database.setConnectOptions(options.connectOptions);
    // The password is not kept in the QSqlDatabase this way.
    return m_database.open(options.user, options.password);
}

QSqlQuery Link::query() const
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    query.setNumericalPrecisionPolicy(QSql::HighPrecision);
    return query;
}

QString Link::ask(const QString &sql) const
{
    auto asked = query();
    if (!asked.exec(sql) || !asked.next())
        return {};
    return asked.value(0).toString();
}

void Link::beginWork()
{
    const std::lock_guard lock(m_mutex);
    Q_ASSERT(!m_working);
    m_cancelled = false;
    m_working = true;
}

void Link::endWork()
{
    const std::lock_guard lock(m_mutex);
    m_working = false;
    m_cancelled = false;
}

void Link::cancel() noexcept
{
    const std::lock_guard lock(m_mutex);
    if (!m_working)
        return;
    m_cancelled = true;
    if (m_interrupt)
        m_interrupt();
}

} // namespace dumbo::qtsql
