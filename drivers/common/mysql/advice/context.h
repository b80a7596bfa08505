#pragma once

#include "drivers/common/mysql/advice/advice.h"
#include "drivers/common/outline/findings.h"
#include "drivers/common/outline/knowncatalog.h"

#include <span>

namespace dumbo::mysql::advice {

using outline::AlterAction;
using outline::ColumnOutline;
using outline::ConstraintOutline;
using outline::FindingWriter;
using outline::KnownCatalog;
using outline::NamedObject;
using outline::StatementOutline;
using outline::Verb;

/// Which server it is.
struct Server
{
    bool isMariaDb = true;
    int version = 110'800; ///< 110800 is 11.8.0
    [[nodiscard]] static Server of(const QString &version);
    /// Copies a table without keeping writers out.
    [[nodiscard]] bool copiesOnline() const { return isMariaDb && version >= 110'200; }
};

/// One statement among those of its migration, as the rules see it.
struct Judged
{
    const AdviceRequest &request;
    std::span<const StatementOutline> all;
    std::size_t number;
    const KnownCatalog &known; ///< as it is before this statement
    FindingWriter &write;
    Server server;

    [[nodiscard]] const StatementOutline &statement() const { return all[number]; }
    [[nodiscard]] const QByteArray &text() const { return request.statements[number]; }
    /// Whether an earlier statement sets the variable, and how.
    [[nodiscard]] std::optional<QByteArray> setBefore(const QByteArray &variable) const;
};

[[nodiscard]] std::span<const outline::RuleText> rules();
[[nodiscard]] QString tr(const char *text);

void judgeTransaction(const Judged &judged);
void judgeSettings(const Judged &judged);
void judgeExistence(const Judged &judged);
void judgeNewTable(const Judged &judged);
void judgeAlter(const Judged &judged);
/// MODIFY and CHANGE.
void judgeModify(const Judged &judged, const AlterAction &action, const NamedObject &table);
/// A column's type and character set, of a new or added column.
void judgeColumn(const Judged &judged, const ColumnOutline &column);
void judgeIndex(const Judged &judged);
void judgeDrop(const Judged &judged);
void judgeData(const Judged &judged);

/// Whether a statement ends the transaction around it.
[[nodiscard]] bool commits(const StatementOutline &statement);

[[nodiscard]] QByteArray quoted(const QString &name);
[[nodiscard]] QByteArray quotedPath(const ObjectPath &path);
[[nodiscard]] DataProbe rowsWhere(const QString &sentence, const ObjectPath &path, const QByteArray &where, bool isFatal, const QByteArray &columns = "*");
[[nodiscard]] DataProbe duplicates(const ObjectPath &path, const QStringList &columns);
/// The statement with a lock_wait_timeout before it.
[[nodiscard]] SaferForm withTimeout(const QByteArray &statement);

} // namespace dumbo::mysql::advice
