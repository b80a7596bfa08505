#include "ui/query/queryservices.h"

#include "ui/journal/journal.h"
#include "ui/settings/settings.h"
#include "ui/shell/workspace.h"

namespace workbench {

QueryServices::QueryServices(Workspace &workspace, const QString &journalFolder)
    : QObject(&workspace)
    , m_journal(std::make_unique<Journal>(journalFolder))
    , m_budget(std::make_shared<dumbo::MemoryBudget>())
{
    auto &settings = workspace.settings();
    settings.watch(setting::resultMemoryMegabytes, this, [this, &settings] {
        m_budget->setLimit(qint64(settings.get(setting::resultMemoryMegabytes)) * 1024 * 1024);
    });
}

QueryServices::~QueryServices() = default;

} // namespace workbench
