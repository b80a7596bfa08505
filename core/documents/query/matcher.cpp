#include "core/documents/query/matcher.h"

#include "core/documents/query/decimal.h"
#include "core/documents/query/documentorder.h"
#include "core/documents/query/filterparser.h"
#include "core/documents/query/relaxedvalue.h"
#include "core/documents/query/valuewalk.h"
#include "core/json/jsondocument.h"
#include "core/json/jsonnumber.h"
#include "core/json/jsonstring.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <optional>

namespace dumbo {

using Kind = DocumentFilter::Kind;

/// One condition with its constants read.
struct CompiledCondition {
    Kind kind = Kind::And;
    std::vector<PathStep> path;
    JsonDocument constant;
    QSet<QByteArray> choices; ///< of In, as orderedBytes
    QStringList types;
    QRegularExpression pattern;
    qint64 divisor = 1;
    qint64 remainder = 0;
    qint64 size = 0;
    bool onElement = false; ///< of ElementMatch
    DocumentFilter::Comparison comparison = DocumentFilter::Comparison::Equal;
    struct Side {
        bool isField = false;
        std::vector<PathStep> path;
        JsonDocument constant;
    };
    Side left;
    Side right;
    std::vector<CompiledCondition> children;
};

struct CompiledFilter {
    DocumentRules rules;
    CompiledCondition root;
};

namespace {

QString tr(const char *text)
{
    return documentWords(text);
}

/// Constants of filters are small; nesting is bounded so that compiling may recurse.
constexpr int deepestFilter = 1000;

Result<JsonDocument> constantOf(const QByteArray &json, qint64 position)
{
    auto document = JsonDocument::parse(json);
    if (!document)
        return failAt(position, tr("A constant is no JSON: %1").arg(document.error().message()));
    return document;
}

Result<QRegularExpression> patternOf(const DocumentFilter &filter)
{
    QRegularExpression::PatternOptions options;
    for (const auto letter : filter.options) {
        if (letter == 'i')
            options |= QRegularExpression::CaseInsensitiveOption;
        else if (letter == 'm')
            options |= QRegularExpression::MultilineOption;
        else if (letter == 's')
            options |= QRegularExpression::DotMatchesEverythingOption;
        else if (letter == 'x')
            options |= QRegularExpression::ExtendedPatternSyntaxOption;
        else
            return failAt(filter.position, tr("A regular expression has the flags i, m, s and x only."));
    }
    const QRegularExpression pattern(fromWtf8(filter.pattern), options);
    if (!pattern.isValid())
        return failAt(filter.position, tr("The regular expression is wrong: %1").arg(pattern.errorString()));
    return pattern;
}

Result<CompiledCondition::Side> sideOf(const DocumentOperand &operand, qint64 position)
{
    CompiledCondition::Side side;
    side.isField = operand.isField;
    side.path = pathSteps(operand.path);
    if (side.isField)
        return side;
    auto constant = constantOf(operand.value, position);
    if (!constant)
        return fail(constant.error());
    side.constant = *constant;
    return side;
}

class FilterCompiler {
public:
    explicit FilterCompiler(const DocumentRules &rules)
        : m_rules(rules)
    {
    }

    Result<CompiledCondition> compile(const DocumentFilter &filter, int depth = 0)
    {
        if (depth > deepestFilter)
            return failAt(filter.position, tr("The filter is nested too deep."));
        CompiledCondition result;
        result.kind = filter.kind;
        result.path = pathSteps(filter.path);
        result.size = filter.size;
        result.types = filter.types;
        result.comparison = filter.comparison;
        if (auto read = readConstants(filter, result); !read)
            return fail(read.error());
        const bool wantsChild = filter.kind == Kind::Not || filter.kind == Kind::ElementMatch;
        if (wantsChild && filter.children.size() != 1)
            return failAt(filter.position, tr("The condition wants exactly one condition inside."));
        if (filter.kind == Kind::ElementMatch)
            result.onElement = isConditionOnElement(filter.children.front());
        for (const auto &child : filter.children) {
            auto compiled = compile(child, depth + 1);
            if (!compiled)
                return compiled;
            result.children.push_back(std::move(*compiled));
        }
        return result;
    }

private:
    Result<void> readConstants(const DocumentFilter &filter, CompiledCondition &result)
    {
        switch (filter.kind) {
        case Kind::Equal:
        case Kind::Greater:
        case Kind::GreaterOrEqual:
        case Kind::Less:
        case Kind::LessOrEqual:
            return keep(constantOf(filter.value, filter.position), result.constant);
        case Kind::In:
            return readChoices(filter, result);
        case Kind::Regex:
            return keep(patternOf(filter), result.pattern);
        case Kind::Modulo:
            return readModulo(filter, result);
        case Kind::Compare:
            if (auto left = keep(sideOf(filter.left, filter.position), result.left); !left)
                return left;
            return keep(sideOf(filter.right, filter.position), result.right);
        default:
            return {};
        }
    }

