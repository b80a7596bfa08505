#include "ui/documents/editedtext.h"

#include "ui/journal/textcoding.h"
#include "ui/valuepanel/jsonlayout.h"

#include <algorithm>

namespace workbench {

namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/// Of the same number of bytes, so that positions stay.
QByteArray withoutLineEnds(QByteArray bytes)
{
    bytes.replace("\xe2\x80\xa8", "\xe2\x86\xb5"); // U+2028
    bytes.replace("\xe2\x80\xa9", "\xe2\x86\xb5"); // U+2029
    bytes.replace("\xef\xb7\x90", "\xef\xbf\xbd"); // U+FDD0 and U+FDD1 have a meaning of their own in a QTextDocument
    bytes.replace("\xef\xb7\x91", "\xef\xbf\xbd");
    bytes.replace('\r', ' ');
    return bytes;
}

/// Goes over JSON, token by token or within them.
class Walk {
public:
    explicit Walk(QByteArrayView json)
        : m_json(json)
    {
    }

    [[nodiscard]] qsizetype position() const { return m_at; }
    [[nodiscard]] bool isBetween() const { return !m_inString && m_at < m_json.size() && isSpace(m_json[m_at]); }
    void skipSpace()
    {
        while (isBetween())
            ++m_at;
    }
    void step()
    {
        const char c = m_json[m_at++];
        if (m_isEscaped)
            m_isEscaped = false;
        else if (m_inString && c == '\\')
            m_isEscaped = true;
        else if (c == '"')
            m_inString = !m_inString;
    }

private:
    QByteArrayView m_json;
    qsizetype m_at = 0;
    bool m_inString = false;
    bool m_isEscaped = false;
};

} // namespace

EditedText::EditedText(const QByteArray &text)
    : m_base(text)
    , m_shown(text)
    , m_now(text)
{
    const auto layout = layOutJson(text);
    m_isLaidOut = !layout.problem;
    m_shown = withoutLineEnds(m_isLaidOut ? layout.text : text);
}

QString EditedText::display() const
{
    return decodeUnits(m_shown);
}

void EditedText::setDisplay(const QString &display)
{
    const auto shown = encodeText(display);
    const auto least = std::min(shown.size(), m_shown.size());
    const auto same = std::mismatch(shown.begin(), shown.begin() + least, m_shown.begin()).first - shown.begin();
    if (same == shown.size() && same == m_shown.size()) {
        m_now = m_base;
        return;
    }
    qsizetype behind = 0;
    while (behind < least - same && shown[shown.size() - 1 - behind] == m_shown[m_shown.size() - 1 - behind])
        ++behind;
    const auto begin = textPosition(same);
    const auto end = std::max(begin, textPosition(m_shown.size() - behind));
    m_now = m_base.first(begin) + shown.sliced(same, shown.size() - same - behind) + m_base.sliced(end);
    rebase(shown);
}

void EditedText::rebase(const QByteArray &shown)
{
    const bool isJson = !layOutJson(shown).problem && !layOutJson(m_now).problem;
    if (!isJson && m_isLaidOut)
        return; // the last JSON tells best what belongs to what
    m_base = m_now;
    m_shown = shown;
    m_isLaidOut = isJson;
}

qsizetype EditedText::textPosition(qsizetype shown) const
{
    if (!m_isLaidOut)
        return shown;
    Walk there(m_shown);
    Walk here(m_base);
    while (there.position() < shown) {
        if (there.isBetween()) {
            there.skipSpace();
            continue;
        }
        here.skipSpace();
        there.step();
        here.step();
    }
    return here.position();
}

} // namespace workbench
