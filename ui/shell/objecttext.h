#pragma once

#include "core/sdk/catalogobject.h"
#include "core/sdk/dialect.h"

namespace workbench {

/// The name quoted where the dialect needs it.
[[nodiscard]] QString quotedName(const QString &name, const dumbo::Dialect &dialect);
/// The name with its schema, which is left out where the dialect's default one is meant (SQLite's "main").
[[nodiscard]] QString qualifiedName(const dumbo::ObjectPath &path, const dumbo::Dialect &dialect);
/// A SELECT of all visible columns, one a line when they are many.
[[nodiscard]] QString selectText(const dumbo::CatalogObject &object, const dumbo::Dialect &dialect);

} // namespace workbench
