#!/bin/sh
# Installs the SDK, builds the driver beside this script against it, and looks at what came out.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
for component in dumbo sdk; do
    cmake --install "$DUMBO_BUILD_DIR" --component "$component" --prefix "$HOME/sdk" > "$HOME/install.log"
done
cmake -G Ninja -S "$here/driver" -B "$HOME/build" -DCMAKE_PREFIX_PATH="$HOME/sdk" -DCMAKE_BUILD_TYPE=Release
cmake --build "$HOME/build"

driver=$HOME/build/dumbo-driver-nothing.so
test -e "$driver" || { echo "there is no $driver"; exit 1; }
needed=$(readelf --dynamic "$driver" | grep NEEDED)
case $needed in
    *libDumboCore*) echo "the driver links more than the SDK: $needed"; exit 1 ;;
    *libDumboSdk*) ;;
    *) echo "the driver does not link the SDK: $needed"; exit 1 ;;
esac
grep -q '"sdkAbi"' "$HOME/build/dumbo-driver-nothing/driver.json" || { echo "the manifest has no build stamp"; exit 1; }
