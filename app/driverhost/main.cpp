#include "app/driverhost/probechild.h"
#include "core/isolation/driverhost.h"
#include "core/sdk/abi.h"

#include <QCoreApplication>

#include <cstdio>

// A build that keeps drivers of another SDK alive says which; see docs/drivers/isolation.md.
#if !defined(DUMBO_HOST_SDK_ABI)
#define DUMBO_HOST_SDK_ABI dumbo::sdkAbi
#endif

namespace {

constexpr int inheritedSocket = 3; ///< ChildProcess::Command::inherited

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (argc == 3 && QByteArrayView(argv[1]) == "--probe")
        return runProbe(argv[2]);
    if (argc == 2 && QByteArrayView(argv[1]) == "--serve")
        return dumbo::runDriverHost(inheritedSocket, DUMBO_HOST_SDK_ABI);
    std::fputs("dumbo-driver-host is started by Dumbo Workbench, not by people.\n", stderr);
    return 2;
}