    template <typename T>
    static Result<void> keep(Result<T> value, T &place)
    {
        if (!value)
            return fail(value.error());
        place = std::move(*value);
        return {};
    }

    Result<void> readChoices(const DocumentFilter &filter, CompiledCondition &result)
    {
        for (const auto &value : filter.values) {
            auto constant = constantOf(value, filter.position);
            if (!constant)
                return fail(constant.error());
            result.choices.insert(orderedBytes(constant->root(), m_rules));
        }
        return {};
    }

    static Result<void> readModulo(const DocumentFilter &filter, CompiledCondition &result)
    {
        bool divisorFits = false;
        bool remainderFits = false;
        result.divisor = filter.divisor.toLongLong(&divisorFits);
        result.remainder = filter.remainder.toLongLong(&remainderFits);
        if (!divisorFits || !remainderFits || result.divisor == 0)
            return failAt(filter.position, tr("$mod wants whole numbers of 64 bits, the divisor not 0."));
        return {};
    }

    DocumentRules m_rules;
};

/// Missing and null are one.
JsonKind typeOf(const JsonNode &node)
{
    return node.isValid() ? node.kind() : JsonKind::Null;
}

bool holds(DocumentFilter::Comparison comparison, int order)
{
    using Comparison = DocumentFilter::Comparison;
    switch (comparison) {
    case Comparison::Equal:
        return order == 0;
    case Comparison::NotEqual:
        return order != 0;
    case Comparison::Greater:
        return order > 0;
    case Comparison::GreaterOrEqual:
        return order >= 0;
    case Comparison::Less:
        return order < 0;
    case Comparison::LessOrEqual:
        return order <= 0;
    }
    return false;
}

bool hasType(const JsonNode &value, const QStringList &types)
{
    const auto is = [&types](const char *name) { return types.contains(QLatin1StringView(name)); };
    switch (value.kind()) {
    case JsonKind::Missing:
        return false;
    case JsonKind::Null:
        return is("null");
    case JsonKind::Boolean:
        return is("bool");
    case JsonKind::String:
        return is("string");
    case JsonKind::Array:
        return is("array");
    case JsonKind::Object:
        return is("object");
    case JsonKind::Number:
        return is("number") || types.contains(QLatin1StringView(numberType(value.text())));
    }
    return false;
}

/// Each lone surrogate as U+FFFD.
QString withWholeCharacters(QString text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (!text.at(i).isSurrogate())
            continue;
        if (text.at(i).isHighSurrogate() && i + 1 < text.size() && text.at(i + 1).isLowSurrogate())
            ++i;
        else
            text[i] = QChar::ReplacementCharacter;
    }
    return text;
}

class FilterEvaluator {
public:
    FilterEvaluator(const DocumentRules &rules, const JsonNode &root)
        : m_rules(rules)
        , m_root(root)
    {
    }

    Result<bool> decide(const CompiledCondition &condition) const
    {
        const bool answer = matches(condition, m_root);
        return m_failure ? Result<bool>(std::unexpected(*m_failure)) : answer;
    }

private:
    bool matches(const CompiledCondition &condition, const JsonNode &context) const
    {
        const auto holdsFor = [&](const CompiledCondition &child) { return matches(child, context); };
        switch (condition.kind) {
        case Kind::And:
            return std::ranges::all_of(condition.children, holdsFor);
        case Kind::Or:
            return std::ranges::any_of(condition.children, holdsFor);
        case Kind::Not:
            return !holdsFor(condition.children.front());
        case Kind::Compare:
            return compares(condition, context);
        default:
            return matchesPath(condition, context);
        }
    }

    bool matchesPath(const CompiledCondition &condition, const JsonNode &context) const
    {
        const auto test = [&](const JsonNode &value) { return matchesValue(condition, value); };
        if (condition.path.empty())
            return test(context);
        // An element that is an array has the fields 0, 1, …; a document that is none has no fields.
        if (!context.isContainer() || (context.isArray() && context == m_root))
            return test(JsonNode());
        const bool elements = condition.kind != Kind::Size && condition.kind != Kind::ElementMatch;
        return PathWalk(condition.path, elements, m_rules, test).through(context);
    }

