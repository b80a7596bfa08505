#pragma once

#include "core/documents/documentengine.h"
#include "ui/documents/documentstab.h"

#include <QTimer>
#include <QWidget>

#include <atomic>
#include <memory>

class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QTabBar;
class QToolButton;

namespace workbench {

class AskBar;
class DifferenceView;
class DocumentEditing;
class JsonTextEdit;
class MessageArea;
class SqlView;

/// Updates or deletes all documents that the tab's filter finds: first tried out, with how many and some of them before and after,
/// then in one transaction, which is undone where the number is another by then.
class BulkPane : public QWidget {
    Q_OBJECT

public:
    enum class What { Update, Delete };

    explicit BulkPane(DocumentEditing &editing, QWidget *parent = nullptr);
    ~BulkPane() override;

    void begin(What what);
    [[nodiscard]] JsonTextEdit &update() const { return *m_update; }
    [[nodiscard]] QPushButton &previewButton() const { return *m_preview; }
    [[nodiscard]] QPushButton &applyButton() const { return *m_apply; }
    [[nodiscard]] DifferenceView &differences() const { return *m_differences; }
    [[nodiscard]] SqlView &statements() const { return *m_statements; }
    [[nodiscard]] bool isWorking() const { return m_working != Working::Nothing; }

protected:
    /// Ctrl+Return previews, whatever it does elsewhere in the tab.
    bool event(QEvent *event) override;

private:
    enum class Working { Nothing, Preview, Apply };
    struct Preview {
        dumbo::DocumentPreview documents;
        QByteArray script;
    };
    struct Applied {
        dumbo::DocumentOutcome outcome;
        bool isOther = false; ///< not the number of the preview: nothing was done
    };
    /// What a preview is of.
    struct Request {
        What what = What::Update;
        dumbo::DocumentQuery query;
        QByteArray update;
        friend bool operator==(const Request &, const Request &) = default;
    };
    /// Counted by the session's thread.
    struct Progress {
        std::atomic<qint64> read = 0;
        std::atomic<qint64> written = 0;
    };

    void makeLayout();
    QWidget *makeTop();
    QWidget *makeResult();
    void connectParts();
    [[nodiscard]] std::optional<Request> request() const;
    void readPreview();
    void takePreview(const dumbo::Result<Preview> &preview);
    void askAndApply();
    void apply();
    void takeApplied(const dumbo::Result<Applied> &applied);
    void cancel();
    void work(Working working);
    void showState();
    void showSample(int sample);
    void showError(const dumbo::Error &error);
    [[nodiscard]] QString headline() const;

    DocumentEditing &m_editing;
    What m_what = What::Update;
    QTabBar *m_whats;
    QLabel *m_filter;
    JsonTextEdit *m_update;
    QPushButton *m_preview;
    MessageArea *m_messages;
    AskBar *m_ask;
    QStackedWidget *m_result;
    QLabel *m_face;
    QLabel *m_headline;
    QTabBar *m_pages;
    QStackedWidget *m_page;
    QToolButton *m_before;
    QToolButton *m_next;
    QLabel *m_sampleName;
    DifferenceView *m_differences;
    SqlView *m_statements;
    QProgressBar *m_progressBar;
    QLabel *m_progressText;
    QPushButton *m_apply;
    Working m_working = Working::Nothing;
    std::optional<Request> m_previewed;
    std::optional<Preview> m_known;
    int m_sample = 0;
    std::shared_ptr<Progress> m_progress;
    DocumentsJob m_job;
    QTimer m_clock; ///< runs only while something works
};

} // namespace workbench
