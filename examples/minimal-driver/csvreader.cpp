#include "csvreader.h"

namespace csv {

using namespace dumbo;

Reader::Reader(const QString &path)
    : m_file(path)
{
}

Result<std::unique_ptr<Reader>> Reader::open(const QString &path)
{
    std::unique_ptr<Reader> reader(new Reader(path));
    if (!reader->m_file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::System, QStringLiteral("%1 can't be read: %2.").arg(path, reader->m_file.errorString()));
    if (reader->m_file.peek(3) == "\xEF\xBB\xBF")
        reader->m_file.skip(3);
    auto header = reader->record();
    if (!header)
        return fail(header.error());
    if (!*header)
        return reader->fault(QStringLiteral("there is no header"));
    reader->m_header = std::move(**header);
    return reader;
}

Result<std::optional<QByteArrayList>> Reader::next()
{
    auto fields = record();
    if (fields && *fields && (*fields)->size() != m_header.size())
        return fault(QStringLiteral("%1 fields came before this line, and the header has %2").arg((*fields)->size()).arg(m_header.size()));
    return fields;
}

Result<std::optional<QByteArrayList>> Reader::record()
{
    if (peek() < 0)
        return std::nullopt;
    QByteArrayList fields(1);
    while (true) {
        const auto c = peek();
        if (c == '"' && fields.back().isEmpty()) {
            auto field = quotedField();
            if (!field)
                return fail(field.error());
            fields.back() = std::move(*field);
            if (const auto after = peek(); after >= 0 && after != ',' && after != '\r' && after != '\n')
                return fault(QStringLiteral("something follows a closing quote"));
            continue;
        }
        if (c < 0)
            return fields;
        ++m_at;
        if (c == '\n') {
            ++m_line;
            return fields;
        }
        if (c == ',')
            fields.append(QByteArray());
        else if (c != '\r' || peek() != '\n')
            fields.back().append(char(c));
    }
}

Result<QByteArray> Reader::quotedField()
{
    QByteArray field("");
    ++m_at;
    while (true) {
        const auto c = peek();
        if (c < 0)
            return fault(QStringLiteral("a quote is never closed"));
        ++m_at;
        if (c == '"') {
            if (peek() != '"')
                return field;
            ++m_at;
        }
        m_line += c == '\n' ? 1 : 0;
        field.append(char(c));
    }
}

int Reader::peek()
{
    if (m_at == m_buffer.size()) {
        m_buffer = m_file.read(64 * 1024);
        m_at = 0;
    }
    return m_buffer.isEmpty() ? -1 : int(uchar(m_buffer[m_at]));
}

std::unexpected<Error> Reader::fault(const QString &what) const
{
    return fail(ErrorKind::Data, QStringLiteral("%1, line %2: %3.").arg(m_file.fileName()).arg(m_line).arg(what));
}

} // namespace csv
