#include "core/json/jsonstream.h"

#include "core/json/jsonbytes.h"
#include "core/json/jsondocument.h"
#include "core/json/jsonextent.h"
#include "core/json/jsonfault.h"

#include <QCoreApplication>
#include <QIODevice>

#include <algorithm>

namespace dumbo {

namespace {

constexpr qint64 chunkBytes = 256 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("dumbo::JsonStream", text);
}

} // namespace

class JsonStream::Private {
public:
    Private(QIODevice &device, const Options &options)
        : m_device(device)
        , m_options(options)
    {
    }
    Result<std::optional<Item>> next();
    [[nodiscard]] qint64 position() const { return m_base + m_at; }

private:
    /// Of an array: what may come.
    enum class Place { Start, FirstElement, Element, Separator, End };

    Result<bool> fill();
    Result<bool> skipSpace();
    Result<qint64> find(char byte, qint64 from);
    Result<void> begin();
    Result<bool> firstLineIsComplete();
    Result<std::optional<Item>> nextLine();
    Result<std::optional<Item>> nextElement();
    Result<Item> document();
    Result<qint64> extent();
    Result<Item> broken(const Error &error, qint64 fault);
    Result<qint64> resume(qint64 fault);
    [[nodiscard]] Error tooLong() const;
    [[nodiscard]] Item item(qint64 end) const;
    void advance(qint64 end);

    QIODevice &m_device;
    Options m_options;
    JsonReader m_reader;
    QByteArray m_buffer;
    qint64 m_base = 0; ///< where the buffer begins in the file
    qint64 m_at = 0; ///< in the buffer
    qint64 m_line = 1;
    bool m_deviceEnded = false;
    bool m_begun = false;
    Place m_place = Place::Start;
};

Result<bool> JsonStream::Private::fill()
{
    if (m_options.cancellation.isCancelled())
        return fail(ErrorKind::Cancelled, tr("Reading was cancelled"));
    if (m_deviceEnded)
        return false;
    if (m_at > chunkBytes && m_at > m_buffer.size() / 2) {
        m_buffer.remove(0, m_at);
        m_base += m_at;
        m_at = 0;
    }
    const auto size = m_buffer.size();
    m_buffer.resize(size + chunkBytes);
    const auto got = m_device.read(m_buffer.data() + size, chunkBytes);
    m_buffer.resize(size + std::max<qint64>(got, 0));
    if (got < 0)
        return fail(ErrorKind::System, tr("The documents can't be read: %1").arg(m_device.errorString()));
    m_deviceEnded = got == 0;
    return got > 0;
}

void JsonStream::Private::advance(qint64 end)
{
    m_line += std::count(m_buffer.cbegin() + m_at, m_buffer.cbegin() + end, '\n');
    m_at = end;
}

/// False at the end.
Result<bool> JsonStream::Private::skipSpace()
{
    for (;;) {
        auto end = m_at;
        while (end < m_buffer.size() && json::isSpace(m_buffer[end]))
            ++end;
        advance(end);
        if (m_at < m_buffer.size())
            return true;
        const auto more = fill();
        if (!more || !*more)
            return more;
    }
}

/// In the buffer; its end where the file has no such byte any more.
Result<qint64> JsonStream::Private::find(char byte, qint64 from)
{
    for (;;) {
        if (const auto found = m_buffer.indexOf(byte, from); found >= 0)
            return found;
        if (m_buffer.size() - m_at > m_options.mostBytes)
            return std::unexpected(tooLong());
        const auto before = m_at;
        from = m_buffer.size();
        const auto more = fill();
        if (!more)
            return std::unexpected(more.error());
        from += m_at - before;
        if (!*more)
            return m_buffer.size();
    }
}

Error JsonStream::Private::tooLong() const
{
    return Error(ErrorKind::Data, tr("The document in line %1 is longer than %2 bytes").arg(m_line).arg(m_options.mostBytes));
}

JsonStream::Item JsonStream::Private::item(qint64 end) const
{
    while (end > m_at && json::isSpace(m_buffer[end - 1]))
        --end;
    return { m_buffer.sliced(m_at, end - m_at), m_line, m_base + m_at, {} };
}

Result<void> JsonStream::Private::begin()
{
    m_begun = true;
    while (m_buffer.size() < 3) {
        const auto more = fill();
        if (!more)
            return std::unexpected(more.error());
        if (!*more)
            break;
    }
    if (m_buffer.startsWith("\xef\xbb\xbf"))
        m_at = 3;
    if (m_options.format != Format::Automatic)
        return {};
    const auto any = skipSpace();
    if (!any)
        return std::unexpected(any.error());
    if (*any && m_buffer[m_at] == '[') {
        m_options.format = Format::Array;
        return {};
    }
    const auto isComplete = *any ? firstLineIsComplete() : Result<bool>(true);
    if (!isComplete)
        return std::unexpected(isComplete.error());
    m_options.format = *isComplete ? Format::Lines : Format::Concatenated;
    return {};
}

Result<bool> JsonStream::Private::firstLineIsComplete()
{
    const auto end = find('\n', m_at);
    if (!end)
        return std::unexpected(end.error());
    return *end < m_buffer.size() && m_reader.read(QByteArrayView(m_buffer).sliced(m_at, *end - m_at)).has_value();
}

