#pragma once

namespace dumbo {

/// What a database does to documents that the evaluator must know to mean the same.
struct DocumentRules {
    /// Objects are equal whatever the order of their keys. They are compared with their keys in jsonb's order: by length, then by bytes.
    bool ordersKeys = false;
    /// Of a key that stands twice the first counts, else the last.
    bool firstKeyWins = false;
    friend bool operator==(const DocumentRules &, const DocumentRules &) = default;
};

} // namespace dumbo
