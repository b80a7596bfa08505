#include "drivers/sqlite/syntaxcheck.h"

#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <mutex>

namespace dumbo::sqlite {

namespace {

class EmptyDatabase
{
public:
    std::optional<SyntaxError> check(const QByteArray &text)
    {
        const std::scoped_lock lock(m_mutex);
        if (!open())
            return std::nullopt;
        sqlite3_stmt *prepared = nullptr;
        const auto code = sqlite3_prepare_v2(m_database.get(), text.constData(), int(text.size()), &prepared, nullptr);
        sqlite3_finalize(prepared);
        if (code == SQLITE_OK)
            return std::nullopt;
        // The parser's own messages; all others are about names, which this database does not have.
        const auto message = QString::fromUtf8(sqlite3_errmsg(m_database.get()));
        const auto isSyntax = message.endsWith(u": syntax error") || message.startsWith(u"unrecognized token") || message == u"incomplete input";
        if (!isSyntax)
            return std::nullopt;
        const auto offset = sqlite3_error_offset(m_database.get());
        return SyntaxError { message, std::max(offset, 0) };
    }

private:
    bool open()
    {
        if (m_database)
            return true;
        sqlite3 *opened = nullptr;
        const auto code = sqlite3_open_v2(":memory:", &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, nullptr);
        m_database.reset(opened);
        return code == SQLITE_OK;
    }

    struct Close
    {
        void operator()(sqlite3 *database) const { sqlite3_close_v2(database); }
    };
    std::mutex m_mutex;
    std::unique_ptr<sqlite3, Close> m_database;
};

} // namespace

SyntaxCheck makeSyntaxCheck()
{
    return [database = std::make_shared<EmptyDatabase>()](const QByteArray &text) { return database->check(text); };
}

} // namespace dumbo::sqlite
