#pragma once

#include "core/base/result.h"
#include "ui/documents/documentnode.h"

#include <QLineEdit>

#include <functional>

namespace workbench {

/// What is typed for a value: for a string its text without quotes, else JSON. What is neither, stays in the editor and is told.
///
/// Enter and leaving it commit, Esc does not; then closed() follows.
class ValueEdit : public QLineEdit {
    Q_OBJECT

public:
    /// Takes what was typed; an error keeps the editor open.
    using Commit = std::function<dumbo::Result<void>(const QString &text)>;

    ValueEdit(const QString &text, Commit commit, QWidget *parent);

    [[nodiscard]] QString problem() const { return m_problem; }

Q_SIGNALS:
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    [[nodiscard]] bool commit();
    void close();

    QString m_original;
    Commit m_commit;
    QString m_problem;
    bool m_isClosed = false;
};

/// The editor's text for a value: a string as it reads, else the JSON. Control characters in strings keep the JSON escapes, and then
/// the quotes too.
[[nodiscard]] QString editedValueText(const DocumentNode &node);
/// JSON for what was typed in the place of the node: the same kind of value where it can be, a string stays one whatever is typed.
[[nodiscard]] dumbo::Result<QByteArray> typedValue(const QString &text, const DocumentNode &node);
/// The node's value as another kind, as near as it can be: "12" as 12, 12 as "12", anything in an array of its own.
[[nodiscard]] QByteArray convertedValue(const DocumentNode &node, NodeKind kind);

} // namespace workbench
