#include "core/sdk/abi.h"

#include "core/sdk/buildstamp.h"

namespace dumbo {

BuildStamp BuildStamp::current()
{
    return { dumbo::sdkAbi, QString::fromLatin1(buildStamp::architecture),
        QString::fromLatin1(buildStamp::standardLibrary), QString::fromLatin1(buildStamp::compilerAbi),
        QString::fromLatin1(buildStamp::qt) };
}

} // namespace dumbo
