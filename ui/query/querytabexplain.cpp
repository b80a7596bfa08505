// What a query tab does to show how a statement is run.
#include "ui/query/querytab.h"

#include "core/connection/session.h"
#include "core/plugins/driverregistry.h"
#include "ui/explain/explainpage.h"
#include "ui/explain/explainrun.h"
#include "ui/journal/textcoding.h"
#include "ui/query/resultarea.h"
#include "ui/query/tabsession.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/workspace.h"

#include <algorithm>

namespace workbench {

namespace {

const QString runMessage = QStringLiteral("run");

} // namespace

bool QueryTab::isExplaining() const
{
    return m_explain && m_explain->isRunning();
}

QString QueryTab::whyNotExplain() const
{
    const auto *open = m_session->connection();
    if (!open)
        return tr("This tab has no database.");
    const auto manifest = workspace().connections().registry().describe(open->target().connector);
    if (manifest && manifest->extensions.contains(dumbo::ExplainExtension::extensionId()))
        return {};
    return tr("%1 can't explain statements.").arg(open->target().connector.toText());
}

void QueryTab::explainCurrent(bool analyze)
{
    const auto piece = m_editor->selectionOrStatement();
    if (!piece)
        return;
    if (isExplaining() || (isRunning() && !m_results->pausedResult())) {
        InlineMessage message;
        message.text = tr("A statement is still running in this tab. Esc cancels it.");
        message.replaces = runMessage;
        m_messages->show(message);
        return;
    }
    m_results->stopFetching();
    m_messages->dismiss(runMessage);
    m_editor->clearErrors();
    auto session = m_session->session();
    if (!session) {
        showMissingSession();
        return;
    }
    dumbo::ExplainRequest request;
    request.text = piece->text;
    request.analyze = analyze;
    request.settings = true;
    m_explain = std::make_unique<ExplainRun>(std::move(session), request);
    connect(m_explain.get(), &ExplainRun::finished, this,
        [this, piece = *piece](const dumbo::Result<ExplainRun::Plan> &plan) { onExplained(piece, plan); });
    setRunning(true);
}

void QueryTab::onExplained(const SqlEditor::Piece &piece, const dumbo::Result<ExplainRun::Plan> &plan)
{
    const auto text = decodeUnits(piece.text);
    m_elapsed = m_explain->elapsed();
    LogMessage message;
    message.time = QDateTime::currentDateTime();
    message.text = (m_explain->request().analyze ? tr("Explain with a run: %1") : tr("Explain: %1")).arg(text.left(400).simplified());
    message.elapsed = m_elapsed;
    message.line = piece.begin.line();
    message.column = piece.begin.column();
    if (plan) {
        auto *page = new ExplainPage(*plan, text);
        message.outcome = page->summary();
        m_results->showPage(page, page->title(), text);
    } else {
        const auto &error = plan.error();
        message.kind = error.isCancelled() ? LogMessage::Kind::Cancelled : LogMessage::Kind::Error;
        message.outcome = error.isCancelled() ? tr("Cancelled") : error.message();
        message.details = error.toText();
        if (error.isCancelled())
            m_results->showLog();
        else
            showExplainError(piece, error);
    }
    m_results->log(message);
    adoptTransaction();
    setRunning(false);
    if (m_closing)
        requestClose();
}

void QueryTab::showExplainError(const SqlEditor::Piece &piece, const dumbo::Error &error)
{
    const auto byte = std::clamp<qint64>(error.position().value_or(0), 0, piece.text.size());
    const auto place = cursorAt(piece.text, byte, piece.begin);
    if (error.position())
        m_editor->markError(place, error.message());
    const auto where = error.position() ? tr("Line %1, column %2:").arg(place.line() + 1).arg(place.column() + 1) : QString();
    auto message = InlineMessage::fromError(error, where);
    message.replaces = runMessage;
    if (error.position())
        message.buttons.push_back({ tr("Show"), [this, place] {
                                       m_editor->setCaret(place);
                                       m_editor->setFocus();
                                   } });
    m_messages->show(message);
}

} // namespace workbench
