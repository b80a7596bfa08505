#include "options.h"

namespace dumbo::duckdb {

Options Options::fromOptions(const ConnectionOptions &given)
{
    Options options;
    options.path = given.text(u"path");
    options.create = given.boolean(u"create", options.create);
    options.threads = int(given.integer(u"threads", options.threads));
    options.memoryLimit = given.text(u"memoryLimit");
    options.extensions = given.boolean(u"extensions", options.extensions);
    return options;
}

bool Options::isMemory() const
{
    return path.isEmpty() || path == QLatin1StringView(":memory:");
}

} // namespace dumbo::duckdb
