# shellcheck shell=bash disable=SC2034,SC2154
# This system as the toolchain: where it is new enough, missing packages come from apt.

native_stamps=$toolchain/native

# Debian 13 and Ubuntu 25.04 are the first whose packages fit; other systems are asked by configuring a probe.
native_fits()
{
    local ID='' VERSION_ID='' os=/etc/os-release
    # shellcheck disable=SC1090
    [[ ! -r $os ]] || source "$os"
    case $ID in
        debian) [[ -z $VERSION_ID || ${VERSION_ID%%.*} -ge 13 ]] ;;
        ubuntu) [[ ${VERSION_ID//./} -ge 2504 ]] ;;
        *) native_probe ;;
    esac
}

native_stamp()
{
    local changed
    changed=$(stat -c %Y /var/lib/dpkg/status /etc/os-release 2> /dev/null | paste -sd-)
    printf '%s/%s-%s' "$native_stamps" "$(toolchain_stamp "$1")" "$changed"
}

native_prepare()
{
    local list
    toolchain_path=$PATH
    if ! command -v dpkg-query > /dev/null; then
        native_probe || fail "$(native_wanted)"
        return
    fi
    for list in "$@"; do
        [[ -e $(native_stamp "$list") ]] || native_install "$list"
    done
}

native_install()
{
    local package
    local -a missing=()
    while read -r package; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null) == installed ]] || missing+=("$package")
    done < <(toolchain_packages "$1")
    ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
    mkdir -p "$native_stamps"
    : > "$(native_stamp "$1")"
}

# Configures a project that only looks for what the real one needs; remembered until the question changes.
native_probe()
{
    local stamp
    command -v cmake > /dev/null || return 1
    stamp=$native_stamps/probe-$(cat "$project/cmake/DumboDependencies.cmake" /etc/os-release 2> /dev/null | sha256sum | cut -c1-16)
    [[ ! -e $stamp ]] || return 0
    mkdir -p "$native_stamps"
    cmake -G Ninja -S "$toolchain_folder/probe" -B "$native_stamps/probe.$$" > "$native_stamps/probe.log" 2>&1
    local status=$?
    rm -rf "$native_stamps/probe.$$"
    ((status == 0)) && : > "$stamp"
}

native_wanted()
{
    printf 'This system lacks something the build needs: Qt 6.7 or later, KDE Frameworks 6, a C++23 compiler (GCC 14), CMake 3.28 and the libraries in installer/toolchain/packages-build.txt. What was missing: %s' "$native_stamps/probe.log"
}

# Installs packages of this system as root or through sudo, else says what to install.
install_packages()
{
    local -a administrator=()
    command -v apt-get > /dev/null || fail "Please install: $*"
    if ((EUID != 0)); then
        command -v sudo > /dev/null || fail "Please install these packages as root: apt-get install $*"
        administrator=(sudo)
    fi
    say "installing $* …"
    "${administrator[@]}" apt-get -qq update >&2 || say "apt-get update failed; trying with what is known."
    "${administrator[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "$@" >&2 \
        || fail "Please install these packages: apt-get install $*"
}
