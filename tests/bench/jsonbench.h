#pragma once

#include "tests/bench/report.h"

namespace dumbo {

/// 100 MB of ordinary documents: indexed, walked through and held, against simdjson, QJsonDocument and jq.
void measureJson(Report &report, const QString &folder);

} // namespace dumbo
