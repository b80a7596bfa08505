#include "tests/support/servers/needserver.h"

namespace dumbo::test {

bool missingServerFails(const Error &error)
{
    return error.kind() != ErrorKind::NotFound || qEnvironmentVariable("CI") == QLatin1StringView("true");
}

} // namespace dumbo::test
