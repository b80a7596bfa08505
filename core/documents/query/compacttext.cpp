#include "core/documents/query/compacttext.h"

namespace dumbo {

QByteArray compactText(const JsonNode &value, const std::function<QByteArray(QByteArrayView)> &numberText)
{
    QByteArray text;
    auto node = value;
    while (node.isValid()) {
        if (node != value && node.hasKey())
            text += node.rawKey().toByteArray() + ':';
        const auto child = node.firstChild();
        if (numberText && node.isNumber())
            text += numberText(node.text());
        else if (!node.isContainer())
            text += node.text();
        else
            text += node.isArray() ? '[' : '{';
        if (child.isValid()) {
            node = child;
            continue;
        }
        if (node.isContainer())
            text += node.isArray() ? ']' : '}';
        while (node != value && !node.next().isValid()) {
            node = node.parent();
            text += node.isArray() ? ']' : '}';
        }
        if (node == value)
            break;
        text += ',';
        node = node.next();
    }
    return text;
}

} // namespace dumbo
