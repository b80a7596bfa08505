#pragma once

#include "core/isolation/wiremembers.h"
#include "core/isolation/wirevalues.h"
#include "core/sdk/extensions/explain.h"

namespace dumbo {

template <>
struct WireEnum<ExplainRequest::Form> {
    static constexpr auto last = ExplainRequest::Form::Text;
};

template <typename Wire>
void wireFields(Wire &wire, ExplainRequest &request)
{
    wireMembers(wire, request, request.text, request.parameters, request.form, request.analyze, request.buffers,
        request.verbose, request.settings);
}

template <typename Wire>
void wireFields(Wire &wire, PlanNumber &number)
{
    wireMembers(wire, number, number.text, number.value);
}

template <typename Wire>
void wireFields(Wire &wire, PlanProperty &property)
{
    wireMembers(wire, property, property.name, property.value);
}

template <typename Wire>
void wireFields(Wire &wire, PlanBlocks &blocks)
{
    wireMembers(wire, blocks, blocks.hit, blocks.read, blocks.dirtied, blocks.written);
}

template <typename Wire>
void wireFields(Wire &wire, PlanNode &node)
{
    wireMembers(wire, node, node.operation, node.object, node.alias, node.index, node.relationship, node.subplan,
        node.detail, node.conditions, node.properties, node.startupCost, node.totalCost, node.estimatedRows,
        node.estimatedWidth, node.actualRows, node.loops, node.startupTime, node.loopTime, node.totalTime,
        node.selfTime, node.rowsRemoved, node.misestimate, node.shared, node.local, node.temporary, node.workersPlanned,
        node.workersLaunched, node.workers, node.children);
}

template <typename Wire>
void wireFields(Wire &wire, PlanTrigger &trigger)
{
    wireMembers(wire, trigger, trigger.name, trigger.relation, trigger.constraint, trigger.time, trigger.calls);
}

template <typename Wire>
void wireFields(Wire &wire, ExplainPlan &plan)
{
    wireMembers(wire, plan, plan.roots, plan.planningTime, plan.executionTime, plan.rows, plan.triggers, plan.jit,
        plan.settings, plan.properties, plan.serverText, plan.serverJson, plan.writes, plan.executed, plan.rolledBack,
        plan.warnings);
}

template <typename Wire>
void wireFields(Wire &wire, ExplainExtension::Abilities &abilities)
{
    wireMembers(wire, abilities, abilities.analyze, abilities.costs, abilities.perNode, abilities.buffers,
        abilities.text);
}

} // namespace dumbo
