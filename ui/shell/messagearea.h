#pragma once

#include "core/base/error.h"

#include <QWidget>

#include <functional>
#include <optional>
#include <vector>

class QVBoxLayout;

namespace workbench {

/// Something to tell a person without stopping them.
struct InlineMessage {
    enum class Kind { Information, Positive, Warning, Error };
    struct Button {
        QString text;
        std::function<void()> handler; ///< the message closes afterwards
    };
    Kind kind = Kind::Information;
    QString text; ///< one sentence, plain text
    QString details; ///< more lines, shown on demand and copied with the text
    std::vector<Button> buttons;
    QString replaces; ///< a message with the same non-empty name goes away first

    /// What failed, with the server's words, hint and causes as details.
    [[nodiscard]] static InlineMessage fromError(const dumbo::Error &error, const QString &context = {});
};

/// Messages beside their cause: a column of them that takes no room while it is empty. Errors stay until they are closed;
/// each can be copied.
class MessageArea : public QWidget {
    Q_OBJECT

public:
    explicit MessageArea(QWidget *parent = nullptr);

    void show(const InlineMessage &message);
    void showError(const dumbo::Error &error, const QString &context = {});
    /// Closes the message of this name, if there is one.
    void dismiss(const QString &name);
    void clear();
    [[nodiscard]] int count() const;

private:
    QVBoxLayout *m_layout;
};

} // namespace workbench
