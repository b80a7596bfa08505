#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <memory>
#include <vector>

namespace dumbo {

/// Puts a report together, block by block. All texts are plain: what they would mean in the format is escaped.
class ReportWriter {
public:
    virtual ~ReportWriter() = default;
    virtual void heading(int level, const QString &text) = 0;
    virtual void paragraph(const QString &text) = 0;
    virtual void list(const QStringList &items) = 0;
    virtual void table(const QStringList &header, const std::vector<QStringList> &rows) = 0;
    virtual void code(const QString &text) = 0; ///< SQL
    [[nodiscard]] virtual QByteArray result() const = 0;
};

/// GitHub's Markdown.
[[nodiscard]] std::unique_ptr<ReportWriter> makeMarkdownWriter();
/// One HTML 5 page without anything from elsewhere, light and dark.
[[nodiscard]] std::unique_ptr<ReportWriter> makeHtmlWriter(const QString &title);

} // namespace dumbo
