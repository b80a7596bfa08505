#include "app/cli/shell/documentexpression.h"

#include "core/documents/query/extendedjson.h"
#include "core/json/jsondocument.h"

#include <QCoreApplication>

#include <algorithm>
#include <functional>
#include <map>
#include <vector>

namespace cli {

using namespace dumbo;
using Action = DocumentRequest::Action;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DocumentExpression", text);
}

std::unexpected<Error> failAt(qint64 position, const QString &sentence)
{
    return fail(Error(ErrorKind::Data, sentence).withPosition(position));
}

bool isNamePart(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') || (character >= '0' && character <= '9')
        || character == '_' || character == '$' || character == '-' || static_cast<unsigned char>(character) >= 0x80;
}

/// ".name(arguments)"
struct Call {
    QByteArray name;
    qint64 position = 0;
    std::vector<RequestText> arguments;
};

struct Expression {
    QStringList path; ///< between db and the first call
    std::vector<Call> calls;
};

/// Cuts an expression into names and calls; the arguments stay texts.
class ExpressionReader {
public:
    explicit ExpressionReader(const QByteArray &text)
        : m_text(text)
        , m_position(2) // behind "db"
    {
    }

    Result<Expression> read()
    {
        Expression expression;
        skipBlanks();
        while (m_position < m_text.size()) {
            if (current() == '[') {
                const auto name = readBracketName();
                if (!name)
                    return fail(name.error());
                expression.path.append(*name);
                skipBlanks();
                continue;
            }
            if (current() != '.')
                return failAt(m_position, tr("A dot is expected here."));
            ++m_position;
            skipBlanks();
            const auto begin = m_position;
            while (m_position < m_text.size() && isNamePart(current()))
                ++m_position;
            const auto name = m_text.sliced(begin, m_position - begin);
            if (name.isEmpty())
                return failAt(begin, tr("A name is expected here."));
            skipBlanks();
            if (m_position == m_text.size() || current() != '(') {
                if (!expression.calls.empty())
                    return failAt(m_position, tr("\"%1\" needs its parentheses.").arg(QString::fromUtf8(name)));
                expression.path.append(QString::fromUtf8(name));
                continue;
            }
            Call call { name, begin, {} };
            if (const auto arguments = readArguments(call.arguments); !arguments)
                return fail(arguments.error());
            expression.calls.push_back(std::move(call));
            skipBlanks();
        }
        return expression;
    }

private:
    [[nodiscard]] char current() const { return m_text.at(m_position); }

    void skipBlanks()
    {
        while (m_position < m_text.size()) {
            if (current() == ' ' || current() == '\t' || current() == '\n' || current() == '\r')
                ++m_position;
            else if (!skipComment())
                return;
        }
    }

    bool skipComment()
    {
        const auto rest = QByteArrayView(m_text).sliced(m_position);
        const bool isLine = rest.startsWith("//");
        if (!isLine && !rest.startsWith("/*"))
            return false;
        const auto end = isLine ? m_text.indexOf('\n', m_position) : m_text.indexOf("*/", m_position + 2);
        m_position = end < 0 ? m_text.size() : end + (isLine ? 1 : 2);
        return true;
    }

    Result<QString> readBracketName()
    {
        const auto begin = m_position + 1;
        const auto end = m_text.indexOf(']', begin);
        const auto inner = m_text.sliced(begin, std::max<qsizetype>(end - begin, 0)).trimmed();
        if (inner.size() < 3 || (inner.front() != '"' && inner.front() != '\'') || inner.back() != inner.front())
            return failAt(m_position, tr("A name in quotes is expected here, as in db[\"users\"]."));
        m_position = end + 1;
        return QString::fromUtf8(inner.sliced(1, inner.size() - 2));
    }

    /// Up to the parenthesis that closes; commas inside of brackets and strings belong to the arguments.
    Result<void> readArguments(std::vector<RequestText> &arguments)
    {
        const auto open = m_position++;
        auto begin = m_position;
        QByteArray closing;
        char last = '(';
        while (m_position < m_text.size()) {
            const auto character = current();
            if (skipComment())
                continue;
            if (character == '"' || character == '\'' || character == '`' || (character == '/' && QByteArrayView("(,:[").contains(last))) {
                if (!skipString(character))
                    return failAt(m_position, tr("This is never closed."));
            } else if (closing.isEmpty() && (character == ',' || character == ')')) {
                addArgument(arguments, begin, character == ')');
                begin = m_position + 1;
                if (character == ')') {
                    ++m_position;
                    return {};
                }
            } else if (character == '(' || character == '[' || character == '{') {
                closing += character == '(' ? ')' : character == '[' ? ']' : '}';
            } else if (character == ')' || character == ']' || character == '}') {
                if (closing.isEmpty() || !closing.endsWith(character))
                    return failAt(m_position, tr("Nothing is open that this closes."));
                closing.chop(1);
            }
            if (character != ' ' && character != '\n' && character != '\t')
                last = character;
            ++m_position;
        }
        return failAt(open, tr("This is never closed."));
    }

