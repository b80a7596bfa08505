#include "core/documents/query/documentpath.h"

#include <algorithm>

namespace dumbo {

DocumentPath dottedPath(QByteArrayView text)
{
    return text.toByteArray().split('.');
}

QByteArray dottedText(const DocumentPath &path)
{
    return path.join('.');
}

qint64 arrayPosition(QByteArrayView step)
{
    const bool isNumber = !step.isEmpty() && step.size() <= 10
        && std::ranges::all_of(step, [](char c) { return c >= '0' && c <= '9'; });
    if (!isNumber || (step.size() > 1 && step.startsWith('0')))
        return -1;
    const auto position = step.toLongLong();
    return position <= 0x7fff'ffff ? position : -1;
}

bool pathsOverlap(const DocumentPath &left, const DocumentPath &right)
{
    const auto common = std::min(left.size(), right.size());
    return left.first(common) == right.first(common);
}

} // namespace dumbo
