#include "core/isolation/extensions/methodtable.h"
#include "core/isolation/extensions/transports.h"
#include "core/isolation/extensions/migrationadvicevalues.h"

namespace dumbo {

namespace {

using Table = MethodTable<MigrationAdviceExtension, &MigrationAdviceExtension::rules, &MigrationAdviceExtension::advise>;

class RemoteMigrationAdvice final : public RemoteExtension<MigrationAdviceExtension, Table> {
public:
    using RemoteExtension::RemoteExtension;

    std::vector<Rule> rules() const override { return value<&MigrationAdviceExtension::rules>(std::vector<Rule>()); }
    Result<std::vector<StatementAdvice>> advise(const AdviceRequest &request) const override
    {
        return call<&MigrationAdviceExtension::advise>(request);
    }
};

} // namespace

ExtensionTransport migrationAdviceTransport()
{
    return transportOf<RemoteMigrationAdvice, Table>();
}

} // namespace dumbo