Result<std::optional<JsonStream::Item>> JsonStream::Private::next()
{
    if (!m_begun) {
        if (const auto begun = begin(); !begun)
            return std::unexpected(begun.error());
    }
    if (m_options.cancellation.isCancelled())
        return fail(ErrorKind::Cancelled, tr("Reading was cancelled"));
    const auto any = skipSpace();
    if (!any)
        return std::unexpected(any.error());
    if (m_options.format == Format::Array)
        return nextElement();
    if (!*any)
        return std::nullopt;
    if (m_options.format == Format::Lines)
        return nextLine();
    return document();
}

Result<std::optional<JsonStream::Item>> JsonStream::Private::nextLine()
{
    const auto end = find('\n', m_at);
    if (!end)
        return std::unexpected(end.error());
    auto line = item(*end);
    if (const auto read = m_reader.read(line.text); !read)
        line.error = read.error();
    advance(*end);
    return line;
}

Result<std::optional<JsonStream::Item>> JsonStream::Private::nextElement()
{
    for (;;) {
        const auto any = skipSpace();
        if (!any)
            return std::unexpected(any.error());
        if (!*any) {
            if (std::exchange(m_place, Place::End) == Place::End)
                return std::nullopt;
            auto end = item(m_at);
            end.error = Error(ErrorKind::Data, tr("The array ends without \"]\"")).withPosition(0);
            return end;
        }
        const auto byte = m_buffer[m_at];
        if (m_place == Place::Start && byte == '[') {
            m_place = Place::FirstElement;
        } else if ((m_place == Place::FirstElement || m_place == Place::Separator) && byte == ']') {
            m_place = Place::End;
        } else if (m_place == Place::Separator && byte == ',') {
            m_place = Place::Element;
        } else if (m_place == Place::FirstElement || m_place == Place::Element) {
            m_place = Place::Separator;
            return document();
        } else {
            const auto wanted = m_place == Place::Start ? tr("\"[\"") : m_place == Place::End ? tr("the end") : tr("\",\" or \"]\"");
            return broken(Error(ErrorKind::Data, tr("Here %1 is wanted").arg(wanted)).withPosition(0), m_at);
        }
        advance(m_at + 1);
    }
}

/// Where the document that begins here ends, as far as its brackets and quotes say; where it is wrong before, further than that.
Result<qint64> JsonStream::Private::extent()
{
    JsonExtent extent;
    qint64 checkAt = chunkBytes;
    for (;;) {
        const auto bytes = QByteArrayView(m_buffer).sliced(m_at);
        if (const auto end = extent.advance(bytes); end >= 0)
            return m_at + end;
        if (bytes.size() > m_options.mostBytes)
            return std::unexpected(tooLong());
        if (bytes.size() >= checkAt) {
            // What never ends because something is missing must not take the rest of the file with it.
            checkAt = bytes.size() * 4;
            if (jsonFault(bytes).position().value_or(0) < bytes.size() - 64)
                return m_buffer.size();
        }
        const auto more = fill();
        if (!more)
            return std::unexpected(more.error());
        if (!*more)
            return m_buffer.size();
    }
}

Result<JsonStream::Item> JsonStream::Private::document()
{
    const auto end = extent();
    if (!end)
        return std::unexpected(end.error());
    auto found = item(*end);
    if (const auto read = m_reader.read(found.text); !read)
        return broken(read.error(), m_at + read.error().position().value_or(0));
    advance(*end);
    return found;
}

/// What is wrong, up to where reading goes on.
Result<JsonStream::Item> JsonStream::Private::broken(const Error &error, qint64 fault)
{
    const auto end = resume(fault);
    if (!end)
        return std::unexpected(end.error());
    auto bad = item(*end);
    bad.error = error;
    advance(*end);
    if (m_options.format == Format::Array && m_place != Place::End)
        m_place = m_place == Place::Start ? Place::End : Place::FirstElement;
    return bad;
}

/// The beginning of a line at which a document may begin.
Result<qint64> JsonStream::Private::resume(qint64 fault)
{
    const auto opens = [this](qint64 at) {
        const bool closes = m_options.format == Format::Array && m_buffer[at] == ']';
        return m_buffer[at] == '{' || m_buffer[at] == '[' || closes;
    };
    // A document that was not closed is found wrong where the next one begins.
    if (fault < m_buffer.size() && fault > m_at && m_buffer[fault - 1] == '\n' && opens(fault))
        return fault;
    for (auto from = std::min<qint64>(fault, m_buffer.size());;) {
        const auto found = find('\n', from);
        if (!found)
            return std::unexpected(found.error());
        auto at = *found + 1;
        for (;;) {
            while (m_options.format == Format::Array && at < m_buffer.size() && json::isSpace(m_buffer[at]))
                ++at;
            if (at < m_buffer.size())
                break;
            const auto before = m_at;
            const auto more = fill();
            if (!more)
                return std::unexpected(more.error());
            at = std::min<qint64>(at + m_at - before, m_buffer.size());
            if (!*more)
                return m_buffer.size();
        }
        if (opens(at))
            return at;
        from = at;
    }
}

JsonStream::JsonStream(QIODevice &device)
    : JsonStream(device, Options())
{
}

JsonStream::JsonStream(QIODevice &device, const Options &options)
    : d(std::make_unique<Private>(device, options))
{
}

JsonStream::~JsonStream() = default;
JsonStream::JsonStream(JsonStream &&other) noexcept = default;
JsonStream &JsonStream::operator=(JsonStream &&other) noexcept = default;

Result<std::optional<JsonStream::Item>> JsonStream::next()
{
    return d->next();
}

qint64 JsonStream::bytesRead() const
{
    return d->position();
}

} // namespace dumbo
