#pragma once

#include <pg_query/pg_query.pb-c.h>

#include <QByteArray>
#include <QString>

#include <expected>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

namespace dumbo::postgresql::advice {

using Node = PgQuery__Node;
using RangeVar = PgQuery__RangeVar;
using TypeName = PgQuery__TypeName;
using Constraint = PgQuery__Constraint;
using ColumnDef = PgQuery__ColumnDef;
using NodeList = std::span<Node *const>;

/// Where and why a text is not SQL of PostgreSQL.
struct ParseError
{
    QString message; ///< the parser's own words
    qint64 position = 0; ///< bytes from 0
};

/// The parse tree of one text by PostgreSQL's own parser. Movable; owns all nodes, which live as long as it.
class ParseTree
{
public:
    [[nodiscard]] static std::expected<ParseTree, ParseError> of(const QByteArray &sql);

    [[nodiscard]] std::size_t statementCount() const { return m_result->n_stmts; }
    /// The first statement. There is one.
    [[nodiscard]] const Node &statement() const { return *m_result->stmts[0]->stmt; }

private:
    struct Memory;
    struct MemoryDeleter
    {
        void operator()(Memory *memory) const;
    };
    ParseTree() = default;

    std::unique_ptr<Memory, MemoryDeleter> m_memory;
    PgQuery__ParseResult *m_result = nullptr;
};

/// The SQL of an expression, as PostgreSQL's deparser writes it; empty where it can't.
[[nodiscard]] QByteArray expressionSql(const Node &expression);
/// The SQL of a type, e.g. "varchar(20)".
[[nodiscard]] QByteArray typeSql(const TypeName &type);

/// Visits a message and all messages in it, parents first. The visitor says whether to go into what it was given.
using MessageVisitor = std::function<bool(const ProtobufCMessage &)>;
void walk(const ProtobufCMessage &message, const MessageVisitor &visit);

/// Nodes as messages of their own kind, without the wrapper around them.
template <typename T>
[[nodiscard]] const T *messageAs(const ProtobufCMessage &message, const ProtobufCMessageDescriptor &descriptor)
{
    return message.descriptor == &descriptor ? reinterpret_cast<const T *>(&message) : nullptr;
}

[[nodiscard]] inline QString textOf(const char *utf8)
{
    return QString::fromUtf8(utf8);
}

[[nodiscard]] inline bool isEmpty(const char *utf8)
{
    return utf8 == nullptr || *utf8 == '\0';
}

/// The text of a String node, else empty.
[[nodiscard]] QString stringOf(const Node *node);
/// The texts of a list of String nodes.
[[nodiscard]] QStringList stringsOf(NodeList nodes);

} // namespace dumbo::postgresql::advice
