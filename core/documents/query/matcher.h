#pragma once

#include "core/base/export.h"
#include "core/base/result.h"
#include "core/documents/query/documentrules.h"
#include "core/sdk/extensions/documentquery.h"

#include <memory>

namespace dumbo {

class JsonNode;
struct CompiledFilter;

/// Decides which documents a filter matches: the one place where filters have their meaning, as MongoDB documents it. Every SQL made
/// for a filter is measured by this.
///
/// - A path goes from object to object. At an array it goes on in each element that is an object; and, where the next step names a
///   position of the array, at that element too (of an array there: into it). Elements that are arrays are not gone into otherwise.
///   {"a.b": …} finds nothing in {a: []} and {a: [1]}, and a missing value in {a: 1}, {a: {}} and {a: [{}]}.
/// - What stands at the end of a path counts by itself and, of an array, by each of its elements; not by elements of elements. An
///   element that a position named as the last step counts by itself only. Size and ElementMatch ask the array, not its elements.
/// - A missing value equals null, also in GreaterOrEqual and LessOrEqual. Not is true whenever its child is not, so also for missing values.
/// - Greater, Less and so on hold within one type: null, numbers, texts, objects, arrays, booleans.
/// - Numbers are compared as the decimals they are written as; "1", "1.0" and "10e-1" are equal. Texts by the bytes of their UTF-8.
/// - Objects are equal with the same keys and values in the same order, but see DocumentRules. Ordered by type of value, key and
///   value of each member in turn.
/// - Type: of numbers "int" is digits alone that fit 32 bits, "long" digits alone that fit 64 but not 32, "double" any other whose nearest
///   double is it, or is written as the same number, "decimal" the rest.
/// - Modulo drops what is behind the point; the remainder has the sign of the number.
/// - Compare: a field through arrays is the array of what was found in elements that are objects; digits are keys there. Missing equals
///   null. The order is that of documentorder.h.
/// - A document that is no object has no fields, an array neither.
///
/// matches() may be called from several threads at once.
class DUMBO_CORE_EXPORT FilterMatcher {
public:
    /// Data for a constant that is no JSON or a pattern that is no regular expression, with the condition's position where it has one.
    [[nodiscard]] static Result<FilterMatcher> create(const DocumentFilter &filter, const DocumentRules &rules = {});
    FilterMatcher(FilterMatcher &&other) noexcept;
    FilterMatcher &operator=(FilterMatcher &&other) noexcept;
    ~FilterMatcher();

    /// Data where a regular expression gives up on a text, so that nobody takes that for a no.
    [[nodiscard]] Result<bool> matches(const JsonNode &document) const;
    /// The same for a text; Data also where it is no JSON.
    [[nodiscard]] Result<bool> matches(QByteArrayView document) const;

private:
    explicit FilterMatcher(std::unique_ptr<CompiledFilter> filter);
    std::unique_ptr<CompiledFilter> m_filter;
};

} // namespace dumbo
