#include "app/driverhost/probechild.h"

#include <QCoreApplication>

#include <cstdio>

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (argc == 3 && QByteArrayView(argv[1]) == "--probe")
        return runProbe(argv[2]);
    std::fputs("dumbo-driver-host is started by Dumbo Workbench, not by people.\n", stderr);
    return 2;
}
