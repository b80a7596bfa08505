#include "core/documents/query/pipelineexpression.h"

#include "core/json/jsonstring.h"

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return documentWords(text);
}

using Kind = PipelineExpression::Kind;

Result<PipelineExpression> constantOf(const RelaxedValue &value)
{
    auto text = plainText(value);
    if (!text)
        return fail(text.error());
    PipelineExpression result;
    result.constant = JsonDocument::parse(*text).value_or(JsonDocument());
    return result;
}

Result<PipelineExpression> fieldOf(const RelaxedValue &value)
{
    PipelineExpression result;
    result.kind = Kind::Field;
    auto name = QByteArrayView(value.text).sliced(1);
    if (name == "$ROOT" || name == "$CURRENT")
        return result;
    if (name.startsWith("$ROOT.") || name.startsWith("$CURRENT."))
        name = name.sliced(name.indexOf('.') + 1);
    const auto path = dottedPath(name);
    const bool isWrong
        = std::ranges::any_of(path, [](const auto &step) { return step.isEmpty() || step.startsWith('$'); });
    if (isWrong || path.size() > deepestRelaxedValue)
        return failAt(value.position, tr("\"%1\" names no field.").arg(fromWtf8(value.text)));
    result.path = pathSteps(path);
    return result;
}

Result<PipelineExpression> listOf(const RelaxedValue &value)
{
    PipelineExpression result;
    result.kind = value.isObject() ? Kind::Object : Kind::Array;
    for (const auto &child : value.children) {
        if (value.isObject() && (child.key.isEmpty() || child.key.startsWith('$') || child.key.contains('.')))
            return failAt(child.keyPosition, tr("\"%1\" can't be a key here.").arg(fromWtf8(child.key)));
        auto part = readExpression(child);
        if (!part)
            return part;
        result.keys.push_back(child.key);
        result.children.push_back(std::move(*part));
    }
    return result;
}

QByteArray listText(const PipelineExpression &expression, const JsonNode &document, const DocumentRules &rules)
{
    const bool isObject = expression.kind == Kind::Object;
    QByteArray text(1, isObject ? '{' : '[');
    for (size_t i = 0; i < expression.children.size(); ++i) {
        const auto &child = expression.children[i];
        JsonDocument holder;
        const auto value = evaluate(child, document, rules, holder);
        if (isObject && !value.isValid())
            continue;
        if (text.size() > 1)
            text += ',';
        if (isObject)
            text += encodeJsonString(QByteArrayView(expression.keys[i])) + ':';
        text += value.isValid() ? value.text() : QByteArrayView("null");
    }
    return text + (isObject ? '}' : ']');
}

/// Builds the new text along the path only.
class FieldSetter {
public:
    FieldSetter(const DocumentPath &path, const std::optional<QByteArray> &value, const DocumentRules &rules)
        : m_path(path)
        , m_value(value)
        , m_rules(rules)
    {
    }

    /// Arrays in arrays are gone into so deep and no deeper: documents may be nested as deep as memory allows.
    static constexpr int mostArrays = 50;

    QByteArray set(const JsonNode &node, qsizetype step, int arrays = 0) const
    {
        if (node.isArray() && arrays == mostArrays)
            return node.text().toByteArray();
        if (node.isArray()) {
            QByteArrayList elements;
            for (const auto &element : node.children())
                elements += m_value || element.isContainer() ? set(element, step, arrays + 1) : element.text().toByteArray();
            return '[' + elements.join(',') + ']';
        }
        const auto old = node.find(m_path[step], m_rules.firstKeyWins);
        QByteArrayList members;
        for (const auto &member : node.children()) {
            const auto value = member == old ? valueAt(old, step) : member.text().toByteArray();
            if (!value.isNull())
                members += member.rawKey().toByteArray() + ':' + value;
        }
        if (const auto value = old.isValid() ? QByteArray() : valueAt(old, step); !value.isNull())
            members += encodeJsonString(QByteArrayView(m_path[step])) + ':' + value;
        return '{' + members.join(',') + '}';
    }

private:
    /// Null: nothing is to stand there.
    QByteArray valueAt(const JsonNode &old, qsizetype step) const
    {
        if (step + 1 == m_path.size())
            return m_value ? *m_value : QByteArray();
        if (old.isContainer() || m_value)
            return set(old, step + 1);
        return old.isValid() ? old.text().toByteArray() : QByteArray();
    }

    const DocumentPath &m_path;
    const std::optional<QByteArray> &m_value;
    const DocumentRules &m_rules;
};

} // namespace

Result<PipelineExpression> readExpression(const RelaxedValue &value)
{
    if (value.isString() && value.text.startsWith('$') && value.text.size() > 1)
        return fieldOf(value);
    if (value.hasOperators()) {
        const auto &first = value.children.front();
        if (first.key == "$literal" && value.children.size() == 1)
            return constantOf(first);
        return failAt(first.keyPosition,
            tr("There is no operator \"%1\" here; expressions are fields, constants, objects and arrays.").arg(fromWtf8(first.key)));
    }
    return value.isObject() || value.isArray() ? listOf(value) : constantOf(value);
}

JsonNode evaluate(
    const PipelineExpression &expression, const JsonNode &document, const DocumentRules &rules, JsonDocument &holder)
{
    QByteArray text;
    if (expression.kind == Kind::Constant)
        return expression.constant.root();
    if (expression.kind == Kind::Field) {
        const auto value = fieldValue(document, expression.path, rules);
        if (!value.isGathered)
            return value.node;
        text = value.text;
    } else {
        text = listText(expression, document, rules);
    }
    holder = JsonDocument::parse(text).value_or(JsonDocument());
    return holder.root();
}

QByteArray withField(
    const JsonNode &document, const DocumentPath &path, const std::optional<QByteArray> &value, const DocumentRules &rules)
{
    return FieldSetter(path, value, rules).set(document, 0);
}

} // namespace dumbo
