#include "app/cli/shell/shellwords.h"

#include "app/cli/shell/documentexpression.h"
#include "app/cli/shell/shellcommands.h"
#include "app/cli/shell/shellreader.h"
#include "core/catalog/catalogsnapshot.h"
#include "core/catalog/completionitems.h"
#include "core/documents/documentsource.h"

#include <QDir>
#include <QRegularExpression>

#include <algorithm>

namespace cli {

using namespace dumbo;

namespace {

constexpr std::size_t most = 200;

QStringList beginningWith(const QStringList &words, const QString &prefix)
{
    QStringList fitting;
    for (const auto &word : words) {
        if (word.startsWith(prefix, Qt::CaseInsensitive) && !fitting.contains(word))
            fitting.append(word);
    }
    return fitting;
}

QStringList relationNames(LiveConnection &connection)
{
    QStringList names;
    for (const auto &object : connection.objects()) {
        if (isRelation(object.kind) && !object.system)
            names.append(object.path.name);
    }
    names.sort(Qt::CaseInsensitive);
    return names;
}

/// Files and folders, as far as the path is typed.
QStringList fileNames(const QString &typed)
{
    const auto slash = typed.lastIndexOf(u'/');
    const auto folder = typed.first(slash + 1);
    auto place = folder.isEmpty() ? QStringLiteral(".") : folder;
    if (place.startsWith(QStringLiteral("~/")))
        place = QDir::homePath() + place.sliced(1);
    QStringList names;
    for (const auto &entry : QDir(place).entryInfoList(QDir::AllEntries | QDir::NoDotAndDotDot, QDir::Name))
        names.append(folder + entry.fileName() + (entry.isDir() ? QStringLiteral("/") : QString()));
    return names;
}

WordChoice commandWords(LiveConnection &connection, const QString &line, qsizetype lineBegin)
{
    const auto blank = line.indexOf(u' ');
    if (blank < 0) {
        QStringList names;
        for (const auto &command : ShellCommands::all())
            names.append(command.name);
        return { lineBegin, beginningWith(names, line) };
    }
    const auto command = line.first(blank);
    const auto typed = line.sliced(blank + 1);
    QStringList words;
    if (command == u".mode")
        words = modeNames();
    else if (command == u".header" || command == u".timing")
        words = { QStringLiteral("on"), QStringLiteral("off") };
    else if (command == u".describe" || command == u".schema")
        words = relationNames(connection);
    else if (command == u".read")
        words = fileNames(typed);
    return { lineBegin + blank + 1, beginningWith(words, typed) };
}

QStringList withParenthesis(QStringList methods)
{
    for (auto &method : methods)
        method += u'(';
    return methods;
}

QStringList collectionNames(LiveConnection &connection)
{
    QStringList names;
    for (const auto &path : collectionsOf(connection.objects()))
        names.append(path.name);
    return names.isEmpty() ? relationNames(connection) : names;
}

const QStringList &operators()
{
    static const auto all = QStringLiteral("$addToSet $all $and $avg $count $currentDate $each $elemMatch $eq $exists $expr $first $group $gt $gte $in "
                                           "$inc $last $limit $lookup $lt $lte $match $max $min $mod $mul $ne $nin $nor $not $or $pop $position $project "
                                           "$pull $pullAll $push $regex $rename $set $setOnInsert $size $skip $slice $sort $sum $type $unset $unwind")
                                .split(u' ');
    return all;
}

/// expression is what of the text belongs to it, up to the cursor.
WordChoice documentWords(LiveConnection &connection, DocumentPart &documents, const QString &expression, qsizetype cursor)
{
    auto begin = expression.size();
    while (begin > 0 && (expression.at(begin - 1).isLetterOrNumber() || expression.at(begin - 1) == u'_' || expression.at(begin - 1) == u'$'))
        --begin;
    const auto before = QStringView(expression).first(begin);
    static const QRegularExpression started(QStringLiteral("^db\\.([\\w.-]+)\\.\\w+\\("));
    static const QRegularExpression named(QStringLiteral("^db(\\.[\\w-]+)+\\.$"));
    const auto call = started.match(expression);
    QStringList words;
    if (before == u"db.")
        words = collectionNames(connection) + withParenthesis(databaseMethods());
    else if (named.matchView(before).hasMatch())
        words = withParenthesis(collectionMethods());
    else if (before.endsWith(u")."))
        words = withParenthesis(cursorMethods());
    else if (begin < expression.size() && expression.at(begin) == u'$')
        words = operators();
    else if (call.hasMatch()) {
        // A path is one word, with its dots.
        while (begin > 0 && (expression.at(begin - 1) == u'.' || expression.at(begin - 1).isLetterOrNumber() || expression.at(begin - 1) == u'_'))
            --begin;
        words = documents.paths(call.captured(1));
    }
    return { cursor - (expression.size() - begin), beginningWith(words, expression.sliced(begin)), false };
}

WordChoice sqlWords(LiveConnection &connection, const QString &text, qsizetype cursor)
{
    const auto bytes = text.toUtf8();
    const auto caret = text.first(cursor).toUtf8().size();
    const auto context = completionContext({ bytes.constData(), std::size_t(bytes.size()) }, caret, connection.dialect());
    if (context.expected == CompletionContext::Expected::Nothing)
        return {};
    const bool needsNames = context.expected != CompletionContext::Expected::StatementStart
        && context.expected != CompletionContext::Expected::Keyword;
    const auto items = completionItems(context, needsNames ? &connection.objects() : nullptr, connection.dialect(), most);
    WordChoice choice;
    choice.begin = QString::fromUtf8(bytes.first(context.prefixBegin)).size();
    QStringList others;
    for (const auto &item : items) {
        auto &words = item.name.startsWith(context.prefix, Qt::CaseInsensitive) ? choice.words : others;
        if (!words.contains(item.insert))
            words.append(item.insert);
    }
    // What only has the letters somewhere is of use where nothing begins with them.
    if (choice.words.isEmpty())
        choice.words = others;
    return choice;
}

} // namespace

WordChoice shellWords(LiveConnection &connection, DocumentPart &documents, const QString &text, qsizetype cursor)
{
    const auto lineBegin = cursor == 0 ? 0 : text.lastIndexOf(u'\n', cursor - 1) + 1;
    ShellReader reader(connection.dialect());
    for (const auto &line : text.first(std::max<qsizetype>(lineBegin - 1, 0)).split(u'\n'))
        reader.appendLine(line.toUtf8());
    const auto line = text.sliced(lineBegin, cursor - lineBegin);
    if (reader.isIdle() && line.startsWith(u'.'))
        return commandWords(connection, line, lineBegin);
    const auto pending = QString::fromUtf8(reader.pending()) + line;
    if (pending.startsWith(QStringLiteral("db.")) || pending.startsWith(QStringLiteral("db[")))
        return documentWords(connection, documents, pending, cursor);
    return sqlWords(connection, text, cursor);
}

} // namespace cli
