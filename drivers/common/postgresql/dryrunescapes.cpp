#include "drivers/common/postgresql/dryrunescapes.h"

#include "drivers/common/postgresql/statements.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <optional>

namespace dumbo::postgresql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

std::unexpected<Error> refuse(const QString &reason)
{
    return fail(ErrorKind::InvalidOperation, reason);
}

/// The words of one statement.
class Words
{
public:
    explicit Words(std::vector<std::string> words)
        : m_words(std::move(words))
    {
    }

    [[nodiscard]] std::string_view at(std::size_t place) const
    {
        return place < m_words.size() ? std::string_view(m_words[place]) : std::string_view();
    }
    [[nodiscard]] bool begins(std::string_view first, std::string_view second = {}) const
    {
        return at(0) == first && (second.empty() || at(1) == second);
    }
    [[nodiscard]] bool has(std::string_view word) const { return std::ranges::contains(m_words, word); }
    [[nodiscard]] QString text(int count) const
    {
        QStringList parts;
        for (int i = 0; i < count && std::size_t(i) < m_words.size(); ++i)
            parts.append(QString::fromStdString(m_words[std::size_t(i)]));
        return parts.join(u' ');
    }

private:
    std::vector<std::string> m_words;
};

/// What begins or ends a transaction. ROLLBACK TO leaves it open.
std::optional<QString> transactionReason(const Words &words)
{
    static constexpr std::array<std::string_view, 6> controls { "BEGIN", "START", "COMMIT", "END", "ABORT", "ROLLBACK" };
    const auto keeps = words.at(0) == "ROLLBACK"
        && (words.at(1) == "TO" || ((words.at(1) == "WORK" || words.at(1) == "TRANSACTION") && words.at(2) == "TO"));
    if (std::ranges::contains(controls, words.at(0)) && !keeps)
        return tr("%1 is left out: a dry run has a transaction of its own, which always ends in a rollback.").arg(words.text(1));
    if (words.begins("PREPARE", "TRANSACTION"))
        return tr("PREPARE TRANSACTION is refused: what it prepares could be committed later.");
    if (words.begins("SET", "CONSTRAINTS"))
        return tr("SET CONSTRAINTS is refused: the guard of the dry run is a constraint that is checked at the end. The constraints are "
                  "checked after the last statement.");
    if (words.begins("DISCARD"))
        return tr("DISCARD is refused: it would throw away the guard of the dry run.");
    return std::nullopt;
}

std::optional<QString> copyReason(const Words &words)
{
    if (!words.begins("COPY"))
        return std::nullopt;
    if (words.has("PROGRAM"))
        return tr("COPY … PROGRAM is refused: a rollback does not undo what the program does.");
    if (words.has("TO") && !words.has("STDOUT"))
        return tr("COPY … TO a file is refused: a rollback does not remove the file.");
    return std::nullopt;
}

/// What belongs to the server and not to the database.
std::optional<QString> serverReason(const Words &words)
{
    static constexpr std::array<std::string_view, 3> verbs { "CREATE", "ALTER", "DROP" };
    static constexpr std::array<std::string_view, 7> kinds { "ROLE", "USER", "GROUP", "DATABASE", "TABLESPACE", "SYSTEM", "SUBSCRIPTION" };
    const auto isObject = std::ranges::contains(verbs, words.at(0)) && std::ranges::contains(kinds, words.at(1))
        && !(words.at(1) == "USER" && words.at(2) == "MAPPING");
    const auto isMembership = (words.begins("GRANT") || words.begins("REVOKE")) && !words.has("ON");
    const auto isRemark = (words.begins("COMMENT", "ON") || words.begins("SECURITY", "LABEL"))
        && (words.at(2) == "ROLE" || words.at(2) == "DATABASE" || words.at(2) == "TABLESPACE");
    if (isObject || isMembership || isRemark)
        return tr("%1 is left out: it belongs to the whole server, where a scratch database is no shelter.").arg(words.text(2));
    return std::nullopt;
}

