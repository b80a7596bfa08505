#include "core/sdk/dialect.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>
#include <array>

namespace dumbo {

namespace {

/// Calls visit(name, member) for each member of a dialect, so that reading and writing can't drift apart.
template <typename D, typename Visitor>
void visitDialect(D &dialect, Visitor visit)
{
    visit("databaseType", dialect.databaseType);
    visit("highlighting", dialect.highlighting);
    visit("placeholder", dialect.placeholder);
    visit("dateStyle", dialect.dateStyle);
    visit("identifierQuote", dialect.identifierQuote);
    visit("bareIdentifier", dialect.bareIdentifier);
    visit("schemas", dialect.schemas);
    visit("booleanLiterals", dialect.booleanLiterals);
    visit("decimalLiterals", dialect.decimalLiterals);
    visit("arrays", dialect.arrays);
    visit("maxIdentifierBytes", dialect.maxIdentifierBytes);
    visit("maxParameters", dialect.maxParameters);
    visit("bytesLiteralPrefix", dialect.bytesLiteralPrefix);
    visit("textOfBytes", dialect.textOfBytes);
    visit("nonFiniteNumber", dialect.nonFiniteNumber);
    visit("reservedWords", dialect.reservedWords);
    visit("keywords", dialect.keywords);
    visit("functions", dialect.functions);
}

template <typename L, typename Visitor>
void visitLexer(L &lexer, Visitor visit)
{
    visit("nestedComments", lexer.nestedComments);
    visit("hashComments", lexer.hashComments);
    visit("dollarQuotes", lexer.dollarQuotes);
    visit("escapeStrings", lexer.escapeStrings);
    visit("backslashEscapes", lexer.backslashEscapes);
    visit("backtickIdentifiers", lexer.backtickIdentifiers);
    visit("bracketIdentifiers", lexer.bracketIdentifiers);
    visit("doubleQuotedStrings", lexer.doubleQuotedStrings);
    visit("triggerBodies", lexer.triggerBodies);
    visit("atomicBodies", lexer.atomicBodies);
    visit("clientCommands", lexer.clientCommands);
    visit("delimiterCommand", lexer.delimiterCommand);
}

template <typename T, typename Visitor>
void visitTransactions(T &transactions, Visitor visit)
{
    visit("begin", transactions.begin);
    visit("beginReadOnly", transactions.beginReadOnly);
    visit("beginImmediate", transactions.beginImmediate);
    visit("beginExclusive", transactions.beginExclusive);
    visit("commit", transactions.commit);
    visit("rollback", transactions.rollback);
    visit("savepoint", transactions.savepoint);
    visit("releaseSavepoint", transactions.releaseSavepoint);
    visit("rollbackToSavepoint", transactions.rollbackToSavepoint);
    visit("setIsolation", transactions.setIsolation);
    visit("alwaysSerializable", transactions.alwaysSerializable);
    visit("transactionalDdl", transactions.transactionalDdl);
}

constexpr std::array placeholderNames { "?", "$1", ":name", "@name" };
constexpr std::array dateStyleNames { "iso8601", "sql" };

class Writer {
public:
    QJsonObject object;

    void operator()(const char *key, const QString &value) { put(key, value); }
    void operator()(const char *key, const QByteArray &value) { put(key, QString::fromUtf8(value)); }
    void operator()(const char *key, const QStringList &value) { put(key, QJsonArray::fromStringList(value)); }
    void operator()(const char *key, QChar value) { put(key, QString(value)); }
    void operator()(const char *key, bool value) { put(key, value); }
    void operator()(const char *key, int value) { put(key, value); }
    void operator()(const char *key, Dialect::Placeholder value)
    {
        put(key, QLatin1StringView(placeholderNames.at(std::size_t(value))));
    }
    void operator()(const char *key, Dialect::DateStyle value)
    {
        put(key, QLatin1StringView(dateStyleNames.at(std::size_t(value))));
    }

private:
    void put(const char *key, const QJsonValue &value) { object.insert(QLatin1StringView(key), value); }
};

class Reader {
public:
    Reader(const QJsonObject &object, QString &wrong)
        : m_object(object)
        , m_wrong(wrong)
    {
    }

