#include "core/documents/documentidentity.h"

#include "core/json/jsonnode.h"
#include "core/json/jsonstring.h"

#include <QRandomGenerator>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <utility>
#include <vector>

namespace dumbo {

namespace {

struct Splice {
    qint64 begin = 0;
    qint64 end = 0;
    QByteArray text;
};

/// What has to change for one member to have a value.
class Member {
public:
    Member(QByteArrayView key, QByteArray value)
        : m_key(key)
        , m_value(std::move(value))
    {
    }

    void collect(const JsonNode &object, const IdentityForm &form, std::vector<Splice> &splices, QByteArray &added) const
    {
        const auto member = object.find(m_key, form.firstKeyWins);
        if (!member.isValid()) {
            if (form.addMissing)
                added += (added.isEmpty() ? "\"" : ",\"") + m_key.toByteArray() + "\":" + m_value;
        } else if (member.text() != m_value && !(member.isString() && encodeJsonString(member.string()) == m_value)) {
            splices.push_back({ member.begin(), member.end(), m_value });
        }
    }

private:
    QByteArrayView m_key;
    QByteArray m_value;
};

QByteArray spliced(QByteArrayView text, qint64 offset, const std::vector<Splice> &splices)
{
    QByteArray result;
    qint64 done = 0;
    for (const auto &splice : splices) {
        result.append(text.sliced(done, splice.begin - offset - done));
        result += splice.text;
        done = splice.end - offset;
    }
    result.append(text.sliced(done));
    return result;
}

} // namespace

std::optional<QByteArray> withIdentity(const JsonNode &document, const DocumentIdentity &identity, const IdentityForm &form)
{
    if (!document.isObject())
        return std::nullopt;
    auto version = QByteArray::number(identity.version);
    if (!form.numericVersion)
        version = '"' + version + '"';
    std::vector<Splice> splices;
    QByteArray added;
    Member("_id", encodeJsonString(identity.id)).collect(document, form, splices, added);
    Member("_version", version).collect(document, form, splices, added);
    if (!added.isEmpty()) {
        const auto hasMembers = document.firstChild().isValid();
        // Behind the last member: what is there stays where it is.
        splices.push_back({ document.end() - 1, document.end() - 1, hasMembers ? ',' + added : added });
    }
    if (splices.empty())
        return std::nullopt;
    std::ranges::sort(splices, {}, &Splice::begin);
    return spliced(document.text(), document.begin(), splices);
}

QByteArray newDocumentId()
{
    static std::mutex mutex;
    static quint64 last = 0;
    // 48 bits of milliseconds, then 12 bits that count up within one.
    const auto now = quint64(std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count());
    auto *random = QRandomGenerator::global();
    const auto tail = random->generate64();
    const auto start = quint64(random->bounded(0x800));
    quint64 stamp = 0;
    {
        const std::scoped_lock lock(mutex);
        last = std::max(last + 1, now << 12 | start);
        stamp = last;
    }
    const quint64 high = (stamp >> 12) << 16 | 0x7000 | (stamp & 0xfff);
    const quint64 low = (tail & 0x3fff'ffff'ffff'ffffULL) | 0x8000'0000'0000'0000ULL;
    auto text = QByteArray::number(high, 16).rightJustified(16, '0') + QByteArray::number(low, 16).rightJustified(16, '0');
    for (const auto place : { 20, 16, 12, 8 })
        text.insert(place, '-');
    return text;
}

} // namespace dumbo
