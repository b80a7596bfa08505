#include "core/schema/jsonpositions.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace dumbo {

namespace {

/// Walks well-formed JSON; the reader has refused what is nested too deeply.
class Scan {
public:
    Scan(const QByteArray &json, QHash<QString, int> &lines, QStringList &duplicates)
        : m_json(json)
        , m_lines(lines)
        , m_duplicates(duplicates)
    {
    }

    void value(const QString &pointer)
    {
        skipSpace();
        if (m_lines.contains(pointer))
            m_duplicates.append(pointer);
        m_lines.insert(pointer, m_line);
        if (at() == '{')
            object(pointer);
        else if (at() == '[')
            array(pointer);
        else if (at() == '"')
            text();
        else
            while (m_byte < m_json.size() && !QByteArrayView(",]} \t\r\n").contains(at()))
                ++m_byte;
    }

private:
    [[nodiscard]] char at() const { return m_byte < m_json.size() ? m_json[m_byte] : '\0'; }
    void skipSpace()
    {
        for (; m_byte < m_json.size() && QByteArrayView(" \t\r\n").contains(at()); ++m_byte)
            m_line += at() == '\n' ? 1 : 0;
    }
    QByteArray text()
    {
        const auto begin = m_byte++;
        while (m_byte < m_json.size() && at() != '"')
            m_byte += at() == '\\' ? 2 : 1;
        ++m_byte;
        return m_json.mid(begin, m_byte - begin);
    }
    /// Past "," to the next element; false at the end.
    bool next(char close)
    {
        skipSpace();
        if (at() == ',')
            ++m_byte;
        skipSpace();
        if (at() != close && m_byte < m_json.size())
            return true;
        ++m_byte;
        return false;
    }
    void object(const QString &pointer)
    {
        ++m_byte;
        while (next('}')) {
            const auto key = QJsonDocument::fromJson('[' + text() + ']').array().first().toString();
            skipSpace();
            ++m_byte; // the colon
            value(pointer + u'/' + pointerPart(key));
        }
    }
    void array(const QString &pointer)
    {
        ++m_byte;
        for (int i = 0; next(']'); ++i)
            value(pointer + u'/' + QString::number(i));
    }

    const QByteArray &m_json;
    QHash<QString, int> &m_lines;
    QStringList &m_duplicates;
    qsizetype m_byte = 0;
    int m_line = 1;
};

} // namespace

JsonPositions::JsonPositions(const QByteArray &json)
{
    Scan(json, m_lines, m_duplicates).value({});
}

int JsonPositions::lineOf(QString pointer) const
{
    for (;;) {
        if (const auto found = m_lines.constFind(pointer); found != m_lines.cend())
            return *found;
        if (pointer.isEmpty())
            return 1;
        pointer.truncate(pointer.lastIndexOf(u'/'));
    }
}

int JsonPositions::lineAt(const QByteArray &text, qint64 byte)
{
    return 1 + int(text.first(qBound(0, byte, text.size())).count('\n'));
}

QString pointerPart(QString key)
{
    return key.replace(u'~', QStringLiteral("~0")).replace(u'/', QStringLiteral("~1"));
}

} // namespace dumbo