    bool matchesValue(const CompiledCondition &condition, const JsonNode &value) const
    {
        switch (condition.kind) {
        case Kind::Equal:
            return ordered(condition, value, DocumentFilter::Comparison::Equal);
        case Kind::Greater:
            return ordered(condition, value, DocumentFilter::Comparison::Greater);
        case Kind::GreaterOrEqual:
            return ordered(condition, value, DocumentFilter::Comparison::GreaterOrEqual);
        case Kind::Less:
            return ordered(condition, value, DocumentFilter::Comparison::Less);
        case Kind::LessOrEqual:
            return ordered(condition, value, DocumentFilter::Comparison::LessOrEqual);
        case Kind::In:
            return !condition.choices.isEmpty() && condition.choices.contains(orderedBytes(value, m_rules));
        case Kind::Exists:
            return value.isValid();
        case Kind::Type:
            return hasType(value, condition.types);
        case Kind::Regex:
            return value.isString() && matchesPattern(condition, value.toQString());
        case Kind::Modulo:
            return value.isNumber() && jsonNumberRemainder(value.text(), condition.divisor) == condition.remainder;
        case Kind::Size:
            return value.isArray() && value.childCount() == condition.size;
        case Kind::ElementMatch:
            return matchesElement(condition, value);
        default:
            return false;
        }
    }

    /// Where the pattern gives up there is no answer, neither yes nor no: it is noted, and the whole question fails.
    bool matchesPattern(const CompiledCondition &condition, QString text) const
    {
        if (m_failure)
            return false;
        // PCRE refuses texts with halves of characters.
        if (!text.isValidUtf16())
            text = withWholeCharacters(std::move(text));
        const auto match = condition.pattern.matchView(text);
        if (!match.isValid())
            m_failure = Error(ErrorKind::Data,
                tr("The regular expression /%1/ gave up on a text of %2 characters.").arg(condition.pattern.pattern()).arg(text.size()));
        return match.hasMatch();
    }

    bool ordered(const CompiledCondition &condition, const JsonNode &value, DocumentFilter::Comparison comparison) const
    {
        const auto constant = condition.constant.root();
        return typeOf(value) == typeOf(constant) && holds(comparison, compareValues(value, constant, m_rules));
    }

    bool matchesElement(const CompiledCondition &condition, const JsonNode &value) const
    {
        if (!value.isArray())
            return false;
        const auto &child = condition.children.front();
        for (const auto &element : value.children()) {
            if ((condition.onElement || element.isContainer()) && matches(child, element))
                return true;
        }
        return false;
    }

    bool compares(const CompiledCondition &condition, const JsonNode &context) const
    {
        JsonDocument leftGathered;
        JsonDocument rightGathered;
        const auto left = side(condition.left, context, leftGathered);
        const auto right = side(condition.right, context, rightGathered);
        return holds(condition.comparison, compareValues(left, right, m_rules));
    }

    JsonNode side(const CompiledCondition::Side &side, const JsonNode &context, JsonDocument &gathered) const
    {
        if (!side.isField)
            return side.constant.root();
        const auto value = fieldValue(context, side.path, m_rules);
        if (!value.isGathered)
            return value.node;
        gathered = JsonDocument::parse(value.text).value_or(JsonDocument());
        return gathered.root();
    }

    const DocumentRules &m_rules;
    const JsonNode m_root;
    mutable std::optional<Error> m_failure;
};

} // namespace

FilterMatcher::FilterMatcher(std::unique_ptr<CompiledFilter> filter)
    : m_filter(std::move(filter))
{
}

FilterMatcher::FilterMatcher(FilterMatcher &&other) noexcept = default;
FilterMatcher &FilterMatcher::operator=(FilterMatcher &&other) noexcept = default;
FilterMatcher::~FilterMatcher() = default;

Result<FilterMatcher> FilterMatcher::create(const DocumentFilter &filter, const DocumentRules &rules)
{
    auto compiled = std::make_unique<CompiledFilter>();
    compiled->rules = rules;
    auto root = FilterCompiler(rules).compile(filter);
    if (!root)
        return fail(root.error());
    compiled->root = std::move(*root);
    return FilterMatcher(std::move(compiled));
}

Result<bool> FilterMatcher::matches(const JsonNode &document) const
{
    return FilterEvaluator(m_filter->rules, document).decide(m_filter->root);
}

Result<bool> FilterMatcher::matches(QByteArrayView document) const
{
    JsonReader reader;
    const auto root = reader.read(document);
    if (!root)
        return fail(root.error());
    return matches(*root);
}

} // namespace dumbo
