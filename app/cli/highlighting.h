#pragma once

#include <QString>

#include <memory>
#include <vector>

namespace cli {

/// A piece of a line in one colour.
struct ColouredSpan {
    qsizetype begin = 0;
    qsizetype size = 0;
    QByteArray style; ///< what makes a terminal write so, e.g. "1;38;2;255;0;0"
};

/// Colours SQL and other languages for a terminal, by the highlightings that editors have. Costs some time once, then little.
class Highlighting {
public:
    /// E.g. "SQL (PostgreSQL)"; nothing is coloured by an unknown name.
    explicit Highlighting(const QString &definition);
    ~Highlighting();
    Highlighting(const Highlighting &) = delete;
    Highlighting &operator=(const Highlighting &) = delete;

    /// For each line of the text its spans, in order.
    [[nodiscard]] std::vector<std::vector<ColouredSpan>> spans(const QString &text);
    /// The text with the terminal's sequences in it.
    [[nodiscard]] QString coloured(const QString &text);

private:
    class Line;
    std::unique_ptr<Line> m_line;
};

} // namespace cli
