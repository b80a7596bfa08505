#include "ui/journal/documenttext.h"

#include <KTextEditor/Document>

namespace workbench {

using KTextEditor::Cursor;
using KTextEditor::Document;
using KTextEditor::Range;

DocumentText::DocumentText(const Document &document)
    : m_document(document)
{
}

int DocumentText::lineCount() const
{
    return std::max(1, m_document.lines());
}

QString DocumentText::lines(int first, int count) const
{
    const int last = first + count - 1;
    return m_document.text(Range(first, 0, last, m_document.lineLength(last)));
}

void DocumentText::follow(Document &document, TabJournal &journal)
{
    auto *journalPointer = &journal;
    QObject::connect(&document, &Document::textInserted, journalPointer,
        [journalPointer](Document *, Cursor position, const QString &text) {
            journalPointer->edited(position.line(), int(text.count(u'\n')) + 1);
        });
    QObject::connect(&document, &Document::textRemoved, journalPointer,
        [journalPointer](Document *, Range range, const QString &) { journalPointer->edited(range.start().line(), 1); });
    QObject::connect(&document, &Document::lineWrapped, journalPointer,
        [journalPointer](Document *, Cursor position) { journalPointer->edited(position.line(), 2); });
    QObject::connect(&document, &Document::lineUnwrapped, journalPointer,
        [journalPointer](Document *, int line) { journalPointer->edited(std::max(0, line - 1), line > 0 ? 2 : 1); });
}

} // namespace workbench
