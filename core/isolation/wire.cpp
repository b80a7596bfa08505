#include "core/isolation/wire.h"

namespace dumbo {

namespace {

constexpr quint32 nullSize = 0xFFFFFFFF; ///< of a text or bytes that are null, not only empty

} // namespace

void WireWriter::put(const QByteArray &value)
{
    put(value.isNull() ? nullSize : quint32(value.size()));
    bytes(value.constData(), value.size());
}

/// As UTF-16, because a QString may hold what no UTF-8 can.
void WireWriter::put(const QString &value)
{
    put(value.isNull() ? nullSize : quint32(value.size()));
    bytes(value.utf16(), value.size() * 2);
}

void WireReader::refuse(const char *fault)
{
    if (m_fault.isEmpty())
        m_fault = QString::fromLatin1(fault);
    m_left = {};
}

QByteArrayView WireReader::take(qsizetype size)
{
    if (size < 0 || size > m_left.size()) {
        refuse("it ends too early");
        return {};
    }
    const auto taken = m_left.first(size);
    m_left = m_left.sliced(size);
    return taken;
}

quint32 WireReader::get32()
{
    quint32 number = 0;
    const auto from = take(sizeof number);
    if (!from.isEmpty())
        std::memcpy(&number, from.data(), sizeof number);
    return number;
}

quint32 WireReader::count()
{
    const auto number = get32();
    if (qsizetype(number) <= m_left.size())
        return number;
    refuse("a count is larger than what follows");
    return 0;
}

void WireReader::get(bool &value)
{
    const auto number = WireReader::value<quint8>();
    if (number > 1)
        return refuse("a truth value is neither 0 nor 1");
    value = number == 1;
}

void WireReader::get(QChar &value)
{
    value = QChar(WireReader::value<quint16>());
}

void WireReader::get(QByteArray &value)
{
    const auto size = get32();
    const auto taken = size == nullSize ? QByteArrayView() : take(qsizetype(size));
    value = size == nullSize || !isGood() ? QByteArray() : QByteArray(taken.data(), taken.size());
    if (size == 0 && isGood())
        value = QByteArray("");
}

void WireReader::get(QString &value)
{
    const auto size = get32();
    const auto taken = size == nullSize ? QByteArrayView() : take(qsizetype(size) * 2);
    value = QString();
    if (size == nullSize || !isGood())
        return;
    value = QString(qsizetype(size), Qt::Uninitialized);
    if (size > 0)
        std::memcpy(value.data(), taken.data(), std::size_t(taken.size()));
    else
        value = QStringLiteral("");
}

} // namespace dumbo
