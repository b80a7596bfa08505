#pragma once

#include "core/sdk/extensions/documentquery.h"

#include <QByteArray>

#include <random>

/// What may stand in documents and conditions.
struct GeneratorLimits {
    bool hugeNumbers = true; ///< beyond 64 bits, beyond double, many digits behind the point
    bool duplicateKeys = false; ///< jsonb keeps only one of them
    bool loneSurrogates = false; ///< "\ud800", which jsonb refuses
    bool zeroCharacters = false; ///< "\u0000", which jsonb refuses
    bool regex = true;
    int depth = 4;
};

/// Makes documents and what asks for them, so that conditions match now and then. The same seed gives the same, everywhere.
class DocumentGenerator {
public:
    explicit DocumentGenerator(quint64 seed, const GeneratorLimits &limits = {});

    /// An object. With an id it has that as its "_id" in front.
    [[nodiscard]] QByteArray document(QByteArrayView id = {});
    /// Any JSON value.
    [[nodiscard]] QByteArray value();
    /// One that documents have often.
    [[nodiscard]] dumbo::DocumentPath path();
    [[nodiscard]] dumbo::DocumentFilter filter();
    /// MongoDB's syntax.
    [[nodiscard]] QByteArray filterText();
    [[nodiscard]] std::vector<dumbo::DocumentSortKey> sort();
    [[nodiscard]] dumbo::DocumentProjection projection();
    /// MongoDB's syntax. It may not fit every document.
    [[nodiscard]] QByteArray update();

private:
    [[nodiscard]] int below(int limit);
    [[nodiscard]] bool chance(int percent);
    [[nodiscard]] QByteArray number();
    [[nodiscard]] QByteArray text();
    [[nodiscard]] QByteArray scalar();
    [[nodiscard]] QByteArray valueOf(int depth);
    [[nodiscard]] QByteArray object(int depth, QByteArrayView id);
    [[nodiscard]] QByteArray array(int depth);
    [[nodiscard]] QByteArray conditions(int depth);
    [[nodiscard]] QByteArray condition(int depth);
    [[nodiscard]] QByteArray condition(QByteArrayView operatorName, int depth);

    std::mt19937_64 m_random;
    GeneratorLimits m_limits;
};
