#include "core/migrations/review/reportwriter.h"

#include <QRegularExpression>

#include <algorithm>

namespace dumbo {

namespace {

class MarkdownWriter final : public ReportWriter {
public:
    void heading(int level, const QString &text) override { block(QString(level, u'#') + u' ' + escaped(text)); }
    void paragraph(const QString &text) override { block(escaped(text)); }
    void list(const QStringList &items) override
    {
        QStringList lines;
        for (const auto &item : items)
            lines.append(QStringLiteral("- ") + escaped(item));
        block(lines.join(u'\n'));
    }
    void table(const QStringList &header, const std::vector<QStringList> &rows) override
    {
        QStringList lines { row(header), QStringLiteral("|") + QStringLiteral(" --- |").repeated(header.size()) };
        for (const auto &cells : rows)
            lines.append(row(cells));
        block(lines.join(u'\n'));
    }
    void code(const QString &text) override
    {
        // A fence is longer than any in the text.
        static const QRegularExpression ticks(QStringLiteral("`{3,}"));
        qsizetype longest = 2;
        for (auto matches = ticks.globalMatch(text); matches.hasNext();)
            longest = std::max(longest, matches.next().capturedLength());
        const QString fence(longest + 1, u'`');
        block(fence + QStringLiteral("sql\n") + text + u'\n' + fence);
    }
    [[nodiscard]] QByteArray result() const override { return (m_blocks.join(QStringLiteral("\n\n")) + u'\n').toUtf8(); }

private:
    void block(const QString &text) { m_blocks.append(text); }
    [[nodiscard]] static QString row(const QStringList &cells)
    {
        QString text = QStringLiteral("|");
        for (const auto &cell : cells)
            text += u' ' + escaped(cell) + QStringLiteral(" |");
        return text;
    }
    /// One line in which nothing is markup.
    [[nodiscard]] static QString escaped(const QString &text)
    {
        static const QRegularExpression markup(QStringLiteral("([\\\\`*_\\[\\]<>|#~&])"));
        static const QRegularExpression breaks(QStringLiteral("\\s*[\\r\\n]+\\s*"));
        return QString(text).replace(markup, QStringLiteral("\\\\1")).replace(breaks, QStringLiteral(" "));
    }

    QStringList m_blocks;
};

constexpr auto pageBegin = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>%1</title>
<style>
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; }
h2 { border-top: 1px solid #8886; padding-top: 1em; margin-top: 2em; }
pre { background: #8882; border-radius: 4px; padding: .75em 1em; overflow-x: auto; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid #8886; padding: .25em .6em; text-align: left; vertical-align: top; }
</style>
</head>
<body>
)";

class HtmlWriter final : public ReportWriter {
public:
    explicit HtmlWriter(const QString &title)
        : m_text(QString::fromLatin1(pageBegin).arg(title.toHtmlEscaped()))
    {
    }
    void heading(int level, const QString &text) override { element(QStringLiteral("h%1").arg(level), text.toHtmlEscaped()); }
    void paragraph(const QString &text) override { element(QStringLiteral("p"), text.toHtmlEscaped()); }
    void list(const QStringList &items) override
    {
        m_text += QStringLiteral("<ul>\n");
        for (const auto &item : items)
            element(QStringLiteral("li"), item.toHtmlEscaped());
        m_text += QStringLiteral("</ul>\n");
    }
    void table(const QStringList &header, const std::vector<QStringList> &rows) override
    {
        m_text += QStringLiteral("<table>\n");
        row(QStringLiteral("th"), header);
        for (const auto &cells : rows)
            row(QStringLiteral("td"), cells);
        m_text += QStringLiteral("</table>\n");
    }
    void code(const QString &text) override
    {
        m_text += QStringLiteral("<pre><code class=\"language-sql\">") + text.toHtmlEscaped() + QStringLiteral("</code></pre>\n");
    }
    [[nodiscard]] QByteArray result() const override { return (m_text + QStringLiteral("</body>\n</html>\n")).toUtf8(); }

private:
    void element(const QString &name, const QString &inner)
    {
        m_text += u'<' + name + u'>' + inner + QStringLiteral("</") + name + QStringLiteral(">\n");
    }
    void row(const QString &name, const QStringList &cells)
    {
        m_text += QStringLiteral("<tr>");
        for (const auto &cell : cells)
            m_text += u'<' + name + u'>' + cell.toHtmlEscaped() + QStringLiteral("</") + name + u'>';
        m_text += QStringLiteral("</tr>\n");
    }

    QString m_text;
};

} // namespace

std::unique_ptr<ReportWriter> makeMarkdownWriter()
{
    return std::make_unique<MarkdownWriter>();
}

std::unique_ptr<ReportWriter> makeHtmlWriter(const QString &title)
{
    return std::make_unique<HtmlWriter>(title);
}

} // namespace dumbo
