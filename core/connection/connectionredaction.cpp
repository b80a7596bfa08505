#include "core/connection/connectionstring.h"

#include "core/connection/connectiontext.h"

#include <QRegularExpression>
#include <QStringList>

namespace dumbo {

namespace {

const QString hidden = QStringLiteral("***");

bool isSecretName(const QString &name)
{
    static const QRegularExpression pattern(QStringLiteral("pass|pwd|secret|token|key|credential|auth"),
        QRegularExpression::CaseInsensitiveOption);
    return pattern.match(name).hasMatch();
}

/// Up to the query. Everything from the user's colon to the last "@" counts as password, even where a "/" or "?" stands
/// in between, because people paste passwords as they are.
QString redactedAuthority(const QString &text, qsizetype begin)
{
    const auto at = text.lastIndexOf(QLatin1Char('@'));
    const auto colon = text.indexOf(QLatin1Char(':'), begin);
    if (colon < 0)
        return text;
    if (at > begin)
        return colon > at ? text : text.first(colon + 1) + hidden + text.sliced(at);
    // No user: what stands where a port should may be a password.
    static const QRegularExpression ports(
        QStringLiteral("^(\\[[0-9A-Fa-f:.%]*\\]|[^/?:,\\[\\]]*)(:[0-9]*)?(,(\\[[0-9A-Fa-f:.%]*\\]|[^/?:,\\[\\]]*)(:[0-9]*)?)*([/?].*)?$"));
    return ports.match(text.sliced(begin)).hasMatch() ? text : text.first(colon + 1) + hidden;
}

QString redactedQuery(const QString &query)
{
    QStringList parts;
    for (const auto &part : query.split(QLatin1Char('&'))) {
        const auto equals = part.indexOf(QLatin1Char('='));
        const auto key = percentDecoded(equals < 0 ? part : part.first(equals));
        const auto hides = equals >= 0 && (!key || isSecretName(*key));
        parts.append(hides ? part.first(equals + 1) + hidden : part);
    }
    return parts.join(QLatin1Char('&'));
}

/// A secret ends where the next keyword begins, so that one with unquoted spaces is hidden whole.
QString redactedKeywords(const QString &text)
{
    static const QRegularExpression pair(
        QStringLiteral("([A-Za-z_][A-Za-z0-9_.]*)\\s*=\\s*('(?:[^'\\\\]|\\\\.)*(?:'|$)|(?:(?!\\s+[A-Za-z_][A-Za-z0-9_.]*\\s*=).)*)"),
        QRegularExpression::DotMatchesEverythingOption);
    QString shown;
    qsizetype end = 0;
    for (auto match = pair.globalMatch(text); match.hasNext();) {
        const auto found = match.next();
        shown += text.sliced(end, found.capturedStart(2) - end);
        shown += isSecretName(found.captured(1)) ? hidden : found.captured(2);
        end = found.capturedEnd(2);
    }
    return shown + text.sliced(end);
}

} // namespace

QString redacted(const QString &connectionString)
{
    const auto slashes = connectionString.indexOf(QLatin1String("://"));
    const auto equals = connectionString.indexOf(QLatin1Char('='));
    const auto isUrl = slashes >= 0 && (equals < 0 || slashes < equals);
    if (!isUrl) {
        const auto question = connectionString.indexOf(QLatin1Char('?'));
        if (!schemeOf(connectionString).isEmpty() && question >= 0 && question < equals)
            return connectionString.first(question + 1) + redactedQuery(connectionString.sliced(question + 1));
        return redactedKeywords(connectionString);
    }
    const auto shown = redactedAuthority(connectionString, slashes + 3);
    const auto question = shown.indexOf(QLatin1Char('?'));
    return question < 0 ? shown : shown.first(question + 1) + redactedQuery(shown.sliced(question + 1));
}

} // namespace dumbo
