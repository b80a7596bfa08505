#pragma once

#include "core/sdk/extensions/documentquery.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace workbench {

enum class QueryField { Filter, Sort, Projection };

/// What can be typed at a place of a filter, an order or a choice of fields.
struct QueryCompletion {
    struct Item {
        QString label;
        QString insert;
        QString detail; ///< what it does; empty for paths
    };
    qsizetype from = 0; ///< what is replaced: from here to the cursor
    QString prefix; ///< of it, what is compared with the labels
    QList<Item> items; ///< best first
};

/// paths: those known of the documents. Any text: it need not be complete, nor right.
[[nodiscard]] QueryCompletion completeQuery(const QString &text, qsizetype cursor, QueryField field, const QList<dumbo::DocumentPath> &paths);

} // namespace workbench