    void addArgument(std::vector<RequestText> &arguments, qsizetype begin, bool isLast)
    {
        auto end = m_position;
        const auto isBlank = [&](qsizetype at) { return QByteArrayView(" \t\n\r").contains(m_text.at(at)); };
        while (begin < end && isBlank(begin))
            ++begin;
        while (end > begin && isBlank(end - 1))
            --end;
        if (begin == end && isLast)
            return;
        arguments.push_back({ m_text.sliced(begin, end - begin), {}, begin });
    }

    /// Ends on the closing character.
    bool skipString(char quote)
    {
        const auto begin = m_position;
        bool isInClass = false;
        for (++m_position; m_position < m_text.size(); ++m_position) {
            if (current() == '\\')
                ++m_position;
            else if (quote == '/' && (current() == '[' || current() == ']'))
                isInClass = current() == '[';
            else if (current() == quote && !isInClass)
                return true;
            else if (current() == '\n')
                break;
        }
        m_position = begin;
        return false;
    }

    const QByteArray &m_text;
    qsizetype m_position;
};

/// Reads what calls mean, one after another.
class RequestReader {
public:
    Result<DocumentRequest> read(const Expression &expression)
    {
        if (expression.calls.empty())
            return failAt(0, tr("What of it? E.g. db.users.find({})."));
        auto path = expression.path;
        std::size_t first = 0;
        const auto &start = expression.calls.front();
        if (start.name == "getCollection" && path.isEmpty()) {
            const auto name = textOf(start, 0);
            if (!name)
                return fail(name.error());
            path.append(QString::fromUtf8(*name));
            if (++first == expression.calls.size())
                return failAt(start.position, tr("What of it? E.g. db.users.find({})."));
        }
        m_request.collection = path.join(u'.');
        const auto begun = path.isEmpty() ? readDatabaseCall(start) : readCollectionCall(expression.calls[first]);
        if (!begun)
            return fail(begun.error());
        for (std::size_t i = first + 1; i < expression.calls.size(); ++i) {
            if (const auto read = readCursorCall(expression.calls[i]); !read)
                return fail(read.error());
        }
        return std::move(m_request);
    }

private:
    using Reader = Result<void> (RequestReader::*)(const Call &call);

    Result<void> readDatabaseCall(const Call &call)
    {
        if (call.name == "getCollectionNames" || call.name == "getCollections") {
            m_request.action = Action::Collections;
            return atMost(call, 0);
        }
        if (call.name != "createCollection")
            return failAt(call.position, tr("There is no db.%1 here; there are %2.").arg(QString::fromUtf8(call.name), databaseMethods().join(QStringLiteral(", "))));
        const auto name = textOf(call, 0);
        if (!name)
            return fail(name.error());
        m_request.action = Action::Create;
        m_request.collection = QString::fromUtf8(*name);
        return atMost(call, 1);
    }

    Result<void> readCollectionCall(const Call &call)
    {
        static const std::map<QByteArray, Reader> readers { { "find", &RequestReader::find }, { "findOne", &RequestReader::find },
            { "count", &RequestReader::count }, { "countDocuments", &RequestReader::count }, { "estimatedDocumentCount", &RequestReader::count },
            { "distinct", &RequestReader::distinct }, { "aggregate", &RequestReader::aggregate }, { "insertOne", &RequestReader::insertOne },
            { "insertMany", &RequestReader::insertMany }, { "updateOne", &RequestReader::update }, { "updateMany", &RequestReader::update },
            { "replaceOne", &RequestReader::replace }, { "deleteOne", &RequestReader::remove }, { "deleteMany", &RequestReader::remove },
            { "getIndexes", &RequestReader::getIndexes }, { "createIndex", &RequestReader::createIndex }, { "dropIndex", &RequestReader::dropIndex },
            { "drop", &RequestReader::drop }, { "renameCollection", &RequestReader::rename } };
        const auto reader = readers.find(call.name);
        if (reader == readers.end())
            return failAt(call.position,
                tr("There is no %1 here; there are %2.").arg(QString::fromUtf8(call.name), collectionMethods().join(QStringLiteral(", "))));
        m_request.onlyOne = call.name.endsWith("One") && call.name != "insertOne";
        return (this->*reader->second)(call);
    }

