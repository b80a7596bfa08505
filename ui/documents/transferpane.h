#pragma once

#include "ui/documents/documentstab.h"

#include <QTimer>
#include <QWidget>

#include <atomic>
#include <memory>

class QFormLayout;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QVBoxLayout;

namespace workbench {

class MessageArea;

/// What an import and an export have in common: a file, some choices, a button that begins and ends the work, and how far it is.
class TransferPane : public QWidget {
    Q_OBJECT

public:
    ~TransferPane() override;

    [[nodiscard]] bool isWorking() const { return m_working; }
    [[nodiscard]] QLineEdit &path() const { return *m_path; }
    [[nodiscard]] QPushButton &startButton() const { return *m_start; }
    [[nodiscard]] QString outcome() const;

protected:
    /// Written by the session's thread, read by the window's.
    struct Progress {
        std::atomic<qint64> documents = 0;
        std::atomic<qint64> bytes = 0;
        std::atomic<qint64> totalBytes = 0;
        std::atomic<qint64> refused = 0;
    };

    TransferPane(DocumentsTab &tab, const QString &name, const QString &startText);

    [[nodiscard]] DocumentsTab &tab() const { return m_tab; }
    [[nodiscard]] MessageArea &messages() const { return *m_messages; }
    [[nodiscard]] QFormLayout &form() const { return *m_form; }
    /// Below all.
    [[nodiscard]] QVBoxLayout &rest() const { return *m_rest; }
    [[nodiscard]] const std::shared_ptr<Progress> &progress() const { return m_progress; }
    void setWorking(const DocumentsJob &job);
    /// Ends it: what was done, in a sentence, or nothing and the error.
    void setDone(const QString &outcome);
    void setFailed(const dumbo::Error &error, const QString &context);
    void showState();

private:
    virtual void start() = 0;
    virtual void askForFile() = 0;
    /// Why it can't begin; empty: it can.
    [[nodiscard]] virtual QString obstacle() const = 0;
    void end();
    void showProgress();
    QHBoxLayout *makeFileRow(const QString &name);

    DocumentsTab &m_tab;
    QString m_startText;
    QFormLayout *m_form;
    QVBoxLayout *m_rest;
    QLineEdit *m_path;
    QPushButton *m_start;
    QProgressBar *m_bar;
    QLabel *m_state;
    MessageArea *m_messages;
    QTimer m_clock;
    std::shared_ptr<Progress> m_progress = std::make_shared<Progress>();
    DocumentsJob m_job;
    bool m_working = false;
    bool m_cancelled = false;
};

} // namespace workbench
