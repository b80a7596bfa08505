#pragma once

#include "core/sdk/dialect.h"
#include "core/sql/splitter.h"

#include <KTextEditor/Range>

#include <QObject>

#include <optional>
#include <span>
#include <vector>

namespace KTextEditor {
class Document;
}

namespace workbench {

/// Where the statements of a document begin and end. Only the text between the last known end before the caret and a little behind
/// it is split, so that a keystroke in a script of 10 MB costs what it costs in a small one.
class StatementIndex : public QObject {
    Q_OBJECT

public:
    struct Found {
        KTextEditor::Range range;
        dumbo::ScriptPart::Kind kind = dumbo::ScriptPart::Kind::Statement;
        QByteArray text;
    };

    explicit StatementIndex(KTextEditor::Document &document, QObject *parent = nullptr);

    void setDialect(const dumbo::Dialect &dialect);

    /// Reads on towards the caret, a piece of the text at a time. False: call it again, from the event loop. Once it is true,
    /// at() and around() are quick; without it they read all that is missing.
    [[nodiscard]] bool prepare(KTextEditor::Cursor caret);
    enum class Extent {
        Whole, ///< to run it
        Near, ///< to show it: a very long statement may be cut some way behind the caret
    };
    /// The statement that a person means with the caret there (see dumbo::partAt()).
    [[nodiscard]] std::optional<Found> at(KTextEditor::Cursor caret, Extent extent = Extent::Whole);
    /// Text around the caret for completion: from a place between statements up to a little behind the caret, and the caret
    /// in it, in bytes.
    struct Surroundings {
        QByteArray text;
        qint64 caret = 0;
        KTextEditor::Cursor begin;
    };
    [[nodiscard]] Surroundings around(KTextEditor::Cursor caret);

private:
    [[nodiscard]] Surroundings around(KTextEditor::Cursor caret, qsizetype unitsBehind);
    [[nodiscard]] KTextEditor::Cursor beyond(KTextEditor::Cursor caret, qsizetype units) const;
    void forgetFrom(int line);
    [[nodiscard]] KTextEditor::Cursor lastEnd(KTextEditor::Cursor caret, int back) const;
    void noteEnds(const QByteArray &text, std::span<const dumbo::ScriptPart> parts, KTextEditor::Cursor begin, qint64 before);

    KTextEditor::Document &m_document;
    dumbo::Dialect m_dialect;
    std::vector<KTextEditor::Cursor> m_ends; ///< behind a ';' each, ascending, some lines apart
};

/// A byte of text as a place in the document, where text begins at `begin`.
[[nodiscard]] KTextEditor::Cursor cursorAt(QByteArrayView text, qint64 byte, KTextEditor::Cursor begin);

} // namespace workbench