    Result<void> readCursorCall(const Call &call)
    {
        if (call.name == "toArray" || call.name == "pretty")
            return atMost(call, 0);
        if (call.name == "explain") {
            m_request.explains = true;
            return {};
        }
        const bool isFind = m_request.action == Action::Find || m_request.action == Action::Count;
        if (!isFind || !cursorMethods().contains(QLatin1StringView(call.name)))
            return failAt(call.position, tr("There is no %1 behind this.").arg(QString::fromUtf8(call.name)));
        if (call.name == "sort")
            return take(call, { &m_request.sort });
        if (call.name == "project" || call.name == "projection")
            return take(call, { &m_request.projection });
        if (call.name == "count") {
            m_request.action = Action::Count;
            return atMost(call, 0);
        }
        bool isNumber = false;
        const auto number = call.arguments.size() == 1 ? call.arguments.front().text.toLongLong(&isNumber) : 0;
        if (!isNumber || number < 0)
            return failAt(call.position, tr("%1 needs a whole number.").arg(QString::fromUtf8(call.name)));
        if (call.name == "skip")
            m_request.skip = number;
        else
            m_request.limit = number;
        return {};
    }

    Result<void> find(const Call &call)
    {
        m_request.action = Action::Find;
        return take(call, { &m_request.filter, &m_request.projection });
    }

    Result<void> count(const Call &call)
    {
        m_request.action = Action::Count;
        return take(call, { &m_request.filter });
    }

    Result<void> distinct(const Call &call)
    {
        m_request.action = Action::Distinct;
        const auto path = textOf(call, 0);
        if (!path)
            return fail(path.error());
        RequestText whole;
        const auto taken = take(call, { &whole, &m_request.filter });
        m_request.argument.text = *path;
        return taken;
    }

    /// An array of stages, or stages one behind the other.
    Result<void> aggregate(const Call &call)
    {
        m_request.action = Action::Aggregate;
        if (call.arguments.size() == 1)
            return take(call, { &m_request.argument });
        m_request.argument = { "[", tr("pipeline"), call.arguments.empty() ? 0 : call.arguments.front().offset - 1 };
        for (const auto &stage : call.arguments) {
            // Stages keep the places that they have in the expression.
            m_request.argument.text += QByteArray(stage.offset - m_request.argument.offset - m_request.argument.text.size(), ' ') + stage.text + ',';
        }
        m_request.argument.text += ']';
        return {};
    }

    Result<void> insertOne(const Call &call)
    {
        m_request.action = Action::Insert;
        m_request.documents.resize(1);
        return take(call, { &m_request.documents.front() }, 1);
    }

    Result<void> insertMany(const Call &call)
    {
        m_request.action = Action::Insert;
        RequestText array;
        if (const auto taken = take(call, { &array }, 1); !taken)
            return taken;
        const auto plain = shifted(plainJson(array.text), array);
        if (!plain)
            return fail(plain.error());
        JsonReader reader;
        const auto root = shifted(reader.read(*plain), array);
        if (!root)
            return fail(root.error());
        if (!root->isArray())
            return failAt(array.offset, tr("An array of documents is expected here."));
        for (const auto document : root->children())
            m_request.documents.push_back({ document.text().toByteArray(), tr("document %1").arg(m_request.documents.size() + 1), array.offset });
        return {};
    }

    Result<void> update(const Call &call)
    {
        m_request.action = Action::Update;
        return takeChange(call);
    }

    Result<void> replace(const Call &call)
    {
        m_request.action = Action::Replace;
        return takeChange(call);
    }

    Result<void> remove(const Call &call)
    {
        m_request.action = Action::Delete;
        return take(call, { &m_request.filter }, 1);
    }

    Result<void> getIndexes(const Call &call)
    {
        m_request.action = Action::Indexes;
        return atMost(call, 0);
    }

