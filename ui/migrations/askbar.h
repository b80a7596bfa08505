#pragma once

#include "core/sdk/extensions/migrationadvice.h"

#include <QFrame>
#include <QStringList>

#include <functional>
#include <optional>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace workbench {

/// A question beside its cause, never modal: words, perhaps a line to fill in or a choice, and what to do. Esc takes it away.
class AskBar : public QFrame {
    Q_OBJECT

public:
    struct Answer {
        QString line;
        int choice = 0;
    };
    struct Question {
        QString text;
        QString details; ///< more words below
        dumbo::FindingSeverity severity = dumbo::FindingSeverity::Warning;
        QString accept; ///< of the button
        QString line; ///< what the line is for; empty: there is none
        bool lineIsRequired = false;
        QStringList choices; ///< empty: there are none
        QString choicesName;
        std::function<void(const Answer &)> accepted;
        std::function<void()> refused; ///< may be empty
    };

    explicit AskBar(QWidget *parent = nullptr);

    /// In the place of the one before, which counts as refused.
    void ask(const Question &question);
    /// Takes the question away as refused.
    void close();
    [[nodiscard]] bool isAsking() const { return m_question.has_value(); }
    [[nodiscard]] QString text() const;
    [[nodiscard]] QLineEdit &line() const { return *m_line; }
    [[nodiscard]] QComboBox &choices() const { return *m_choices; }
    [[nodiscard]] QPushButton &acceptButton() const { return *m_accept; }

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void accept();
    void showSign();

    std::optional<Question> m_question;
    QLabel *m_sign;
    QLabel *m_text;
    QLabel *m_details;
    QComboBox *m_choices;
    QLineEdit *m_line;
    QPushButton *m_accept;
    QPushButton *m_refuse;
};

} // namespace workbench
