#include "core/plugins/install/installedstore.h"

#include "core/platform/folderlock.h"
#include "core/plugins/install/removetree.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QThread>

namespace dumbo {

namespace {

using namespace std::chrono_literals;

/// Ten thousand drivers would fit; what is larger was not written by us.
constexpr qint64 largestRecord = 64 << 20;

QString tr(const char *text)
{
    return QCoreApplication::translate("InstalledDrivers", text);
}

bool takeInTime(FolderLock &lock, const QString &folder, std::chrono::milliseconds patience)
{
    const QDeadlineTimer deadline(patience);
    while (!lock.take(folder)) {
        if (deadline.hasExpired())
            return false;
        QThread::sleep(20ms);
    }
    return true;
}

Error busy()
{
    return Error(ErrorKind::System, tr("Another program is changing the installed drivers.")).withHint(tr("Try again."));
}

} // namespace

InstalledStore::InstalledStore(const QString &folder)
    : m_folder(QDir::cleanPath(folder))
{
}

QString InstalledStore::recordPath() const
{
    return m_folder + QStringLiteral("/installed.json");
}

QString InstalledStore::versionFolder(const QString &id, const QString &version) const
{
    return m_folder + u'/' + id + u'/' + version;
}

void InstalledStore::setFolders(InstalledRecord &record) const
{
    for (auto &driver : record.drivers) {
        for (auto &version : driver.versions)
            version.folder = versionFolder(driver.id, version.version);
    }
}

Error InstalledStore::keptAside(const QString &fault) const
{
    auto aside = recordPath() + QStringLiteral(".broken");
    for (int number = 2; QFile::exists(aside); ++number)
        aside = recordPath() + QStringLiteral(".broken-%1").arg(number);
    const auto isKept = QFile::rename(recordPath(), aside);
    return Error(ErrorKind::Data, tr("The list of installed drivers, %1, is broken: %2.").arg(recordPath(), fault))
        .withHint(isKept ? tr("It is kept as %1, and the drivers' files are where they were. Install the drivers again, or mend the "
                              "file and give it its old name back.")
                               .arg(aside)
                         : tr("It could not be moved aside. Mend or remove it."));
}

Result<InstalledRecord> InstalledStore::read() const
{
    QFile file(recordPath());
    if (!file.open(QIODevice::ReadOnly)) {
        if (!file.exists())
            return InstalledRecord {};
        return fail(ErrorKind::System, tr("%1 can't be read: %2.").arg(recordPath(), file.errorString()));
    }
    const auto bytes = file.read(largestRecord + 1);
    if (bytes.size() > largestRecord)
        return fail(keptAside(tr("it is too large")));
    auto record = InstalledRecord::fromBytes(bytes);
    if (!record && record.error().kind() == ErrorKind::InvalidOperation)
        return fail(Error(ErrorKind::InvalidOperation,
            tr("The installed drivers can't be used: %1 was written by a newer version of the program.").arg(recordPath()))
                        .withHint(tr("Update this program, or start the newer one.")));
    if (!record)
        return fail(keptAside(record.error().message()));
    setFolders(*record);
    return record;
}

Result<InstalledRecord> InstalledStore::change(
    const std::function<Result<void>(InstalledRecord &)> &change, std::chrono::milliseconds patience) const
{
    FolderLock lock;
    if (!takeInTime(lock, m_folder, patience))
        return fail(busy());
    return changeLocked(change);
}

Result<InstalledRecord> InstalledStore::changeOrUndo(
    const std::function<Result<void>(InstalledRecord &)> &change, const std::function<void()> &undo) const
{
    FolderLock lock;
    if (!takeInTime(lock, m_folder, 30s))
        return fail(busy());
    auto changed = changeLocked(change);
    if (!changed)
        undo();
    return changed;
}

bool InstalledStore::removeFiles(const QString &id, const QString &version) const
{
    return !QFileInfo(m_folder + u'/' + id).isSymLink() && removeTree(versionFolder(id, version));
}

Result<InstalledRecord> InstalledStore::changeLocked(const std::function<Result<void>(InstalledRecord &)> &change) const
{
    auto record = read();
    if (!record)
        return record;
    if (const auto changed = change(*record); !changed)
        return fail(changed.error());
    if (const auto written = write(*record); !written)
        return fail(written.error());
    setFolders(*record);
    return record;
}

Result<void> InstalledStore::write(const InstalledRecord &record) const
{
    QSaveFile file(recordPath());
    if (file.open(QIODevice::WriteOnly)) {
        file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        file.write(record.toBytes());
        if (file.commit())
            return {};
    }
    return fail(ErrorKind::System, tr("%1 can't be written: %2.").arg(recordPath(), file.errorString()));
}

} // namespace dumbo
