#include "core/sql/statementreader.h"

#include "core/sql/scriptscanner.h"

#include <algorithm>
#include <string>

namespace dumbo {

class StatementReader::Private {
public:
    explicit Private(const Dialect &dialect)
        : scanner({}, dialect.lexer, false)
    {
    }

    void append(std::string_view bytes)
    {
        discard();
        buffer.append(bytes);
        scanner.extend(buffer, false);
    }

    /// Cuts off what is no longer needed, when it is at least half: each byte is moved a bounded number of times.
    void discard()
    {
        const qint64 needed = scanner.firstNeeded();
        if (needed == 0 || needed * 2 < qint64(buffer.size()))
            return;
        countLines(needed);
        buffer.erase(0, std::size_t(needed));
        offset += needed;
        counted = 0;
        scanner.rebase(buffer, needed);
    }

    void countLines(qint64 upTo)
    {
        if (upTo > counted)
            line += std::count(buffer.begin() + counted, buffer.begin() + upTo, '\n');
        counted = std::max(counted, upTo);
    }

    std::string buffer;
    qint64 offset = 0; ///< of the buffer in the script
    qint64 counted = 0; ///< line breaks before this byte of the buffer are in `line`
    qint64 line = 1;
    ScriptScanner scanner;
};

StatementReader::StatementReader(const Dialect &dialect)
    : d(std::make_unique<Private>(dialect))
{
}

StatementReader::~StatementReader() = default;
StatementReader::StatementReader(StatementReader &&) noexcept = default;
StatementReader &StatementReader::operator=(StatementReader &&) noexcept = default;

void StatementReader::append(std::string_view bytes)
{
    d->append(bytes);
}

void StatementReader::finish()
{
    d->scanner.extend(d->buffer, true);
}

std::optional<StatementReader::Part> StatementReader::next()
{
    const auto part = d->scanner.next();
    if (!part)
        return std::nullopt;
    d->countLines(part->begin);
    return Part { part->kind, d->offset + part->begin, d->line,
        QByteArray(d->buffer.data() + part->begin, part->end - part->begin) };
}

} // namespace dumbo
