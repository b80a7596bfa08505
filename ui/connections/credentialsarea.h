#pragma once

#include <QHash>
#include <QPointer>
#include <QWidget>

class QVBoxLayout;

namespace workbench {

class CredentialsPrompt;
class OpenConnection;
class Workspace;

/// What the window's connections ask of a person, above the tabs: a prompt for each connection that waits. Takes no room while
/// none does. The keyboard goes there only when it was in the tree or in a tab of that connection, so that nobody types a
/// statement into a password; it goes back afterwards.
class CredentialsArea : public QWidget {
    Q_OBJECT

public:
    explicit CredentialsArea(Workspace &workspace, QWidget *parent = nullptr);

    /// Null where the connection asks nothing.
    [[nodiscard]] CredentialsPrompt *prompt(const OpenConnection &connection) const;

private:
    void show(OpenConnection &connection);
    void rememberChoice(const OpenConnection &connection, bool saves);
    void takeAway(const OpenConnection &connection);
    [[nodiscard]] bool mayTakeFocus(const OpenConnection &connection) const;

    Workspace &m_workspace;
    QVBoxLayout *m_column;
    QHash<const OpenConnection *, CredentialsPrompt *> m_prompts;
    QPointer<QWidget> m_focusBefore;
};

} // namespace workbench
