#pragma once

#include <QByteArray>

/// What probeDriver() starts in a process of its own: loads the driver that the request names, tries it, and tells of each step by a line
/// of JSON on standard output, before whatever may go wrong in it. What the driver itself prints goes to standard error. The
/// exit code says nothing.
int runProbe(const QByteArray &request);
