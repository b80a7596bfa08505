#pragma once

#include "core/sdk/catalogobject.h"

#include <QByteArray>
#include <QStringList>

namespace dumbo::postgresql::advice {

/// A name as SQL needs it, quoted where it must be.
[[nodiscard]] QByteArray sqlName(const QString &name);
[[nodiscard]] QByteArray sqlName(const ObjectPath &path);
/// "a, b"
[[nodiscard]] QByteArray sqlNames(const QStringList &names);
/// The name that PostgreSQL gives to an object of a table, e.g. {"hut", "beds", "check"}: "hut_beds_check"; the parts are
/// cut so that 63 bytes are enough, as makeObjectName() does. names that are taken get a number at their end.
[[nodiscard]] QString chosenName(const QString &table, const QString &columns, const QString &label, const QStringList &taken = {});
/// Cut to 63 bytes, as the server does.
[[nodiscard]] QString clipped(const QString &name);

} // namespace dumbo::postgresql::advice
