#include "ui/query/scriptdocument.h"

#include "core/connection/reply.h"
#include "ui/journal/documenttext.h"
#include "ui/query/sqleditor.h"
#include "ui/shell/messagearea.h"

#include <KTextEditor/Document>

#include <QFileInfo>

namespace workbench {

using dumbo::Result;

namespace {

const QString journalMessage = QStringLiteral("journal");
const QString fileMessage = QStringLiteral("file");

} // namespace

ScriptDocument::ScriptDocument(SqlEditor &editor, Journal &journal, MessageArea &messages, QObject *parent)
    : QObject(parent)
    , m_editor(editor)
    , m_journal(journal)
    , m_messages(messages)
    , m_text(std::make_unique<DocumentText>(editor.document()))
{
    connect(&editor, &SqlEditor::textEdited, this, &ScriptDocument::onEdited);
}

ScriptDocument::~ScriptDocument()
{
    if (m_tabJournal)
        m_tabJournal->flush();
}

void ScriptDocument::setId(const QString &id)
{
    if (id == m_id)
        return;
    m_id = id;
    m_tabJournal = std::make_unique<TabJournal>(m_journal, id, *m_text);
    DocumentText::follow(m_editor.document(), *m_tabJournal);
    connect(m_tabJournal.get(), &TabJournal::failed, this, [this](const dumbo::Error &error) {
        auto message = InlineMessage::fromError(error);
        message.kind = InlineMessage::Kind::Warning;
        message.replaces = journalMessage;
        m_messages.show(message);
    });
    connect(m_tabJournal.get(), &TabJournal::recovered, this, [this] { m_messages.dismiss(journalMessage); });
}

void ScriptDocument::setConnectionId(const QString &connectionId)
{
    m_connectionId = connectionId;
    m_tabJournal->setFacts(facts(false));
}

void ScriptDocument::restore(const QJsonObject &state)
{
    const auto path = state.value(QStringLiteral("path")).toString();
    const auto recovered = m_journal.recover(m_id);
    const auto facts = recovered ? recovered->facts : state;
    m_format.lineEnd = facts.value(QStringLiteral("crlf")).toBool() ? LineEnd::CrLf : LineEnd::Lf;
    m_format.byteOrderMark = facts.value(QStringLiteral("bom")).toBool();
    if (recovered) {
        m_loading = true;
        m_editor.load(recovered->text);
        m_loading = false;
        const auto kept = facts.value(QStringLiteral("path")).toString();
        FileStamp stamp;
        stamp.size = facts.value(QStringLiteral("size")).toInteger(-1);
        stamp.modified = QDateTime::fromMSecsSinceEpoch(facts.value(QStringLiteral("time")).toInteger());
        setPath(kept, stamp);
        setModified(!kept.isEmpty() && facts.value(QStringLiteral("modified")).toBool(true));
        m_tabJournal->setFacts(this->facts(false));
        m_tabJournal->keep();
        onFileChanged();
    } else if (!path.isEmpty()) {
        open(path);
    } else if (state.contains(QStringLiteral("text"))) {
        m_editor.load(state.value(QStringLiteral("text")).toString());
        m_tabJournal->keep();
    }
}

QJsonObject ScriptDocument::saveState() const
{
    QJsonObject state;
    if (!m_path.isEmpty())
        state.insert(QStringLiteral("path"), m_path);
    return state;
}

void ScriptDocument::open(const QString &path)
{
    dumbo::onFinished(readSqlFile(path), this, [this](const Result<SqlFile> &file) { read(file); });
}

void ScriptDocument::read(const Result<SqlFile> &file)
{
    if (!file) {
        auto message = InlineMessage::fromError(file.error());
        message.replaces = fileMessage;
        m_messages.show(message);
        return;
    }
    m_messages.dismiss(fileMessage);
    m_loading = true;
    m_editor.load(file->content.text);
    m_loading = false;
    m_format.lineEnd = file->content.lineEnd;
    m_format.byteOrderMark = file->content.byteOrderMark;
    setPath(file->path, file->stamp);
    setModified(false);
    m_tabJournal->keep();
    warnOfInvalidBytes(file->content, file->path);
    Q_EMIT opened();
}

void ScriptDocument::warnOfInvalidBytes(const DecodedText &content, const QString &path)
{
    if (content.invalidBytes == 0)
        return;
    InlineMessage message;
    message.kind = InlineMessage::Kind::Warning;
    message.text = tr("%1 holds bytes that are not UTF-8 (%2), the first in line %3. They are kept as they are.")
                       .arg(QFileInfo(path).fileName())
                       .arg(content.invalidBytes)
                       .arg(content.firstInvalidLine.value_or(1));
    message.details = tr("Each shows as a box in the text. Saving writes the same bytes again.");
    message.replaces = fileMessage;
    m_messages.show(message);
}

void ScriptDocument::save()
{
    const auto now = FileStamp::of(m_path);
    if (m_saving || now == m_stamp || now.size < 0) {
        write(m_path);
        return;
    }
    InlineMessage message;
    message.kind = InlineMessage::Kind::Warning;
    message.text = tr("%1 was changed by another program.").arg(QFileInfo(m_path).fileName());
    message.replaces = fileMessage;
    message.buttons.push_back({ tr("Overwrite"), [this] { write(m_path); } });
    message.buttons.push_back({ tr("Read Again"), [this] { open(m_path); } });
    m_messages.show(message);
}

void ScriptDocument::saveAs(const QString &path)
{
    write(path);
}

void ScriptDocument::write(const QString &path)
{
    // Two writers of one file would leave whichever is slower.
    if (m_saving) {
        m_nextPath = path;
        return;
    }
    auto content = m_format;
    content.text = m_editor.text();
    m_saving = true;
    dumbo::onFinished(writeSqlFile(path, content), this, [this, path, edits = m_edits](const Result<FileStamp> &stamp) {
        m_saving = false;
        const auto next = std::exchange(m_nextPath, {});
        if (!stamp) {
            auto message = InlineMessage::fromError(stamp.error());
            message.replaces = fileMessage;
            m_messages.show(message);
            if (!next.isEmpty())
                write(next);
            return;
        }
        m_messages.dismiss(fileMessage);
        setPath(path, *stamp);
        setModified(edits != m_edits);
        m_tabJournal->keep();
        if (next.isEmpty())
            Q_EMIT saved();
        else
            write(next);
    });
}

void ScriptDocument::keep(bool closed)
{
    if (!m_tabJournal || (m_editor.isEmpty() && m_path.isEmpty() && m_edits == 0))
        return;
    m_tabJournal->setFacts(facts(closed));
    m_tabJournal->keep();
}

void ScriptDocument::onEdited()
{
    if (m_loading)
        return;
    ++m_edits;
    if (!m_path.isEmpty())
        setModified(true);
    else
        m_tabJournal->setFacts(facts(false));
}

void ScriptDocument::onFileChanged()
{
    if (m_path.isEmpty() || m_saving)
        return;
    if (m_watcher && !m_watcher->files().contains(m_path))
        m_watcher->addPath(m_path);
    const auto now = FileStamp::of(m_path);
    if (now == m_stamp)
        return;
    InlineMessage message;
    message.kind = InlineMessage::Kind::Warning;
    message.replaces = fileMessage;
    const auto name = QFileInfo(m_path).fileName();
    if (now.size < 0) {
        message.text = tr("%1 is gone from the disk; the text is still here.").arg(name);
        message.buttons.push_back({ tr("Save Again"), [this] { write(m_path); } });
    } else {
        message.text = tr("%1 was changed by another program.").arg(name);
        message.buttons.push_back({ tr("Read Again"), [this] { open(m_path); } });
    }
    m_messages.show(message);
}

void ScriptDocument::setPath(const QString &path, const FileStamp &stamp)
{
    m_stamp = stamp;
    m_path = path;
    m_watcher.reset();
    if (!path.isEmpty()) {
        m_watcher = std::make_unique<QFileSystemWatcher>();
        if (QFileInfo::exists(path))
            m_watcher->addPath(path);
        connect(m_watcher.get(), &QFileSystemWatcher::fileChanged, this, &ScriptDocument::onFileChanged);
    }
    m_tabJournal->setFacts(facts(false));
    Q_EMIT changed();
}

void ScriptDocument::setModified(bool modified)
{
    const bool differs = std::exchange(m_modified, modified) != modified;
    m_tabJournal->setFacts(facts(false));
    if (differs)
        Q_EMIT changed();
}

QJsonObject ScriptDocument::facts(bool closed) const
{
    QJsonObject facts { { QStringLiteral("closed"), closed }, { QStringLiteral("connection"), m_connectionId } };
    if (m_format.lineEnd == LineEnd::CrLf)
        facts.insert(QStringLiteral("crlf"), true);
    if (m_format.byteOrderMark)
        facts.insert(QStringLiteral("bom"), true);
    if (!m_path.isEmpty()) {
        facts.insert(QStringLiteral("path"), m_path);
        facts.insert(QStringLiteral("modified"), m_modified);
        facts.insert(QStringLiteral("size"), m_stamp.size);
        facts.insert(QStringLiteral("time"), m_stamp.modified.toMSecsSinceEpoch());
    }
    return facts;
}

} // namespace workbench
