#include "core/plugins/extensiontable.h"

#include <QCoreApplication>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DriverRegistry", text);
}

QString targetText(const ExtensionTarget &target)
{
    if (const auto *connector = std::get_if<Connector>(&target))
        return connector->toText();
    return std::get<QString>(target);
}

QString idText(const ExtensionId &id)
{
    return QStringLiteral("%1 %2").arg(id.name).arg(id.version);
}

Result<std::shared_ptr<Extension>> runLoader(const DriverRegistry::ExtensionLoader &loader, const ExtensionId &id)
{
    QString fault;
    try {
        auto loaded = loader();
        if (!loaded)
            return loaded;
        if (*loaded && (*loaded)->id() == id)
            return loaded;
        fault = tr("The loader made something else.");
    } catch (const std::exception &exception) {
        fault = QString::fromUtf8(exception.what());
    } catch (...) {
        fault = tr("The loader threw an unknown exception.");
    }
    return fail(Error(ErrorKind::Plugin, tr("The extension \"%1\" could not be loaded.").arg(idText(id))).withDetail(fault));
}

} // namespace

std::optional<QString> ExtensionTable::add(const ExtensionTarget &target, const ExtensionId &id,
    std::shared_ptr<Extension> extension, DriverRegistry::ExtensionLoader loader)
{
    const std::scoped_lock lock(m_mutex);
    auto &slot = m_slots[{ targetText(target), id.name, id.version }];
    if (slot && (slot->extension || !extension))
        return tr("The extension \"%1\" is already registered for %2; a second registration was ignored.")
            .arg(idText(id), targetText(target));
    slot = std::make_shared<Slot>();
    slot->extension = std::move(extension);
    slot->loader = std::move(loader);
    return {};
}

std::shared_ptr<ExtensionTable::Slot> ExtensionTable::find(const Connector &connector, const ExtensionId &id) const
{
    for (const auto &target : { connector.toText(), connector.databaseType }) {
        if (const auto found = m_slots.find({ target, id.name, id.version }); found != m_slots.end())
            return found->second;
    }
    return nullptr;
}

bool ExtensionTable::has(const Connector &connector, const ExtensionId &id) const
{
    const std::scoped_lock lock(m_mutex);
    return find(connector, id) != nullptr;
}

std::shared_ptr<Extension> ExtensionTable::tryFind(const Connector &connector, const ExtensionId &id) const
{
    const std::scoped_lock lock(m_mutex);
    const auto slot = find(connector, id);
    return slot ? slot->extension : nullptr;
}

Result<std::shared_ptr<Extension>> ExtensionTable::load(const Connector &connector, const ExtensionId &id)
{
    std::unique_lock lock(m_mutex);
    const auto slot = find(connector, id);
    if (!slot || slot->extension)
        return slot ? slot->extension : nullptr;
    Result<std::shared_ptr<Extension>> outcome = nullptr;
    const auto ran = slot->flight.run(lock, [&] {
        outcome = runLoader(slot->loader, id);
        const std::scoped_lock inner(m_mutex);
        if (outcome && !slot->extension)
            slot->extension = *outcome;
        slot->failure = outcome ? std::nullopt : std::optional(outcome.error());
    });
    if (!ran)
        return fail(ErrorKind::InvalidOperation, tr("The loader of the extension \"%1\" asks for itself.").arg(idText(id)));
    if (slot->extension)
        return slot->extension;
    return fail(*slot->failure);
}

} // namespace dumbo
