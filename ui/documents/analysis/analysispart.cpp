#include "ui/documents/analysis/analysispart.h"

#include "core/documents/query/documentpath.h"
#include "ui/documents/analysis/analysispane.h"
#include "ui/documents/analysis/indexespane.h"
#include "ui/documents/analysis/rulespane.h"
#include "ui/documents/analysis/valuespane.h"
#include "ui/documents/documentstab.h"

namespace workbench {

namespace {

AnalysisPane &analysisOf(DocumentsTab &tab)
{
    const auto id = QStringLiteral("schema");
    if (!tab.pane(id)) {
        const auto shown = tab.shownPane();
        tab.showPane(id);
        tab.showPane(shown);
    }
    return *qobject_cast<AnalysisPane *>(tab.pane(id));
}

/// Where arrays are on the way their positions do not count: it is about the field.
dumbo::DocumentPath fieldOf(const DocumentNode &node)
{
    dumbo::DocumentPath path;
    for (const auto &step : node.path) {
        if (dumbo::arrayPosition(step) < 0)
            path.append(step);
    }
    return path;
}

void addValueActions(DocumentsTab &tab)
{
    const auto applies = [](const DocumentNode &node) { return !fieldOf(node).isEmpty(); };
    const auto counts = [&tab](ValuesPane::Count how) {
        return [&tab, how](const DocumentNode &node) {
            tab.showPane(QStringLiteral("values"));
            qobject_cast<ValuesPane *>(tab.pane(QStringLiteral("values")))->count(fieldOf(node), how);
        };
    };
    tab.addNodeAction({ NodeAction::Group::Values, DocumentsTab::tr("Group by This Field"), QStringLiteral("view-group"), {}, applies,
        counts(ValuesPane::Count::Whole) });
    tab.addNodeAction({ NodeAction::Group::Values, DocumentsTab::tr("Count Its Values"), QStringLiteral("view-statistics"), {}, applies,
        counts(ValuesPane::Count::Elements) });
    tab.addNodeAction({ NodeAction::Group::Values, DocumentsTab::tr("Index This Field …"), QStringLiteral("view-sort-ascending"), {}, applies,
        [&tab](const DocumentNode &node) {
            tab.showPane(QStringLiteral("indexes"));
            qobject_cast<IndexesPane *>(tab.pane(QStringLiteral("indexes")))->propose(fieldOf(node));
        } });
    tab.addNodeAction({ NodeAction::Group::Values, DocumentsTab::tr("Show in Fields"), {}, {}, applies, [&tab](const DocumentNode &node) {
                           auto &analysis = analysisOf(tab);
                           tab.showPane(QStringLiteral("schema"));
                           analysis.showField(fieldOf(node));
                       } });
}

} // namespace

void plugAnalysis(DocumentsTab &tab)
{
    tab.addPane({ QStringLiteral("schema"), DocumentsTab::tr("Fields"), QStringLiteral("view-statistics"),
        DocumentsTab::tr("What the documents look like: fields, types, ranges"), [](DocumentsTab &owner) { return new AnalysisPane(owner); } });
    tab.addPane({ QStringLiteral("values"), DocumentsTab::tr("Values"), QStringLiteral("view-group"),
        DocumentsTab::tr("How often each value of a field occurs"), [](DocumentsTab &owner) { return new ValuesPane(owner); } });
    tab.addPane({ QStringLiteral("indexes"), DocumentsTab::tr("Indexes"), QStringLiteral("view-sort-ascending"),
        DocumentsTab::tr("Indexes, and which ones the filter wants"), [](DocumentsTab &owner) { return new IndexesPane(owner); } });
    addValueActions(tab);
    // The text outlives the pane: it is kept with the tab.
    auto kept = std::make_shared<QString>();
    const auto id = QStringLiteral("rules");
    tab.addPane({ id, DocumentsTab::tr("Schema"), QStringLiteral("checkbox"),
        DocumentsTab::tr("A JSON Schema: drafted from the documents, tried on all of them, made a rule"), [kept](DocumentsTab &owner) {
            auto *pane = new RulesPane(owner, [&owner]() -> AnalysisPane & { return analysisOf(owner); });
            pane->setSchemaText(*kept);
            return pane;
        } });
    tab.addPartState(
        id,
        [&tab, id, kept] {
            if (const auto *pane = qobject_cast<RulesPane *>(tab.pane(id)))
                *kept = pane->schemaText();
            return kept->isEmpty() ? QJsonValue() : QJsonValue(*kept);
        },
        [&tab, id, kept](const QJsonValue &state) {
            *kept = state.toString();
            if (auto *pane = qobject_cast<RulesPane *>(tab.pane(id)))
                pane->setSchemaText(*kept);
        });
}

} // namespace workbench
