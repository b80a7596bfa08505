#!/bin/sh
# Runs a test in an empty home. ctest sets HOME and XDG_*; nothing of an earlier run may be there.
set -eu
case $HOME in
    */tests/homes/*) rm -rf "$HOME" ;;
    *) echo "HOME is not a test's home: $HOME" >&2; exit 1 ;;
esac
mkdir -p "$HOME" "$XDG_CACHE_HOME" "$XDG_CONFIG_HOME" "$XDG_DATA_HOME" "$XDG_STATE_HOME" "$XDG_RUNTIME_DIR"
chmod 700 "$XDG_RUNTIME_DIR"
exec "$@"
