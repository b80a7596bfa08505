#pragma once

#include "core/sdk/extensions/conformance.h"

namespace csv {

/// What the conformance suite must know of a folder of CSV files.
class Facts final : public dumbo::ConformanceExtension {
public:
    dumbo::Result<dumbo::ConformanceFacts> facts(const QString &folder) const override;
};

} // namespace csv
