#include "app/cli/highlighting.h"

#include <KSyntaxHighlighting/AbstractHighlighter>
#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Format>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/State>
#include <KSyntaxHighlighting/Theme>

#include <QColor>
#include <QStringList>

namespace cli {

class Highlighting::Line final : public KSyntaxHighlighting::AbstractHighlighter {
public:
    explicit Line(const QString &definition)
    {
        setTheme(m_repository.defaultTheme(KSyntaxHighlighting::Repository::DarkTheme));
        setDefinition(m_repository.definitionForName(definition));
    }

    void begin() { m_state = {}; }
    [[nodiscard]] std::vector<ColouredSpan> spans(const QString &line)
    {
        m_spans.clear();
        if (definition().isValid())
            m_state = highlightLine(line, m_state);
        return std::move(m_spans);
    }

protected:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format) override
    {
        if (length == 0 || (!format.hasTextColor(theme()) && !format.isBold(theme())))
            return;
        const auto colour = format.textColor(theme());
        const auto style = QStringLiteral("%1;38;2;%2;%3;%4")
                               .arg(format.isBold(theme()) ? 1 : 22)
                               .arg(colour.red())
                               .arg(colour.green())
                               .arg(colour.blue());
        m_spans.push_back({ offset, length, style.toLatin1() });
    }

private:
    KSyntaxHighlighting::Repository m_repository;
    KSyntaxHighlighting::State m_state;
    std::vector<ColouredSpan> m_spans;
};

Highlighting::Highlighting(const QString &definition)
    : m_line(std::make_unique<Line>(definition))
{
}

Highlighting::~Highlighting() = default;

std::vector<std::vector<ColouredSpan>> Highlighting::spans(const QString &text)
{
    std::vector<std::vector<ColouredSpan>> lines;
    m_line->begin();
    for (const auto &line : text.split(u'\n'))
        lines.push_back(m_line->spans(line));
    return lines;
}

QString Highlighting::coloured(const QString &text)
{
    QStringList lines;
    m_line->begin();
    for (const auto &line : text.split(u'\n')) {
        QString out;
        qsizetype done = 0;
        for (const auto &span : m_line->spans(line)) {
            out += QStringView(line).sliced(done, span.begin - done);
            out += QStringLiteral("\x1b[%1m").arg(QLatin1StringView(span.style)) + line.sliced(span.begin, span.size) + QStringLiteral("\x1b[0m");
            done = span.begin + span.size;
        }
        lines.append(out + line.sliced(done));
    }
    return lines.join(u'\n');
}

} // namespace cli
