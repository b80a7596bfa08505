# shellcheck shell=bash
# The entry to the toolchain, sourced by the commands at the root of the project.
#
#   toolchain_prepare build [test] [bench]   make sure that these package lists are there
#   toolchain_run COMMAND…                   run a command with them
#
# The toolchain is either this system itself (native.sh) or a private Debian 13 root (root.sh, enter.sh).
# Environment: DUMBO_TOOLCHAIN=native|root overrules the choice; DUMBO_DEBIAN_MIRROR names a mirror for the root.

project=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd -P)
toolchain_folder=$project/installer/toolchain
export HOME=${HOME:-~}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/dumbo-workbench
toolchain=$cache/toolchain

say() { printf '%s\n' "dumbo: $*" >&2; }
fail() { say "$*"; exit 1; }

# shellcheck source=installer/toolchain/native.sh
source "$toolchain_folder/native.sh"
# shellcheck source=installer/toolchain/root.sh
source "$toolchain_folder/root.sh"
# shellcheck source=installer/toolchain/enter.sh
source "$toolchain_folder/enter.sh"

# The packages of the named lists, one a line.
toolchain_packages()
{
    local list
    for list in "$@"; do
        sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$toolchain_folder/packages-$list.txt"
    done | sort -u
}

# A stamp names a list and its content, so that a changed list is not taken for the one that was installed.
toolchain_stamp()
{
    local sum
    sum=$(sha256sum < "$toolchain_folder/packages-$1.txt")
    printf '%s-%s' "$1" "${sum:0:16}"
}

# Sets toolchain_mode: inside (this is the private root already), native or root.
toolchain_choose()
{
    if [[ ${DUMBO_TOOLCHAIN:-} == inside || ${DUMBO_TOOLCHAIN:-} == native || ${DUMBO_TOOLCHAIN:-} == root ]]; then
        toolchain_mode=$DUMBO_TOOLCHAIN
    elif [[ -n ${DUMBO_TOOLCHAIN:-} ]]; then
        fail "DUMBO_TOOLCHAIN is \"$DUMBO_TOOLCHAIN\"; it can be native or root."
    elif native_fits; then
        toolchain_mode=native
    else
        toolchain_mode=root
    fi
}

toolchain_prepare()
{
    toolchain_choose
    case $toolchain_mode in
        inside) ;;
        native) native_prepare "$@" ;;
        root) root_prepare "$@" ;;
    esac
}

# Runs a command and returns its exit code.
toolchain_run()
{
    toolchain_environment
    case $toolchain_mode in
        inside | native) "$@" ;;
        root) enter_root "$@" ;;
    esac
}

# The same for both kinds of toolchain: programs of the build on PATH, compiler results kept in the cache folder.
toolchain_environment()
{
    export PATH=$project/build/release/bin:${toolchain_path:-$PATH} DUMBO_CACHE=$cache
    export CCACHE_DIR=$cache/ccache CCACHE_BASEDIR=$project CCACHE_NOHASHDIR=1 CCACHE_COMPILERCHECK=content
    export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime CCACHE_MAXSIZE=${CCACHE_MAXSIZE:-10G}
    mkdir -p "$CCACHE_DIR"
}
