# shellcheck shell=bash disable=SC2034,SC2154
# A private Debian 13 root in the user's cache folder: made once, extended when a package list asks for more.
# It is made beside its place and renamed, so it is whole or it is not there; one lock lets two first runs take turns. What
# changes the root inherits the lock, so that it stays locked when this shell is killed and mmdebstrap lives on.

root_home=$toolchain/debian-13-$HOSTTYPE
root=$root_home/root

# A root is ready for a list when the list's stamp lies beside it. No lock is taken for looking.
root_is_ready()
{
    local list
    [[ -d $root/usr && ! -e $root_home/changing ]] || return 1
    for list in "$@"; do
        [[ -e $root_home/stamps/$(toolchain_stamp "$list") ]] || return 1
    done
}

root_prepare()
{
    toolchain_path=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
    root_is_ready "$@" && return
    mkdir -p "$root_home" || fail "The toolchain's folder $root_home can't be made."
    root_require_tools
    {
        flock --nonblock 9 || { say "waiting for another run that prepares the toolchain …"; flock 9; }
        root_is_ready "$@" || root_complete "$@"
    } 9> "$root_home/lock" || exit 1
}

# Called under the lock.
root_complete()
{
    if [[ ! -d $root/usr || -e $root_home/changing ]]; then
        root_make "$@"
    else
        root_extend "$@"
    fi
    root_write_stamps "$@"
    rm -f "$root_home/changing"
}

root_write_stamps()
{
    local list
    mkdir -p "$root_home/stamps"
    for list in "$@"; do
        : > "$root_home/stamps/$(toolchain_stamp "$list")"
    done
}

# Leaves out what no build reads, and does not wait for the disk after each file: a half-made root is made anew anyway.
root_dpkg_options=(
    force-unsafe-io
    'path-exclude=/usr/share/man/*'
    'path-exclude=/usr/share/doc/*'
    'path-exclude=/usr/share/info/*'
    'path-exclude=/usr/share/locale/*'
    'path-exclude=/usr/share/qt6/doc/*'
    'path-exclude=/usr/share/help/*'
)

# Packages of servers would make a database and start it, here beside the system's own. Tests make theirs.
root_no_services='
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf
    printf "%s\n" "#!/bin/sh" "exit 101" > /usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d'
root_no_data='rm -rf /var/lib/mysql /var/lib/postgresql/* /etc/ssh/ssh_host_*'

root_make()
{
    local -a options=(--variant=apt "--include=$(toolchain_packages "$@" | paste -sd,)" --aptopt='Acquire::Retries "5"')
    local option fresh=$root_home/new
    for option in "${root_dpkg_options[@]}"; do
        options+=(--dpkgopt="$option")
    done
    # Mount points for the files that enter.sh takes from this system.
    # shellcheck disable=SC2016
    options+=(--customize-hook='for f in resolv.conf hosts machine-id; do rm -f "$1/etc/$f"; : > "$1/etc/$f"; done')
    # shellcheck disable=SC2016
    options+=(--essential-hook="chroot \"\$1\" sh -c '$root_no_services'" --customize-hook="chroot \"\$1\" sh -c '$root_no_data'")
    say "making a private Debian 13 toolchain in $root_home (once; some minutes, about 2 GB) …"
    root_remove "$fresh" "$root_home/old"
    rm -rf "$root_home/stamps"
    mmdebstrap --quiet "${options[@]}" trixie "$fresh" ${DUMBO_DEBIAN_MIRROR:+"$DUMBO_DEBIAN_MIRROR"} >&2 \
        || { root_remove "$fresh"; fail "The toolchain could not be made; the lines above say why."; }
    [[ ! -e $root ]] || mv "$root" "$root_home/old"
    mv "$fresh" "$root"
    root_remove "$root_home/old"
}

root_extend()
{
    local -a packages
    mapfile -t packages < <(toolchain_packages "$@")
    say "adding what is missing to the toolchain in $root_home …"
    # Until all is downloaded nothing has changed: without a network the root stays as good as it was.
    if ! root_apt_get update || ! root_apt_get install --download-only "${packages[@]}"; then
        fail "The packages could not be downloaded; the lines above say why."
    fi
    : > "$root_home/changing"
    if ! root_as_administrator sh -c "$root_no_services" || ! root_apt_get install "${packages[@]}"; then
        say "that failed; making the toolchain anew."
        root_make "$@"
    fi
    root_apt_get clean
    root_as_administrator sh -c "$root_no_data"
}

root_apt_get()
{
    root_as_administrator apt-get -qq --yes --no-install-recommends -o Acquire::Retries=5 -o Dpkg::Use-Pty=0 "$@" > /dev/null
}

# Runs a command as root of the private root: really root, or root of a user namespace.
root_as_administrator()
{
    local -a plain=(env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive)
    if ((EUID == 0)); then
        "${plain[@]}" bwrap --bind "$root" / --proc /proc --dev /dev --bind /tmp /tmp \
            --ro-bind /etc/resolv.conf /etc/resolv.conf "$@"
    else
        # shellcheck disable=SC2016
        mmdebstrap --unshare-helper "${plain[@]}" sh -c '
            mount --rbind /dev "$0/dev" && mount -t proc proc "$0/proc" && mount --bind /etc/resolv.conf "$0/etc/resolv.conf" \
                && exec chroot "$0" "$@"' "$root" "$@"
    fi
}

# Files of a root that an ordinary user made belong to other user ids: only its namespace may delete
# them. The folder itself lies in one of the user's.
root_remove()
{
    local folder
    for folder in "$@"; do
        [[ -e $folder ]] || continue
        ((EUID == 0)) || mmdebstrap --unshare-helper find "$folder" -xdev -mindepth 1 -delete
        rm -rf --one-file-system "$folder"
    done
}

# mmdebstrap makes the root, bubblewrap enters it.
root_require_tools()
{
    local -a missing=()
    command -v mmdebstrap > /dev/null || missing+=(mmdebstrap)
    command -v bwrap > /dev/null || missing+=(bubblewrap)
    [[ -e /usr/share/keyrings/debian-archive-keyring.gpg ]] || missing+=(debian-archive-keyring)
    ((EUID == 0)) || command -v newuidmap > /dev/null || missing+=(uidmap)
    ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
    bwrap --dev-bind / / true 2> /dev/null || fail "$(root_refused)"
}

root_refused()
{
    printf 'bwrap may not make namespaces here, so the private toolchain could not be entered. '
    if ((EUID == 0)); then
        printf 'In a container, start it with the right to do so (CAP_SYS_ADMIN).'
    else
        printf 'The administrator can allow it: sysctl kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu, or '
        printf 'sysctl kernel.unprivileged_userns_clone=1 or user.max_user_namespaces elsewhere.'
    fi
}
