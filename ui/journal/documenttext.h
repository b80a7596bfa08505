#pragma once

#include "ui/journal/tabjournal.h"

namespace KTextEditor {
class Document;
}

namespace workbench {

/// A KTextEditor document as a JournaledText.
class DocumentText : public JournaledText {
public:
    explicit DocumentText(const KTextEditor::Document &document);

    [[nodiscard]] int lineCount() const override;
    [[nodiscard]] QString lines(int first, int count) const override;

    /// Tells the journal of every edit of the document, as long as both live.
    static void follow(KTextEditor::Document &document, TabJournal &journal);

private:
    const KTextEditor::Document &m_document;
};

} // namespace workbench
