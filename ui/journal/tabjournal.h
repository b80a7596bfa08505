#pragma once

#include "ui/journal/journal.h"

#include <QJsonObject>
#include <QTimer>

namespace workbench {

/// A text as lines, however it is held.
class JournaledText {
public:
    JournaledText();
    virtual ~JournaledText();
    JournaledText(const JournaledText &) = delete;
    JournaledText &operator=(const JournaledText &) = delete;

    /// At least 1.
    [[nodiscard]] virtual int lineCount() const = 0;
    /// With '\n' between them.
    [[nodiscard]] virtual QString lines(int first, int count) const = 0;
};

/// Keeps one text's journal up to date. The cost of an edit is that of two comparisons; a moment later the lines that changed
/// are written, and no timer runs until the next edit.
///
/// What can't be written is reported once, and tried again as a whole with the next edit and every few seconds.
class TabJournal : public QObject {
    Q_OBJECT

public:
    static constexpr int delayMilliseconds = 250;
    static constexpr int retryMilliseconds = 5000;

    /// The text outlives this. Nothing is written before the first edit.
    TabJournal(Journal &journal, const QString &id, const JournaledText &text, QObject *parent = nullptr);

    /// Lines [firstLine, firstLine + lines) may differ from before; called after each single edit.
    void edited(int firstLine, int lines);
    /// Kept beside the text, e.g. which file it belongs to. Written with the next edit.
    void setFacts(const QJsonObject &facts);
    /// Hands what has changed to the writing thread now.
    void flush();
    /// Writes text and facts whole, even where nothing was edited.
    void keep();
    /// Deletes the file. The next edit makes it anew.
    void forget();
    [[nodiscard]] bool hasTrouble() const { return m_trouble; }

Q_SIGNALS:
    void failed(const dumbo::Error &error);
    void recovered();

private:
    void writeAll();
    void onWritten(const Journal::Written &written);
    void startTimer(int milliseconds);

    Journal &m_journal;
    QString m_id;
    const JournaledText &m_text;
    QJsonObject m_facts;
    QTimer m_timer;
    int m_writtenLines = 1; ///< of the text as the journal has it
    int m_cleanTop = 0; ///< lines at the top that did not change since
    int m_cleanBottom = 0;
    bool m_dirty = false;
    bool m_factsDirty = false;
    bool m_hasFile = false;
    bool m_trouble = false;
};

} // namespace workbench
