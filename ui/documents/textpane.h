#pragma once

#include "ui/documents/documentediting.h"
#include "ui/documents/editedtext.h"

#include <QWidget>

class QLabel;
class QToolButton;

namespace workbench {

class JsonTextEdit;

/// The chosen document as text: what is typed is staged at once, checked, and told where it is wrong. Bytes that were not edited
/// stay as they are.
class TextPane : public QWidget {
    Q_OBJECT

public:
    explicit TextPane(DocumentEditing &editing, QWidget *parent = nullptr);
    ~TextPane() override;

    [[nodiscard]] JsonTextEdit &edit() const { return *m_edit; }
    [[nodiscard]] QString stateText() const;

protected:
    void showEvent(QShowEvent *event) override;

private:
    void makeLayout();
    void follow();
    void show(const DocumentEditing::Subject &subject);
    void showNothing(const QString &why);
    void onEdited();
    void showState();
    void goToProblem();
    void revert();

    DocumentEditing &m_editing;
    JsonTextEdit *m_edit;
    QLabel *m_name;
    QLabel *m_state;
    QToolButton *m_problem;
    QToolButton *m_revert;
    std::optional<DocumentEditing::Subject> m_subject;
    std::optional<EditedText> m_text;
    QByteArray m_shown; ///< the text as it was shown or typed here last
    std::optional<qint64> m_position; ///< of the problem, in characters
    bool m_loading = false;
};

} // namespace workbench
