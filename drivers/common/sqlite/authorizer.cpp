#include "drivers/common/sqlite/authorizer.h"

#include <QCoreApplication>

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace dumbo::sqlite {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SQLite", text);
}

/// PRAGMAs that only tell something, whatever their argument names. Sorted.
constexpr std::array<std::string_view, 18> tellingPragmas { "collation_list", "compile_options",
    "data_version", "database_list", "foreign_key_check", "foreign_key_list", "freelist_count",
    "function_list", "index_info", "index_list", "index_xinfo", "integrity_check", "module_list",
    "page_count", "pragma_list", "quick_check", "table_info", "table_list" };

/// PRAGMAs that change only how this connection reads. Sorted.
constexpr std::array<std::string_view, 8> harmlessPragmas { "analysis_limit", "automatic_index",
    "busy_timeout", "cache_size", "case_sensitive_like", "mmap_size", "reverse_unordered_selects",
    "threads" };

/// PRAGMAs that tell their setting without an argument and set it with one. Sorted.
constexpr std::array<std::string_view, 32> settingPragmas { "application_id", "auto_vacuum", "cache_spill",
    "cell_size_check", "checkpoint_fullfsync", "default_cache_size", "defer_foreign_keys", "encoding",
    "foreign_keys", "full_column_names", "fullfsync", "hard_heap_limit", "ignore_check_constraints",
    "journal_mode", "journal_size_limit", "legacy_alter_table", "locking_mode", "max_page_count", "page_size",
    "query_only", "read_uncommitted", "recursive_triggers", "schema_version", "secure_delete",
    "short_column_names", "soft_heap_limit", "synchronous", "temp_store", "trusted_schema", "user_version",
    "wal_autocheckpoint", "writable_schema" };

template <typename List>
bool contains(const List &list, const QByteArray &name)
{
    return std::ranges::binary_search(list, std::string_view(name.constData(), std::size_t(name.size())));
}

bool onlyTells(const QByteArray &name)
{
    return name == "table_xinfo" || contains(tellingPragmas, name);
}

} // namespace

Authorizer::Authorizer(bool readOnly)
    : m_readOnly(readOnly)
{
    Q_ASSERT(std::ranges::is_sorted(tellingPragmas) && std::ranges::is_sorted(harmlessPragmas)
        && std::ranges::is_sorted(settingPragmas));
}

void Authorizer::beginStatement()
{
    m_refusal.clear();
    m_notes = {};
}

bool Authorizer::takeSettingChange()
{
    return std::exchange(m_settingChanged, false);
}

int Authorizer::decide(
    int action, const char *first, const char *second, const char *schema, const char *inside)
{
    if (m_trusted)
        return SQLITE_OK;
    switch (action) {
    case SQLITE_READ:
        m_notes.readsView = m_notes.readsView || inside;
        return SQLITE_OK;
    case SQLITE_INSERT:
        if (!inside && m_notes.insertTable.isEmpty()) {
            m_notes.insertTable = first;
            m_notes.insertSchema = schema;
        }
        return SQLITE_OK;
    case SQLITE_ATTACH:
        m_sessionChanged = true;
        return m_readOnly ? refuse(tr("This connection is read-only: it may not attach databases or VACUUM, "
                                      "which could write to files."))
                          : SQLITE_OK;
    case SQLITE_DETACH:
    case SQLITE_CREATE_TEMP_INDEX:
    case SQLITE_CREATE_TEMP_TABLE:
    case SQLITE_CREATE_TEMP_TRIGGER:
    case SQLITE_CREATE_TEMP_VIEW:
        m_sessionChanged = true;
        return SQLITE_OK;
    case SQLITE_PRAGMA:
        return decidePragma(QByteArray(first).toLower(), second);
    default:
        return SQLITE_OK;
    }
}

int Authorizer::decidePragma(const QByteArray &name, const char *argument)
{
    if (onlyTells(name))
        return SQLITE_OK;
    const auto onlyReads = !argument && (contains(settingPragmas, name) || contains(harmlessPragmas, name));
    if (onlyReads)
        return SQLITE_OK;
    m_sessionChanged = true;
    if (name == "busy_timeout" || name == "encoding")
        m_settingChanged = true;
    if (m_readOnly && !contains(harmlessPragmas, name))
        return refuse(argument
                ? tr("This connection is read-only: it may not set PRAGMA %1.").arg(QString::fromUtf8(name))
                : tr("This connection is read-only: it may not run PRAGMA %1.").arg(QString::fromUtf8(name)));
    return SQLITE_OK;
}

int Authorizer::refuse(const QString &reason)
{
    m_refusal = reason;
    return SQLITE_DENY;
}

} // namespace dumbo::sqlite
