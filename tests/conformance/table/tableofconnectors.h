#pragma once

#include "tests/conformance/resultsfile.h"

namespace dumbo::conformance {

/// docs/conformance.md: one row for each promise, one column for each connector, and the reasons of what is skipped.
[[nodiscard]] QByteArray tableOfConnectors(const std::vector<ConnectorResults> &all);

/// "cancelEndsAStatementAtAnyMoment" as words.
[[nodiscard]] QString sentence(const QString &promise);

} // namespace dumbo::conformance
