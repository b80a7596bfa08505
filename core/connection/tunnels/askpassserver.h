#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace dumbo {

/// The listening end of dumbo-askpass, the program that ssh starts to ask something. It connects, sends the token, a line break and the
/// question, and gets "+" with the answer, or nothing. The socket lies in a folder for its owner only; who has no token, or is another
/// user, gets nothing. One question at a time, as ssh has it. For one thread.
class AskpassServer {
public:
    [[nodiscard]] static Result<AskpassServer> open();
    AskpassServer(AskpassServer &&other) noexcept;
    AskpassServer &operator=(AskpassServer &&other) noexcept;
    ~AskpassServer();

    [[nodiscard]] const QByteArray &socketPath() const { return m_path; }
    [[nodiscard]] const QByteArray &token() const { return m_token; }
    /// Readable when pump() has something to do.
    [[nodiscard]] int descriptor() const { return m_client >= 0 ? m_client : m_listening; }

    /// Reads what is there; the question once it is complete. While it waits for its answer nothing is read.
    [[nodiscard]] std::optional<QString> pump();
    /// Answers the question; nothing refuses it.
    void answer(const std::optional<QString> &text);

private:
    AskpassServer() = default;
    void dropClient();
    [[nodiscard]] bool isOurUser() const;

    QByteArray m_folder;
    QByteArray m_path;
    QByteArray m_token;
    QByteArray m_received;
    int m_listening = -1;
    int m_client = -1;
};

} // namespace dumbo
