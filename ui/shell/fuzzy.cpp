#include "ui/shell/fuzzy.h"

#include <QString>

namespace workbench {

namespace {

constexpr int wordStart = 8;
constexpr int inARow = 6;
constexpr int plain = 1;

bool beginsWord(QStringView text, qsizetype position)
{
    if (position == 0)
        return true;
    const QChar before = text[position - 1];
    return !before.isLetterOrNumber() || (before.isLower() && text[position].isUpper());
}

/// The first position from `from` on; with preferWords, a beginning of a word wins over an earlier place inside one.
qsizetype find(QStringView text, QChar wanted, qsizetype from, bool preferWords)
{
    qsizetype first = -1;
    for (qsizetype i = from; i < text.size(); ++i) {
        if (text[i].toCaseFolded() != wanted)
            continue;
        if (!preferWords || beginsWord(text, i) || (from > 0 && i == from))
            return i;
        if (first < 0)
            first = i;
    }
    return first;
}

/// Many short texts are better told apart by their length.
int lengthPenalty(QStringView text)
{
    return int(std::min<qsizetype>(text.size() / 8, 12));
}

std::optional<FuzzyMatch> scatteredMatch(QStringView pattern, QStringView text, bool preferWords)
{
    FuzzyMatch match;
    qsizetype next = 0;
    for (const QChar c : pattern) {
        if (c.isSpace())
            continue;
        const qsizetype at = find(text, c.toCaseFolded(), next, preferWords);
        if (at < 0)
            return {};
        match.score += beginsWord(text, at) ? wordStart : (at == next && next > 0 ? inARow : plain);
        match.positions.append(at);
        next = at + 1;
    }
    match.score -= lengthPenalty(text);
    return match;
}

std::optional<FuzzyMatch> wholeMatch(QStringView pattern, QStringView text)
{
    const qsizetype at = text.indexOf(pattern, 0, Qt::CaseInsensitive);
    if (at < 0 || pattern.isEmpty())
        return {};
    FuzzyMatch match;
    match.score = int(pattern.size()) * inARow + (beginsWord(text, at) ? 2 * wordStart : 0) + (at == 0 ? wordStart : 0);
    for (qsizetype i = 0; i < pattern.size(); ++i)
        match.positions.append(at + i);
    match.score -= lengthPenalty(text);
    return match;
}

} // namespace

std::optional<FuzzyMatch> fuzzyMatch(QStringView pattern, QStringView text)
{
    if (auto whole = wholeMatch(pattern.trimmed(), text))
        return whole;
    // A jump to a word's beginning may skip the only place of the next character; the plain order decides then.
    if (auto match = scatteredMatch(pattern, text, true))
        return match;
    return scatteredMatch(pattern, text, false);
}

} // namespace workbench
