#include "core/plugins/contractguard.h"

#include <QCoreApplication>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Guard", text);
}

} // namespace

Error contractError(const DriverIdentity &identity, const QString &fault)
{
    const auto where = identity.filePath.isEmpty() ? tr("part of this program") : identity.filePath;
    Error error(ErrorKind::Plugin,
        tr("The driver %1 %2 (%3) broke its contract. %4").arg(identity.id, identity.version, where, fault));
    error.withHint(tr("This is a mistake in the driver, not in the database or the statement. Report it to the driver's makers, or try another driver for this database."));
    return error;
}

QString ContractGuard::nothingInside()
{
    return tr("It reported a success without anything inside.");
}

Error ContractGuard::thrown(const std::exception *exception)
{
    m_hasThrown = true;
    if (!exception)
        return fault(tr("It threw an unknown exception."));
    return fault(tr("It threw an exception: %1").arg(QString::fromUtf8(exception->what())));
}

} // namespace dumbo
