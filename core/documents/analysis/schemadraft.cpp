#include "core/documents/analysis/schemadraft.h"

#include "core/json/jsonstring.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo {

namespace {

/// Writes JSON by hand: keys keep the order in which documents have them, and numbers their digits.
class Writer {
public:
    explicit Writer(const SchemaDraftOptions &options)
        : m_options(options)
    {
    }

    QByteArray m_text;

    void members(const FieldProfile &field, int depth)
    {
        types(field, depth);
        if (m_options.enumerations && isEnumeration(field))
            words(field, depth);
        if (m_options.ranges && !field.smallestNumber.isEmpty()) {
            member("minimum", field.smallestNumber, depth);
            member("maximum", field.largestNumber, depth);
        }
        if (field.dateLike > 0 && field.dateLike == field.count && isWholeTime(field))
            member("format", "\"date-time\"", depth);
        if (field.typeCount(ValueType::Object) > 0)
            object(field, depth);
        for (const auto &child : field.children) {
            if (child.isElement)
                nested("items", child, depth);
        }
    }

    void member(QByteArrayView name, QByteArrayView value, int depth)
    {
        begin(name, depth);
        m_text += value;
    }

private:
    void begin(QByteArrayView name, int depth)
    {
        if (!m_text.endsWith('{'))
            m_text += ',';
        m_text += '\n' + QByteArray(2 * depth, ' ') + '"' + name.toByteArray() + "\": ";
    }

    void close(int depth) { m_text += '\n' + QByteArray(2 * depth, ' ') + '}'; }

    void nested(QByteArrayView name, const FieldProfile &field, int depth)
    {
        begin(name, depth);
        m_text += '{';
        members(field, depth + 1);
        if (m_text.endsWith('{'))
            m_text += '}';
        else
            close(depth);
    }

    void types(const FieldProfile &field, int depth)
    {
        QByteArrayList names;
        for (int type = 0; type < valueTypeCount; ++type) {
            // A number may be whole by chance.
            const auto isCovered = ValueType(type) == ValueType::Integer && field.typeCount(ValueType::Number) > 0;
            if (field.typeCount(ValueType(type)) > 0 && !isCovered)
                names.append('"' + valueTypeName(wordFor(field, ValueType(type))).toLatin1() + '"');
        }
        if (names.size() == 1)
            member("type", names.front(), depth);
        else if (!names.isEmpty())
            member("type", '[' + names.join(", ") + ']', depth);
    }

    /// Whole numbers that 64 bits can't hold are numbers: readers of schemas differ about them.
    static ValueType wordFor(const FieldProfile &field, ValueType type)
    {
        if (type != ValueType::Integer)
            return type;
        bool fits[2] {};
        field.smallestNumber.toLongLong(&fits[0]);
        field.largestNumber.toLongLong(&fits[1]);
        return fits[0] && fits[1] ? type : ValueType::Number;
    }

    [[nodiscard]] bool isEnumeration(const FieldProfile &field) const
    {
        return field.typeCount(ValueType::String) == field.count && field.count > 0 && !field.distinctIsEstimate && field.dateLike == 0
            && field.distinct <= m_options.mostWords && field.count >= 10 * field.distinct
            && std::ranges::all_of(field.frequent,
                [](const FrequentValue &value) { return value.text.size() < FieldProfile::longestExample; });
    }

    void words(const FieldProfile &field, int depth)
    {
        QByteArrayList texts;
        for (const auto &value : field.frequent)
            texts.append(value.text);
        std::ranges::sort(texts);
        member("enum", '[' + texts.join(", ") + ']', depth);
    }

    /// A date alone has no place in "date-time".
    static bool isWholeTime(const FieldProfile &field) { return field.textLengths.shortest >= 20; }

    void object(const FieldProfile &field, int depth)
    {
        begin("properties", depth);
        m_text += '{';
        QByteArrayList required;
        for (const auto &child : field.children) {
            if (child.isElement || (m_options.isCollection && depth == 1 && child.key == "_version"))
                continue;
            const auto key = encodeJsonString(child.key);
            nested(QByteArrayView(key).sliced(1, key.size() - 2), child, depth + 1);
            if (child.count == child.parents)
                required.append(key);
        }
        if (m_text.endsWith('{'))
            m_text += '}';
        else
            close(depth);
        if (m_options.required && !required.isEmpty())
            member("required", '[' + required.join(", ") + ']', depth);
        if (m_options.closed && !field.isCut)
            member("additionalProperties", "false", depth);
    }

    SchemaDraftOptions m_options;
};

} // namespace

QByteArray draftSchema(const DocumentProfile &profile, const SchemaDraftOptions &options)
{
    const auto sentence = profile.isSample
        ? QCoreApplication::translate("SchemaDraft", "Drafted from a sample of %n document(s).", nullptr, int(std::min<qint64>(profile.documents, INT_MAX)))
        : QCoreApplication::translate("SchemaDraft", "Drafted from %n document(s).", nullptr, int(std::min<qint64>(profile.documents, INT_MAX)));
    Writer writer(options);
    writer.m_text = "{";
    writer.member("$schema", "\"https://json-schema.org/draft/2020-12/schema\"", 1);
    writer.member("description", encodeJsonString(sentence.toUtf8()), 1);
    writer.members(profile.root, 1);
    return writer.m_text + "\n}\n";
}

} // namespace dumbo
