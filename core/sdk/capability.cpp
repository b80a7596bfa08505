#include "core/sdk/capability.h"

#include <QtAssert>

#include <array>
#include <bit>

namespace dumbo {

namespace {

constexpr std::array names { u"cancel", u"prepare", u"parametersDescribed", u"namedParameters", u"scripts",
    u"transactions", u"savepoints", u"transactionalDdl", u"readOnly", u"catalog", u"catalogDdl", u"lastInsertId",
    u"notifications", u"severalConnections", u"streaming" };

constexpr auto makeAll()
{
    std::array<Capability, names.size()> all {};
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = Capability(1u << i);
    return all;
}

constexpr auto all = makeAll();

} // namespace

QString capabilityName(Capability capability)
{
    const auto index = std::size_t(std::countr_zero(quint32(capability)));
    Q_ASSERT(index < names.size());
    return QString::fromUtf16(names[index]);
}

std::span<const Capability> allCapabilities()
{
    return all;
}

} // namespace dumbo
