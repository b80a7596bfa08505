#pragma once

#include "core/base/error.h"
#include "core/base/mailbox.h"
#include "ui/journal/journalrecord.h"

#include <QObject>
#include <QStringList>

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace workbench {

/// The texts of all tabs in plain files, one each, in a folder: see journalrecord.h. Writing happens in a thread of its own, in
/// order; what was written survives the death of the program (not that of the machine: nothing waits for the disk's cache).
///
/// Called from the thread that made it.
class Journal : public QObject {
    Q_OBJECT

public:
    /// What the last write of a text left behind.
    struct Written {
        QString id;
        quint64 number = 0;
        qint64 fileBytes = 0;
        qint64 snapshotBytes = 0; ///< of the snapshot at the file's beginning
        std::optional<dumbo::Error> error; ///< the file is as it was before
    };
    /// Called in the writing thread: encoding a large text takes a while.
    using Bytes = std::function<QByteArray()>;

    explicit Journal(const QString &folder, QObject *parent = nullptr);
    /// Writes what is left first.
    ~Journal() override;

    [[nodiscard]] QString folder() const { return m_folder; }
    [[nodiscard]] QString filePath(const QString &id) const;
    /// Of all texts on disk, the newest first.
    [[nodiscard]] QStringList ids() const;
    /// Reads the file; nothing where there is none, or none that can be read. Waits for the disk, and for writes under way.
    [[nodiscard]] std::optional<RecoveredText> recover(const QString &id);

    /// Begins the text's file anew with these records; the old file stays until the new one is whole. Returns the number that
    /// written() will have.
    quint64 replace(const QString &id, Bytes records);
    quint64 append(const QString &id, Bytes records);
    void remove(const QString &id);
    /// Forgets texts that were not written to since, and the oldest above the number; those of `keep` stay.
    void prune(const QStringList &keep, int days, int count);

    /// Returns when everything so far is written.
    void waitUntilWritten();

Q_SIGNALS:
    void written(const workbench::Journal::Written &written);

private:
    class Worker;
    struct Command {
        enum class Kind { Replace, Append, Remove };
        Kind kind = Kind::Append;
        QString id;
        quint64 number = 0;
        Bytes bytes;
    };
    struct Queue {
        std::mutex mutex;
        std::condition_variable_any changed;
        std::deque<Command> commands;
        bool busy = false;
    };

    quint64 enqueue(Command command);
    static void work(const std::stop_token &stop, Queue &queue, const QString &folder, const dumbo::Mailbox<Written>::Sender &sender);

    QString m_folder;
    quint64 m_number = 0;
    Queue m_queue;
    dumbo::Mailbox<Written> m_mailbox;
    std::jthread m_thread; ///< started by the first write
};

} // namespace workbench
