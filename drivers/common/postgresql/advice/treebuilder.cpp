#include "drivers/common/postgresql/advice/treebuilder.h"

#include <charconv>
#include <cstring>
#include <string>
#include <unordered_map>
#include <vector>

namespace dumbo::postgresql::advice {

namespace {

using Descriptor = ProtobufCMessageDescriptor;
using Field = ProtobufCFieldDescriptor;

/// "AlterTableStmt", "alter_table_stmt" and "altertablestmt" are one name.
std::string plain(std::string_view name)
{
    std::string result;
    for (const auto c : name) {
        if (c != '_')
            result += char(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    }
    return result;
}

/// Fields of a message by their names in JSON, as far as they came up in this thread. A name without a field has null.
class FieldNames
{
public:
    [[nodiscard]] const Field *find(const Descriptor &descriptor, std::string_view name)
    {
        for (const auto &[known, field] : m_known) {
            if (known == name)
                return field;
        }
        // The one field whose two names differ in more than their writing.
        const auto wanted = name == "base" ? std::string("basestmt") : plain(name);
        const Field *found = nullptr;
        for (unsigned i = 0; i < descriptor.n_fields && !found; ++i) {
            if (plain(descriptor.fields[i].name) == wanted)
                found = &descriptor.fields[i];
        }
        m_known.emplace_back(name, found);
        return found;
    }

private:
    std::vector<std::pair<std::string, const Field *>> m_known;
};

template <typename T>
T &at(ProtobufCMessage &message, unsigned offset)
{
    return *reinterpret_cast<T *>(reinterpret_cast<char *>(&message) + offset);
}

class Builder
{
public:
    Builder(std::string_view json, std::pmr::memory_resource &memory)
        : m_json(json)
        , m_memory(memory)
    {
    }

    ProtobufCMessage *message(const Descriptor &descriptor)
    {
        auto *made = static_cast<ProtobufCMessage *>(m_memory.allocate(descriptor.sizeof_message, alignof(std::max_align_t)));
        descriptor.message_init(made);
        thread_local std::unordered_map<const Descriptor *, FieldNames> names;
        auto &fields = names[&descriptor];
        if (!take('{'))
            return fail();
        if (take('}'))
            return made;
        do {
            const auto name = string();
            if (!take(':'))
                return fail();
            if (const auto *field = fields.find(descriptor, name))
                value(*made, *field);
            else
                skip();
        } while (take(','));
        return take('}') ? made : fail();
    }

    [[nodiscard]] bool hasFailed() const { return m_failed; }

private:
    ProtobufCMessage *fail()
    {
        m_failed = true;
        m_place = m_json.size();
        return nullptr;
    }

    bool take(char c)
    {
        if (m_place >= m_json.size() || m_json[m_place] != c)
            return false;
        ++m_place;
        return true;
    }

    /// The text of a string; as it stands where nothing in it is escaped.
    std::string_view string()
    {
        if (!take('"')) {
            fail();
            return {};
        }
        const auto begin = m_place;
        while (m_place < m_json.size() && m_json[m_place] != '"' && m_json[m_place] != '\\')
            ++m_place;
        if (m_place < m_json.size() && m_json[m_place] == '"')
            return m_json.substr(begin, m_place++ - begin);
        return escaped(begin);
    }

    std::string_view escaped(std::size_t begin)
    {
        m_text.assign(m_json, begin, m_place - begin);
        while (m_place < m_json.size() && m_json[m_place] != '"') {
            if (m_json[m_place] != '\\') {
                m_text += m_json[m_place++];
                continue;
            }
            const auto c = m_place + 1 < m_json.size() ? m_json[m_place + 1] : '\0';
            m_place += 2;
            if (c != 'u') {
                m_text += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c == 'b' ? '\b' : c == 'f' ? '\f' : c;
                continue;
            }
            // Only control characters come so; the rest is UTF-8 as it was.
            int code = 0;
            const auto digits = m_json.substr(std::min(m_place, m_json.size()), 4);
            std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
            m_text += char(code);
            m_place += 4;
        }
        if (!take('"'))
            fail();
        return m_text;
    }

    /// A number, true, false or null.
    std::string_view word()
    {
        const auto begin = m_place;
        while (m_place < m_json.size() && m_json[m_place] != ',' && m_json[m_place] != '}' && m_json[m_place] != ']')
            ++m_place;
        return m_json.substr(begin, m_place - begin);
    }

    void skip()
    {
        int depth = 0;
        do {
            if (m_place >= m_json.size())
                return;
            const auto c = m_json[m_place];
            if (c == '"') {
                string();
            } else if (c == '{' || c == '[') {
                ++depth;
                ++m_place;
            } else if (c == '}' || c == ']') {
                --depth;
                ++m_place;
            } else if (c == ',' || c == ':') {
                ++m_place;
            } else {
                word();
            }
        } while (depth > 0);
    }

    void value(ProtobufCMessage &message, const Field &field)
    {
        if (field.label == PROTOBUF_C_LABEL_REPEATED)
            return list(message, field);
        if ((field.flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0)
            at<uint32_t>(message, field.quantifier_offset) = field.id;
        scalar(reinterpret_cast<char *>(&message) + field.offset, field);
    }

    void list(ProtobufCMessage &message, const Field &field)
    {
        if (field.type != PROTOBUF_C_TYPE_MESSAGE || !take('[')) {
            skip();
            return;
        }
        const auto &descriptor = *static_cast<const Descriptor *>(field.descriptor);
        std::vector<ProtobufCMessage *> items;
        while (!m_failed && !take(']')) {
            take(',');
            items.push_back(this->message(descriptor));
        }
        if (m_failed || items.empty())
            return;
        const auto size = items.size() * sizeof(ProtobufCMessage *);
        auto *kept = static_cast<ProtobufCMessage **>(m_memory.allocate(size, alignof(ProtobufCMessage *)));
        std::memcpy(kept, items.data(), size);
        at<ProtobufCMessage **>(message, field.offset) = kept;
        at<size_t>(message, field.quantifier_offset) = items.size();
    }

    template <typename T>
    static void number(void *place, std::string_view digits)
    {
        T value {};
        std::from_chars(digits.data(), digits.data() + digits.size(), value);
        *static_cast<T *>(place) = value;
    }

    void scalar(void *place, const Field &field)
    {
        switch (field.type) {
        case PROTOBUF_C_TYPE_MESSAGE:
            *static_cast<ProtobufCMessage **>(place) = message(*static_cast<const Descriptor *>(field.descriptor));
            break;
        case PROTOBUF_C_TYPE_STRING:
            *static_cast<char **>(place) = kept(string());
            break;
        case PROTOBUF_C_TYPE_ENUM:
            enumeration(place, *static_cast<const ProtobufCEnumDescriptor *>(field.descriptor));
            break;
        case PROTOBUF_C_TYPE_BOOL:
            *static_cast<protobuf_c_boolean *>(place) = word() == "true";
            break;
        case PROTOBUF_C_TYPE_UINT32:
            number<uint32_t>(place, word());
            break;
        case PROTOBUF_C_TYPE_INT64:
            number<int64_t>(place, word());
            break;
        case PROTOBUF_C_TYPE_UINT64:
            number<uint64_t>(place, word());
            break;
        case PROTOBUF_C_TYPE_DOUBLE:
            number<double>(place, word());
            break;
        default:
            number<int32_t>(place, word());
        }
    }

    void enumeration(void *place, const ProtobufCEnumDescriptor &descriptor)
    {
        const std::string name(string());
        if (const auto *known = protobuf_c_enum_descriptor_get_value_by_name(&descriptor, name.c_str()))
            *static_cast<int *>(place) = known->value;
    }

    char *kept(std::string_view text)
    {
        auto *copy = static_cast<char *>(m_memory.allocate(text.size() + 1, 1));
        std::memcpy(copy, text.data(), text.size());
        copy[text.size()] = '\0';
        return copy;
    }

    std::string_view m_json;
    std::pmr::memory_resource &m_memory;
    std::size_t m_place = 0;
    std::string m_text; ///< of the last string that had to be unescaped
    bool m_failed = false;
};

} // namespace

PgQuery__ParseResult *parseResultOf(std::string_view json, std::pmr::memory_resource &memory)
{
    Builder builder(json, memory);
    auto *result = builder.message(pg_query__parse_result__descriptor);
    return builder.hasFailed() ? nullptr : reinterpret_cast<PgQuery__ParseResult *>(result);
}

} // namespace dumbo::postgresql::advice
