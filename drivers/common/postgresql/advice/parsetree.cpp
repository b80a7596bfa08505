#include "drivers/common/postgresql/advice/parsetree.h"

#include "drivers/common/postgresql/advice/treebuilder.h"

#include <pg_query.h>

#include <QStringList>

#include <memory_resource>

namespace dumbo::postgresql::advice {

/// All nodes of a tree lie in one piece of memory and go at once: freeing them one by one costs more than parsing.
struct ParseTree::Memory
{
    std::pmr::monotonic_buffer_resource bytes { 16 * 1024 };
};

void ParseTree::MemoryDeleter::operator()(Memory *memory) const
{
    delete memory;
}

namespace {

struct ResultDeleter
{
    void operator()(PgQueryParseResult *result) const
    {
        pg_query_free_parse_result(*result);
        delete result;
    }
};

/// The parser counts characters from 1.
qint64 bytesBefore(const QByteArray &utf8, int characters)
{
    qint64 place = 0;
    for (int seen = 1; place < utf8.size(); ++place) {
        const auto begins = (uchar(utf8[place]) & 0xC0) != 0x80;
        if (begins && seen++ == characters)
            break;
    }
    return place;
}

QByteArray deparsed(PgQuery__Node &target)
{
    PgQuery__ResTarget column = PG_QUERY__RES_TARGET__INIT;
    column.val = &target;
    PgQuery__Node columnNode = PG_QUERY__NODE__INIT;
    columnNode.node_case = PG_QUERY__NODE__NODE_RES_TARGET;
    columnNode.res_target = &column;
    PgQuery__Node *columns[] { &columnNode };
    PgQuery__SelectStmt select = PG_QUERY__SELECT_STMT__INIT;
    select.n_target_list = 1;
    select.target_list = columns;
    select.limit_option = PG_QUERY__LIMIT_OPTION__LIMIT_OPTION_DEFAULT;
    select.op = PG_QUERY__SET_OPERATION__SETOP_NONE;
    PgQuery__Node selectNode = PG_QUERY__NODE__INIT;
    selectNode.node_case = PG_QUERY__NODE__NODE_SELECT_STMT;
    selectNode.select_stmt = &select;
    PgQuery__RawStmt statement = PG_QUERY__RAW_STMT__INIT;
    statement.stmt = &selectNode;
    PgQuery__RawStmt *statements[] { &statement };
    PgQuery__ParseResult result = PG_QUERY__PARSE_RESULT__INIT;
    result.n_stmts = 1;
    result.stmts = statements;

    QByteArray packed(qsizetype(pg_query__parse_result__get_packed_size(&result)), Qt::Uninitialized);
    pg_query__parse_result__pack(&result, reinterpret_cast<uint8_t *>(packed.data()));
    const auto text = pg_query_deparse_protobuf({ size_t(packed.size()), packed.data() });
    QByteArray sql = text.error ? QByteArray() : QByteArray(text.query);
    pg_query_free_deparse_result(text);
    return sql.startsWith("SELECT ") ? sql.mid(7) : QByteArray();
}

void walkField(const ProtobufCMessage &message, const ProtobufCFieldDescriptor &field, const MessageVisitor &visit)
{
    if (field.type != PROTOBUF_C_TYPE_MESSAGE)
        return;
    const auto *place = reinterpret_cast<const char *>(&message) + field.offset;
    if (field.label != PROTOBUF_C_LABEL_REPEATED) {
        if (const auto *child = *reinterpret_cast<const ProtobufCMessage *const *>(place))
            walk(*child, visit);
        return;
    }
    const auto count = *reinterpret_cast<const size_t *>(reinterpret_cast<const char *>(&message) + field.quantifier_offset);
    const auto *children = *reinterpret_cast<const ProtobufCMessage *const *const *>(place);
    for (size_t i = 0; i < count; ++i)
        walk(*children[i], visit);
}

} // namespace

std::expected<ParseTree, ParseError> ParseTree::of(const QByteArray &sql)
{
    const std::unique_ptr<PgQueryParseResult, ResultDeleter> parsed(new PgQueryParseResult(pg_query_parse(sql.constData())));
    if (parsed->error) {
        const auto at = parsed->error->cursorpos > 0 ? bytesBefore(sql, parsed->error->cursorpos) : 0;
        return std::unexpected(ParseError { QString::fromUtf8(parsed->error->message), at });
    }
    ParseTree tree;
    tree.m_memory.reset(new Memory);
    tree.m_result = parseResultOf(parsed->parse_tree, tree.m_memory->bytes);
    if (!tree.m_result || tree.m_result->n_stmts == 0)
        return std::unexpected(ParseError { QStringLiteral("no statement"), 0 });
    return tree;
}

QByteArray expressionSql(const Node &expression)
{
    return deparsed(const_cast<Node &>(expression));
}

QByteArray typeSql(const TypeName &type)
{
    PgQuery__AConst null = PG_QUERY__A__CONST__INIT;
    null.isnull = 1;
    Node nullNode = PG_QUERY__NODE__INIT;
    nullNode.node_case = PG_QUERY__NODE__NODE_A_CONST;
    nullNode.a_const = &null;
    PgQuery__TypeCast cast = PG_QUERY__TYPE_CAST__INIT;
    cast.arg = &nullNode;
    cast.type_name = const_cast<TypeName *>(&type);
    Node castNode = PG_QUERY__NODE__INIT;
    castNode.node_case = PG_QUERY__NODE__NODE_TYPE_CAST;
    castNode.type_cast = &cast;
    const auto sql = deparsed(castNode);
    return sql.startsWith("NULL::") ? sql.mid(6) : QByteArray();
}

void walk(const ProtobufCMessage &message, const MessageVisitor &visit)
{
    if (message.descriptor == &pg_query__node__descriptor) {
        const auto &node = reinterpret_cast<const Node &>(message);
        if (const auto *field = protobuf_c_message_descriptor_get_field(message.descriptor, unsigned(node.node_case)))
            walkField(message, *field, visit);
        return;
    }
    if (!visit(message))
        return;
    for (unsigned i = 0; i < message.descriptor->n_fields; ++i) {
        const auto &field = message.descriptor->fields[i];
        const auto isOneof = (field.flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
        if (isOneof && *reinterpret_cast<const uint32_t *>(reinterpret_cast<const char *>(&message) + field.quantifier_offset) != field.id)
            continue;
        walkField(message, field, visit);
    }
}

QString stringOf(const Node *node)
{
    return node && node->node_case == PG_QUERY__NODE__NODE_STRING ? textOf(node->string->sval) : QString();
}

QStringList stringsOf(NodeList nodes)
{
    QStringList texts;
    for (const auto *node : nodes)
        texts.append(stringOf(node));
    return texts;
}

} // namespace dumbo::postgresql::advice
