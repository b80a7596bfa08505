#include "core/sdk/extensions/monitor.h"

namespace dumbo {

MonitorExtension::MonitorExtension() = default;
MonitorExtension::~MonitorExtension() = default;

ExtensionId MonitorExtension::id() const
{
    return extensionId();
}

} // namespace dumbo
