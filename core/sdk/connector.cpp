#include "core/sdk/connector.h"

namespace dumbo {

std::optional<Connector> Connector::fromText(QStringView text)
{
    const auto colon = text.indexOf(u':');
    if (colon <= 0 || colon == text.size() - 1 || text.indexOf(u':', colon + 1) >= 0)
        return std::nullopt;
    return Connector { text.first(colon).toString(), text.sliced(colon + 1).toString() };
}

QString Connector::toText() const
{
    return databaseType + QLatin1Char(':') + driver;
}

} // namespace dumbo
