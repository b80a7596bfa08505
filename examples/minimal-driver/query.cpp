#include "query.h"

#include <QRegularExpression>

namespace csv {

using namespace dumbo;

namespace {

/// Without its quotes; a doubled one inside is one.
QString unquoted(const QString &text)
{
    const auto quote = text.isEmpty() ? QChar() : text.front();
    if (quote != u'"' && quote != u'\'')
        return text;
    return text.sliced(1, text.size() - 2).replace(QString(2, quote), quote);
}

} // namespace

Result<Query> Query::parse(const QByteArray &text)
{
    static const QString name = QStringLiteral(R"((?:\w+|"(?:[^"]|"")+"))");
    static const QRegularExpression select(
        QStringLiteral(R"(^\s*SELECT\s+(?<columns>\*|%1(?:\s*,\s*%1)*)\s+FROM\s+(?<table>%1))").arg(name)
            + QStringLiteral(R"((?:\s+WHERE\s+(?<column>%1)\s*=\s*(?<value>'(?:[^']|'')*'))?(?:\s+LIMIT\s+(?<limit>\d{1,18}))?\s*;?\s*$)").arg(name),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    static const QRegularExpression oneName(name, QRegularExpression::UseUnicodePropertiesOption);

    const auto statement = QString::fromUtf8(text);
    const auto match = select.match(statement);
    if (!match.hasMatch())
        return std::unexpected(Error(ErrorKind::InvalidOperation, QStringLiteral("This is not a statement that CSV files understand."))
                                   .withHint(QStringLiteral("SELECT * or columns FROM a file, WHERE column = 'text', LIMIT a number."))
                                   .withPosition(0));
    const auto named = [&](const QString &words, qsizetype start) { return Name { unquoted(words), statement.first(start).toUtf8().size() }; };
    Query query;
    query.table = named(match.captured(u"table"), match.capturedStart(u"table"));
    if (match.captured(u"columns") != u"*") {
        for (const auto &column : oneName.globalMatch(match.captured(u"columns")))
            query.columns.push_back(named(column.captured(), match.capturedStart(u"columns") + column.capturedStart()));
    }
    if (match.hasCaptured(u"column"))
        query.condition = { named(match.captured(u"column"), match.capturedStart(u"column")), unquoted(match.captured(u"value")).toUtf8() };
    if (match.hasCaptured(u"limit"))
        query.limit = match.captured(u"limit").toLongLong();
    return query;
}

} // namespace csv
