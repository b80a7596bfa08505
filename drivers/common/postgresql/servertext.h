#pragma once

#include <QString>
#include <QStringList>

#include <string_view>
#include <vector>

namespace dumbo::postgresql {

/// The elements of an array of one dimension as the server writes it, e.g. {a,"b c",NULL}; NULL is empty.
[[nodiscard]] QStringList arrayElements(std::string_view text);
/// The numbers of an array {1,2} or of an int2vector or oidvector "1 2".
[[nodiscard]] std::vector<qint64> numbers(std::string_view text);
/// Entries "name=value" of reloptions or foreign options as OPTIONS (…) wants them: name 'value', ….
[[nodiscard]] QString optionList(const QStringList &options);

} // namespace dumbo::postgresql
