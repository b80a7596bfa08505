#pragma once

#include "core/base/export.h"

#include <QByteArray>
#include <QList>

namespace dumbo {

/// This program's environment for a child that nobody trusts: NAME=value, without what looks like a secret by its name
/// (password, token, key …).
[[nodiscard]] DUMBO_CORE_EXPORT QList<QByteArray> environmentWithoutSecrets();

} // namespace dumbo
