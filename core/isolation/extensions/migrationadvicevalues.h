#pragma once

#include "core/isolation/wiremembers.h"
#include "core/isolation/wirevalues.h"
#include "core/sdk/extensions/migrationadvice.h"

namespace dumbo {

template <>
struct WireEnum<TransactionFit> {
    static constexpr auto last = TransactionFit::Controls;
};
template <>
struct WireEnum<FindingSeverity> {
    static constexpr auto last = FindingSeverity::Error;
};

/// Null, or the whole part.
template <typename Wire>
void wireFields(Wire &wire, std::shared_ptr<const CatalogPart> &part)
{
    bool exists = part != nullptr;
    wire(exists);
    if (!exists)
        return;
    if constexpr (Wire::isReader)
        part = std::make_shared<const CatalogPart>(wire.template value<CatalogPart>());
    else
        wire(*part);
}

template <typename Wire>
void wireFields(Wire &wire, ForecastLock &lock)
{
    wireMembers(wire, lock, lock.object, lock.mode, lock.effects, lock.isNew);
}

template <typename Wire>
void wireFields(Wire &wire, TextSpan &span)
{
    wireMembers(wire, span, span.begin, span.end);
}

template <typename Wire>
void wireFields(Wire &wire, DataProbe &probe)
{
    wireMembers(wire, probe, probe.sentence, probe.countSql, probe.sampleSql, probe.isFatal);
}

template <typename Wire>
void wireFields(Wire &wire, SaferForm &form)
{
    wireMembers(wire, form, form.title, form.statements, form.needsNoTransaction);
}

template <typename Wire>
void wireFields(Wire &wire, Finding &finding)
{
    wireMembers(wire, finding, finding.code, finding.name, finding.severity, finding.message, finding.detail,
        finding.span, finding.object, finding.probes, finding.saferForms);
}

template <typename Wire>
void wireFields(Wire &wire, StatementAdvice &advice)
{
    wireMembers(wire, advice, advice.tag, advice.fit, advice.changesSchema, advice.changesData, advice.touches,
        advice.creates, advice.drops, advice.locks, advice.rewrites, advice.scans, advice.losesData, advice.findings);
}

template <typename Wire>
void wireFields(Wire &wire, AdviceRequest &request)
{
    wireMembers(wire, request, request.statements, request.inTransaction, request.catalog, request.changedBefore,
        request.searchPath, request.serverVersion);
}

template <typename Wire>
void wireFields(Wire &wire, MigrationAdviceExtension::Rule &rule)
{
    wireMembers(wire, rule, rule.code, rule.name, rule.severity, rule.description);
}

} // namespace dumbo