    void operator()(const char *key, QString &value) { get(key, &QJsonValue::isString, [&](const auto &v) { value = v.toString(); }); }
    void operator()(const char *key, QByteArray &value) { get(key, &QJsonValue::isString, [&](const auto &v) { value = v.toString().toUtf8(); }); }
    void operator()(const char *key, bool &value) { get(key, &QJsonValue::isBool, [&](const auto &v) { value = v.toBool(); }); }
    void operator()(const char *key, int &value) { get(key, &QJsonValue::isDouble, [&](const auto &v) { value = v.toInt(); }); }
    void operator()(const char *key, QChar &value)
    {
        get(key, &QJsonValue::isString, [&](const auto &v) {
            if (v.toString().size() == 1)
                value = v.toString().front();
            else
                m_wrong = QLatin1StringView(key);
        });
    }
    void operator()(const char *key, QStringList &value)
    {
        get(key, &QJsonValue::isArray, [&](const auto &v) {
            value.clear();
            for (const auto &entry : v.toArray()) {
                if (!entry.isString())
                    m_wrong = QLatin1StringView(key);
                value.append(entry.toString());
            }
        });
    }
    void operator()(const char *key, Dialect::Placeholder &value) { choose(key, placeholderNames, value); }
    void operator()(const char *key, Dialect::DateStyle &value) { choose(key, dateStyleNames, value); }

private:
    template <typename Take>
    void get(const char *key, bool (QJsonValue::*isRight)() const, Take take)
    {
        const auto value = m_object.value(QLatin1StringView(key));
        if (value.isUndefined())
            return;
        if ((value.*isRight)())
            take(value);
        else
            m_wrong = QLatin1StringView(key);
    }

    template <typename Names, typename Enum>
    void choose(const char *key, const Names &names, Enum &value)
    {
        get(key, &QJsonValue::isString, [&](const auto &v) {
            const auto text = v.toString();
            const auto found = std::ranges::find_if(names, [&](const char *name) { return text == QLatin1StringView(name); });
            if (found == names.end())
                m_wrong = QLatin1StringView(key);
            else
                value = Enum(found - names.begin());
        });
    }

    const QJsonObject &m_object;
    QString &m_wrong;
};

} // namespace

bool Dialect::isReserved(QStringView word) const
{
    const auto lower = word.toString().toLower();
    return std::ranges::binary_search(reservedWords, lower);
}

QJsonObject Dialect::toJson() const
{
    Writer writer;
    visitDialect(*this, [&](const char *key, const auto &value) { writer(key, value); });
    Writer lexerWriter;
    visitLexer(lexer, [&](const char *key, const auto &value) { lexerWriter(key, value); });
    Writer transactionsWriter;
    visitTransactions(transactions, [&](const char *key, const auto &value) { transactionsWriter(key, value); });
    writer.object.insert(QStringLiteral("lexer"), lexerWriter.object);
    writer.object.insert(QStringLiteral("transactions"), transactionsWriter.object);
    return writer.object;
}

Result<Dialect> Dialect::fromJson(const QJsonObject &json)
{
    Dialect dialect;
    QString wrong;
    Reader reader(json, wrong);
    visitDialect(dialect, [&](const char *key, auto &value) { reader(key, value); });
    for (const auto *part : { "lexer", "transactions" }) {
        if (json.contains(QLatin1StringView(part)) && !json.value(QLatin1StringView(part)).isObject())
            wrong = QLatin1StringView(part);
    }
    const auto lexerJson = json.value(QStringLiteral("lexer")).toObject();
    Reader lexerReader(lexerJson, wrong);
    visitLexer(dialect.lexer, [&](const char *key, auto &value) { lexerReader(key, value); });
    const auto transactionsJson = json.value(QStringLiteral("transactions")).toObject();
    Reader transactionsReader(transactionsJson, wrong);
    visitTransactions(dialect.transactions, [&](const char *key, auto &value) { transactionsReader(key, value); });
    if (!wrong.isEmpty())
        return fail(ErrorKind::Data,
            QCoreApplication::translate("Dialect", "The dialect's \"%1\" has a value of the wrong type.").arg(wrong));
    std::ranges::sort(dialect.reservedWords);
    std::ranges::sort(dialect.keywords);
    return dialect;
}

} // namespace dumbo
