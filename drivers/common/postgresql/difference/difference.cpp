#include "drivers/common/postgresql/difference/difference.h"

#include "drivers/common/postgresql/dialect.h"
#include "drivers/common/postgresql/difference/schemachanges.h"

#include <QCoreApplication>

namespace dumbo::postgresql {

namespace {

class SchemaDifference final : public SchemaDifferenceExtension
{
public:
    [[nodiscard]] Result<DifferenceScript> script(const DifferenceRequest &request) const override
    {
        if (!request.from || !request.to || !request.from->request.includeDdl || !request.to->request.includeDdl)
            return fail(ErrorKind::InvalidOperation,
                QCoreApplication::translate("PostgreSQL", "Statements are made from catalogs that were read with their DDL."));
        const auto own = dialect();
        return SchemaChanges(request, own).script();
    }
};

} // namespace

std::unique_ptr<SchemaDifferenceExtension> makeSchemaDifferenceExtension()
{
    return std::make_unique<SchemaDifference>();
}

} // namespace dumbo::postgresql
