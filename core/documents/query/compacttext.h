#pragma once

#include "core/json/jsonnode.h"

#include <functional>

namespace dumbo {

/// A value without the space between its parts. Everything else stays as it is written, but for numbers where their text is made otherwise.
[[nodiscard]] QByteArray compactText(const JsonNode &value, const std::function<QByteArray(QByteArrayView)> &numberText = {});

} // namespace dumbo
