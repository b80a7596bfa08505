// What the buttons of the page of drivers do.
#include "ui/drivers/driverspage.h"

#include "ui/drivers/driverdesk.h"
#include "ui/drivers/installpane.h"
#include "ui/drivers/drivertone.h"

#include <QStackedWidget>

#include <algorithm>

namespace workbench {

using dumbo::Result;

QString DriversPage::nameOf(const QString &id) const
{
    const auto &drivers = m_desk.snapshot().drivers;
    const auto found = std::ranges::find(drivers, id, &dumbo::DriverInfo::id);
    return found == drivers.end() || found->entry.manifest.name.isEmpty() ? id : found->entry.manifest.name;
}

void DriversPage::say(const QString &text, const QString &details)
{
    m_said->show(Tone::Good, text, details);
}

void DriversPage::sayWhen(bool atNextStart, const QString &now, const QString &later)
{
    if (atNextStart)
        m_said->show(Tone::Notice, later);
    else
        m_said->show(Tone::Good, now);
}

void DriversPage::fail(const dumbo::Error &error)
{
    if (error.isCancelled())
        m_said->show(Tone::Notice, tr("It was cancelled."));
    else
        m_said->show(Tone::Bad, error.message(), error.hint());
}

void DriversPage::remove(const QString &id, const QString &version)
{
    const QString name = version.isEmpty() ? nameOf(id) : nameOf(id) + u' ' + version;
    m_desk.run<bool>(
        tr("Removing %1…").arg(name), [id, version](const DriverDesk::Work &work) { return work.manager.remove(id, version); }, this,
        [this, name](const Result<bool> &later) {
            if (!later)
                fail(later.error());
            else
                sayWhen(*later, tr("%1 was removed.").arg(name), tr("%1 is in use; its files go when the program starts again.").arg(name));
        });
}

void DriversPage::setDisabled(const QString &id, bool disabled)
{
    const QString name = nameOf(id);
    m_desk.run<bool>(
        disabled ? tr("Disabling %1…").arg(name) : tr("Enabling %1…").arg(name),
        [id, disabled](const DriverDesk::Work &work) { return work.manager.setDisabled(id, disabled); }, this,
        [this, name, disabled](const Result<bool> &later) {
            if (!later)
                fail(later.error());
            else if (disabled)
                sayWhen(*later, tr("%1 is disabled.").arg(name), tr("%1 is in use; it is disabled from the next start on.").arg(name));
            else
                sayWhen(*later, tr("%1 can be used again.").arg(name), tr("%1 is used from the next start on.").arg(name));
        });
}

void DriversPage::rollBack(const QString &id)
{
    const QString name = nameOf(id);
    m_desk.run<QString>(
        tr("Going back to the version before…"), [id](const DriverDesk::Work &work) { return work.manager.rollBack(id); }, this,
        [this, id, name](const Result<QString> &version) {
            if (!version) {
                fail(version.error());
                return;
            }
            const auto &drivers = m_desk.snapshot().drivers;
            const auto found = std::ranges::find(drivers, id, &dumbo::DriverInfo::id);
            const bool isLater = found != drivers.end() && found->pendingAtNextStart == *version;
            sayWhen(isLater, tr("%1 is back at %2.").arg(name, *version), tr("%1 goes back to %2 when the program starts again.").arg(name, *version));
        });
}

void DriversPage::activate(const QString &id, const QString &version)
{
    const QString name = nameOf(id);
    m_desk.run<bool>(
        tr("Changing to %1…").arg(version), [id, version](const DriverDesk::Work &work) { return work.manager.activate(id, version); }, this,
        [this, name, version](const Result<bool> &later) {
            if (!later)
                fail(later.error());
            else
                sayWhen(*later, tr("%1 %2 is in use now.").arg(name, version), tr("%1 changes to %2 when the program starts again.").arg(name, version));
        });
}

void DriversPage::setIsolated(const QString &id, bool isolated)
{
    const QString name = nameOf(id);
    m_desk.run<bool>(
        tr("Changing where %1 runs…").arg(name), [id, isolated](const DriverDesk::Work &work) { return work.manager.setIsolated(id, isolated); },
        this, [this, name, isolated](const Result<bool> &later) {
            if (!later)
                fail(later.error());
            else
                sayWhen(*later, isolated ? tr("%1 runs in a process of its own.").arg(name) : tr("%1 runs within the program.").arg(name),
                    tr("%1 is loaded; this takes effect when the program starts again.").arg(name));
        });
}

void DriversPage::update(const QString &id)
{
    const auto &updates = m_desk.snapshot().updates;
    const auto found = std::ranges::find(updates, id, &dumbo::DriverUpdate::id);
    if (found == updates.end() || !found->offer)
        return;
    m_faces->setCurrentWidget(m_install);
    m_install->begin(*found->offer);
}

} // namespace workbench