bool isAlone(const Words &words)
{
    if (words.begins("VACUUM") || words.begins("ALTER", "SYSTEM") || words.begins("CREATE", "DATABASE") || words.begins("DROP", "DATABASE")
        || words.begins("CREATE", "TABLESPACE") || words.begins("DROP", "TABLESPACE") || words.begins("CREATE", "SUBSCRIPTION")
        || words.begins("DROP", "SUBSCRIPTION"))
        return true;
    if (words.begins("CLUSTER"))
        return words.at(1).empty() || (words.at(1) == "VERBOSE" && words.at(2).empty());
    if (words.begins("REINDEX")) {
        const auto isWide = words.has("DATABASE") || words.has("SYSTEM") || words.has("SCHEMA");
        return isWide || words.has("CONCURRENTLY");
    }
    const auto isIndex = (words.begins("CREATE") || words.begins("DROP")) && words.has("INDEX");
    const auto isDetach = words.begins("ALTER", "TABLE") && words.has("DETACH");
    return (isIndex || isDetach) && words.has("CONCURRENTLY");
}

QRegularExpression patternOf(std::string_view actions)
{
    return QRegularExpression(QString::fromUtf8(actions.data(), qsizetype(actions.size())), QRegularExpression::CaseInsensitiveOption);
}

/// What no rollback undoes, in a statement that may call functions.
std::optional<QString> actionReason(const QString &text, bool onScratch)
{
    static const auto outside = patternOf(outsideActions());
    static const auto sequence = patternOf(sequenceActions());
    if (const auto found = outside.match(text); found.hasMatch())
        return tr("Refused, because of \"%1\": a rollback does not undo what that does.").arg(found.captured().simplified());
    if (!onScratch && sequence.match(text).hasMatch())
        return tr("setval() is refused: a rollback does not set the sequence back, and numbers could be given twice. A scratch copy can try it.");
    return std::nullopt;
}

} // namespace

std::string_view outsideActions()
{
    return "(dblink\\w*|pg_background_launch|lo_export|pg_file_(write|rename|unlink|sync)|pg_terminate_backend|pg_cancel_backend"
           "|pg_reload_conf|pg_rotate_logfile|pg_promote|pg_switch_wal|pg_create_restore_point|pg_backup_(start|stop)"
           "|pg_(create|drop|copy)\\w*_replication_slot|pg_replication_origin_\\w+|pg_logical_emit_message|pg_stat_reset\\w*"
           "|pg_stat_statements_reset)\"?\\s*\\(|(from|to)\\s+program\\s*[e$']";
}

std::string_view sequenceActions()
{
    return "setval\"?\\s*\\(";
}

QStringList namesIn(std::string_view text, const QStringList &names)
{
    QStringList found;
    const auto whole = QString::fromUtf8(text.data(), qsizetype(text.size()));
    for (const auto &name : names) {
        const QRegularExpression word(QStringLiteral("(?<![\\w$])%1(?![\\w$])").arg(QRegularExpression::escape(name)),
            QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
        if (whole.contains(word))
            found.append(name);
    }
    return found;
}

bool onlyDeclares(std::string_view text, bool backslashes)
{
    const Words words(wordsOf(text, backslashes));
    static constexpr std::array<std::string_view, 7> kinds { "FUNCTION", "PROCEDURE", "TRIGGER", "CONSTRAINT", "EXTENSION", "VIEW", "POLICY" };
    if (words.begins("CREATE", "OR"))
        return std::ranges::contains(kinds, words.at(3));
    if (words.begins("CREATE") || words.begins("ALTER"))
        return std::ranges::contains(kinds, words.at(1));
    return words.begins("COMMENT") || words.begins("DROP") || words.begins("GRANT") || words.begins("REVOKE");
}

Result<TrialFit> checkDryRun(std::string_view text, bool backslashes, bool onScratch)
{
    const Words words(wordsOf(text, backslashes));
    if (const auto reason = transactionReason(words))
        return refuse(*reason);
    if (const auto reason = copyReason(words))
        return refuse(*reason);
    if (const auto reason = onScratch ? serverReason(words) : std::nullopt)
        return refuse(*reason);
    if (!onlyDeclares(text, backslashes)) {
        if (const auto reason = actionReason(QString::fromUtf8(text.data(), qsizetype(text.size())), onScratch))
            return refuse(*reason);
    }
    if (!isAlone(words))
        return TrialFit::Inside;
    if (!onScratch)
        return refuse(tr("%1 can't run in a transaction, so it is not tried here; a scratch copy can measure it.").arg(words.text(2)));
    return TrialFit::Alone;
}

} // namespace dumbo::postgresql
