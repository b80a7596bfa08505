#pragma once

#include "drivers/common/outline/findings.h"
#include "drivers/common/outline/knowncatalog.h"
#include "drivers/common/sqlite/advice/advice.h"

#include <span>

namespace dumbo::sqlite::advice {

using outline::AlterAction;
using outline::ColumnOutline;
using outline::ConstraintOutline;
using outline::FindingWriter;
using outline::KnownCatalog;
using outline::NamedObject;
using outline::StatementOutline;
using outline::Verb;

/// One statement among those of its migration, as the rules see it.
struct Judged
{
    const AdviceRequest &request;
    std::span<const StatementOutline> all; ///< of the migration
    std::size_t number; ///< of this one
    const KnownCatalog &known; ///< as it is before this statement
    FindingWriter &write;

    [[nodiscard]] const StatementOutline &statement() const { return all[number]; }
    [[nodiscard]] std::string_view sql() const { return { text().data(), std::size_t(text().size()) }; }
    [[nodiscard]] const QByteArray &text() const { return request.statements[number]; }
    /// E.g. 3035000 for 3.35; the newest where it is not known.
    [[nodiscard]] int version() const;
};

[[nodiscard]] std::span<const outline::RuleText> rules();
[[nodiscard]] QString tr(const char *text);

void judgeTransaction(const Judged &judged);
void judgeSettings(const Judged &judged);
void judgeNewTable(const Judged &judged);
void judgeAlter(const Judged &judged);
void judgeIndex(const Judged &judged);
void judgeData(const Judged &judged);
void judgeDrop(const Judged &judged);
void judgeExistence(const Judged &judged);
void judgeDoubleQuotes(const Judged &judged);

/// A table made anew: CREATE new, INSERT INTO new SELECT … FROM old, DROP old, RENAME new TO old.
struct Rebuild
{
    std::size_t create = 0; ///< numbers of the statements
    std::size_t copy = 0;
    std::size_t drop = 0;
    std::size_t rename = 0;
};
/// The one that this DROP TABLE belongs to.
[[nodiscard]] std::optional<Rebuild> rebuildAt(std::span<const StatementOutline> all, std::size_t drop);
void judgeRebuild(const Judged &judged, const Rebuild &rebuild);
/// Whether an earlier statement of the migration sets the PRAGMA so.
[[nodiscard]] bool isSetBefore(const Judged &judged, const QByteArray &pragma, bool on);
[[nodiscard]] bool isOn(const QByteArray &value);

/// SQL of names and counts.
[[nodiscard]] QByteArray quotedPath(const ObjectPath &path);
[[nodiscard]] QByteArray countRows(const ObjectPath &path, const QByteArray &where = {});
[[nodiscard]] QByteArray sampleRows(const ObjectPath &path, const QByteArray &where = {}, const QByteArray &columns = "*");
/// Groups of equal values in these columns.
[[nodiscard]] DataProbe duplicates(const ObjectPath &path, const QByteArrayList &entries, const QByteArray &where);

} // namespace dumbo::sqlite::advice
