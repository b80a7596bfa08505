#pragma once

#include "core/isolation/wiremembers.h"
#include "core/isolation/wirevalues.h"
#include "core/sdk/extensions/conformance.h"

namespace dumbo {

template <typename Wire>
void wireFields(Wire &wire, ConformanceFacts::Place &place)
{
    wireMembers(wire, place, place.options, place.secrets);
}

template <typename Wire>
void wireFields(Wire &wire, ConformanceFacts::ValueCase &each)
{
    wireMembers(wire, each, each.expression, each.expected);
}

template <typename Wire>
void wireFields(Wire &wire, ConformanceFacts::ParameterCase &each)
{
    wireMembers(wire, each, each.given, each.expected, each.expression);
}

template <typename Wire>
void wireFields(Wire &wire, ConformanceFacts::ErrorCase &each)
{
    wireMembers(wire, each, each.setUp, each.statement, each.kind, each.expectsPosition);
}

template <typename Wire>
void wireFields(Wire &wire, ConformanceFacts::ConflictCase &each)
{
    wireMembers(wire, each, each.setUp, each.first, each.second, each.kind, each.retryable);
}

template <typename Wire>
void wireFields(Wire &wire, ConformanceFacts::Exemption &exemption)
{
    wireMembers(wire, exemption, exemption.promise, exemption.reason);
}

template <typename Wire>
void wireFields(Wire &wire, ConformanceFacts &facts)
{
    wireMembers(wire, facts, facts.example, facts.wrongPassword, facts.unreachable, facts.definesTables,
        facts.selectsValues, facts.takesParameters, facts.selectOne, facts.one, facts.selectRows, facts.maxSelectedRows,
        facts.selectNothing, facts.runForever, facts.failAfter, facts.selectLong, facts.extremes, facts.parameters,
        facts.errors, facts.writes, facts.referenceSchema, facts.detailedSchema, facts.echoInteger, facts.echoText,
        facts.impossibleNames, facts.countingKey, facts.sayHello, facts.listen, facts.notify, facts.changeSession,
        facts.sessionState, facts.conflicts, facts.wideColumns, facts.defaultSchema, facts.streamedRows,
        facts.exemptions);
}

} // namespace dumbo
