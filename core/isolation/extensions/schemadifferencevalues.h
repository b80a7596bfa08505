#pragma once

#include "core/isolation/extensions/migrationadvicevalues.h"
#include "core/sdk/extensions/schemadifference.h"

namespace dumbo {

template <typename Wire>
void wireFields(Wire &wire, DifferenceRequest &request)
{
    wireMembers(wire, request, request.from, request.to, request.allowsLoss);
}

template <typename Wire>
void wireFields(Wire &wire, DifferenceStatement &statement)
{
    wireMembers(wire, statement, statement.text, statement.object, statement.fit, statement.losesData);
}

template <typename Wire>
void wireFields(Wire &wire, NotGenerated &left)
{
    wireMembers(wire, left, left.object, left.kind, left.reason);
}

template <typename Wire>
void wireFields(Wire &wire, DifferenceScript &script)
{
    wireMembers(wire, script, script.statements, script.notGenerated);
}

} // namespace dumbo
