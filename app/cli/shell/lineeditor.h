#pragma once

#include "app/cli/shell/edittext.h"
#include "app/cli/shell/keydecoder.h"
#include "app/cli/shell/linehistory.h"
#include "app/cli/shell/linepicture.h"
#include "app/cli/shell/rawterminal.h"

#include <functional>
#include <optional>

namespace cli {

/// What may stand where the cursor is.
struct WordChoice {
    qsizetype begin = 0; ///< what is typed of it already begins here and ends at the cursor
    QStringList words; ///< whole words, the best first
    bool endsWord = true; ///< a blank follows the only one that fits
};

/// Reads what a person types on a terminal: one or more lines, with history, search in it, completion and colours. Keys are those
/// of other line editors (Emacs's). One thread.
class LineEditor {
public:
    struct Prompt {
        QString text;
        QByteArray style; ///< as ColouredSpan has it
    };
    struct Answer {
        enum class Kind { Text, Interrupted, EndOfInput };
        Kind kind = Kind::Text;
        QString text;
    };
    /// What the editor asks about its text.
    struct Language {
        std::function<bool(const QString &text)> isComplete; ///< else Enter begins another line
        std::function<WordChoice(const QString &text, qsizetype cursor)> words; ///< the terminal is not raw meanwhile
        std::function<std::vector<std::vector<ColouredSpan>>(const QString &text)> colours; ///< may be empty
    };

    LineEditor(int input, int output, LineHistory &history, Language language);

    /// Waits for Enter behind a complete text, Ctrl+C, or Ctrl+D on an empty line.
    [[nodiscard]] Answer read(const Prompt &prompt);

private:
    enum class Step { Goes, Done, Interrupted, EndOfInput };
    struct Search {
        QString words;
        qsizetype found = -1; ///< an entry of the history
        bool isMissing = false;
        QString before; ///< the text when the search began
    };

    [[nodiscard]] std::optional<Key> nextKey();
    Step take(const Key &key);
    Step takeControl(QChar letter);
    void takeSearchKey(const Key &key, Step &step);
    void search(qsizetype from);
    void endSearch();
    void complete();
    void insertWord(const WordChoice &choice, const QString &word);
    void moveInHistory(int entries);
    void paint();
    void paintRows(const LinePicture &picture, const QByteArrayList &hints);
    void finishPicture(const QByteArray &behind);

    RawTerminal m_terminal;
    LineHistory &m_history;
    const Language m_language;
    KeyDecoder m_keys;
    bool m_hasEnded = false;

    Prompt m_prompt;
    EditText m_text;
    std::optional<Search> m_search;
    QStringList m_words; ///< offered below the text
    qsizetype m_entry = 0; ///< of the history; its size is what is typed newly
    QString m_draft;
    int m_paintedCursorRow = 0;
    int m_paintedRows = 1;
    QString m_colouredText;
    std::vector<std::vector<ColouredSpan>> m_colours;
};

} // namespace cli
