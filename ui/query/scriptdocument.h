#pragma once

#include "ui/journal/sqlfile.h"
#include "ui/journal/tabjournal.h"

#include <QFileSystemWatcher>
#include <QJsonObject>
#include <QObject>

#include <memory>

namespace workbench {

class DocumentText;
class MessageArea;
class SqlEditor;

/// What a query tab's text is: a script of its own that the journal keeps, or a file. Knows what was changed since the file was
/// read, and notices when somebody else changes the file.
class ScriptDocument : public QObject {
    Q_OBJECT

public:
    ScriptDocument(SqlEditor &editor, Journal &journal, MessageArea &messages, QObject *parent = nullptr);
    ~ScriptDocument() override;

    /// Empty for a text that is in no file.
    [[nodiscard]] QString path() const { return m_path; }
    /// Differs from its file.
    [[nodiscard]] bool isModified() const { return m_modified; }
    [[nodiscard]] LineEnd lineEnd() const { return m_format.lineEnd; }

    /// What the journal files the text under; before the first edit.
    void setId(const QString &id);
    /// Kept in the journal, for a text whose tab nobody remembers.
    void setConnectionId(const QString &connectionId);
    /// The journal's text for the id where it has one; else what state says.
    void restore(const QJsonObject &state);
    [[nodiscard]] QJsonObject saveState() const;

    void open(const QString &path);
    /// Needs a path.
    void save();
    void saveAs(const QString &path);
    /// Everything typed so far goes to the journal now. closed: a person closed the tab, so it does not come back by itself.
    void keep(bool closed);

Q_SIGNALS:
    void changed();
    void saved();
    void opened();

private:
    void onEdited();
    void onFileChanged();
    void read(const dumbo::Result<SqlFile> &file);
    void write(const QString &path);
    void setPath(const QString &path, const FileStamp &stamp);
    void setModified(bool modified);
    void warnOfInvalidBytes(const DecodedText &content, const QString &path);
    [[nodiscard]] QJsonObject facts(bool closed) const;

    SqlEditor &m_editor;
    Journal &m_journal;
    MessageArea &m_messages;
    std::unique_ptr<DocumentText> m_text;
    std::unique_ptr<TabJournal> m_tabJournal;
    QString m_id;
    QString m_connectionId;
    QString m_path;
    FileStamp m_stamp;
    DecodedText m_format; ///< line end and byte order mark; without the text
    std::unique_ptr<QFileSystemWatcher> m_watcher;
    quint64 m_edits = 0;
    bool m_modified = false;
    bool m_loading = false;
    bool m_saving = false;
    QString m_nextPath; ///< to be written when the file under way is
};

} // namespace workbench