    Result<void> createIndex(const Call &call)
    {
        m_request.action = Action::CreateIndex;
        RequestText options;
        if (const auto taken = take(call, { &m_request.argument, &options }, 1); !taken)
            return taken;
        return readOptions(options, [this](const JsonNode &option) {
            if (option.keyIs("unique"))
                m_request.index.unique = option.isTrue();
            else if (option.keyIs("name") && option.isString())
                m_request.index.name = option.toQString();
            else
                return false;
            return true;
        });
    }

    Result<void> dropIndex(const Call &call)
    {
        m_request.action = Action::DropIndex;
        const auto name = textOf(call, 0);
        if (!name)
            return fail(name.error());
        m_request.index.name = QString::fromUtf8(*name);
        return atMost(call, 1);
    }

    Result<void> drop(const Call &call)
    {
        m_request.action = Action::Drop;
        return atMost(call, 0);
    }

    Result<void> rename(const Call &call)
    {
        m_request.action = Action::Rename;
        const auto name = textOf(call, 0);
        if (!name)
            return fail(name.error());
        m_request.newName = QString::fromUtf8(*name);
        return atMost(call, 1);
    }

    Result<void> takeChange(const Call &call)
    {
        RequestText options;
        if (const auto taken = take(call, { &m_request.filter, &m_request.argument, &options }, 2); !taken)
            return taken;
        return readOptions(options, [this](const JsonNode &option) {
            m_request.upserts = option.isTrue();
            return option.keyIs("upsert");
        });
    }

    /// Puts the arguments in their places, in order.
    Result<void> take(const Call &call, const std::vector<RequestText *> &places, std::size_t least = 0)
    {
        if (call.arguments.size() < least)
            return failAt(call.position, tr("%1 needs more than that: %2 arguments.").arg(QString::fromUtf8(call.name)).arg(least));
        if (const auto fits = atMost(call, places.size()); !fits)
            return fits;
        for (std::size_t i = 0; i < call.arguments.size(); ++i)
            *places[i] = call.arguments[i];
        return {};
    }

    Result<void> atMost(const Call &call, std::size_t count)
    {
        if (call.arguments.size() <= count)
            return {};
        return failAt(call.arguments[count].offset, tr("%1 takes no such argument here.").arg(QString::fromUtf8(call.name)));
    }

    Result<QByteArray> textOf(const Call &call, std::size_t argument)
    {
        if (call.arguments.size() <= argument)
            return failAt(call.position, tr("%1 needs a name in quotes.").arg(QString::fromUtf8(call.name)));
        const auto &given = call.arguments[argument];
        const auto plain = shifted(plainJson(given.text), given);
        if (!plain)
            return fail(plain.error());
        JsonReader reader;
        const auto root = reader.read(*plain);
        if (!root || !root->isString())
            return failAt(given.offset, tr("%1 needs a name in quotes.").arg(QString::fromUtf8(call.name)));
        return root->string();
    }

    Result<void> readOptions(const RequestText &options, const std::function<bool(const JsonNode &)> &readOption)
    {
        if (options.text.isEmpty())
            return {};
        const auto plain = shifted(plainJson(options.text), options);
        if (!plain)
            return fail(plain.error());
        JsonReader reader;
        const auto root = shifted(reader.read(*plain), options);
        if (!root)
            return fail(root.error());
        for (const auto option : root->children()) {
            if (!readOption(option))
                return failAt(options.offset, tr("The option \"%1\" is not known here.").arg(QString::fromUtf8(option.key())));
        }
        return {};
    }

    template <typename T>
    static Result<T> shifted(Result<T> result, const RequestText &text)
    {
        if (result || !result.error().position())
            return result;
        auto error = result.error();
        return fail(error.withPosition(*error.position() + text.offset));
    }

    DocumentRequest m_request;
};

} // namespace

Result<DocumentRequest> parseDocumentExpression(const QByteArray &text)
{
    const auto expression = ExpressionReader(text).read();
    return expression ? RequestReader().read(*expression) : fail(expression.error());
}

QStringList collectionMethods()
{
    return QStringLiteral("aggregate countDocuments createIndex deleteMany deleteOne distinct drop dropIndex find findOne getIndexes insertMany "
                          "insertOne renameCollection replaceOne updateMany updateOne")
        .split(u' ');
}

QStringList cursorMethods()
{
    return QStringLiteral("count explain limit pretty project projection skip sort toArray").split(u' ');
}

QStringList databaseMethods()
{
    return { QStringLiteral("createCollection"), QStringLiteral("getCollection"), QStringLiteral("getCollectionNames") };
}

} // namespace cli
