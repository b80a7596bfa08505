# shellcheck shell=bash disable=SC2034,SC2154
# Enters the private root: /usr and /etc are the root's, read-only; all the rest is this system's, so that home, project,
# databases, display and sockets are where they always are.

# Sets enter_mounts.
enter_collect_mounts()
{
    local name folder
    enter_mounts=(--ro-bind "$root/usr" /usr --ro-bind "$root/etc" /etc --ro-bind "$root/var" /var)
    for name in bin sbin lib lib32 lib64 libx32; do
        [[ ! -L $root/$name ]] || enter_mounts+=(--symlink "usr/$name" "/$name")
    done
    for folder in /*; do
        case $folder in
            /bin | /sbin | /lib* | /usr | /etc | /var | /dev | /boot | /efi | /lost+found) ;;
            *) [[ -L $folder || ! -d $folder ]] || enter_mounts+=(--bind "$folder" "$folder") ;;
        esac
    done
    enter_mounts+=(--dev-bind /dev /dev --bind /var/tmp /var/tmp)
    for name in resolv.conf hosts machine-id; do
        [[ ! -e /etc/$name || ! -e $root/etc/$name ]] || enter_mounts+=(--ro-bind "/etc/$name" "/etc/$name")
    done
    # Whom this system trusts, a company's own certificates included.
    name=/etc/ssl/certs/ca-certificates.crt
    [[ ! -e $name || ! -e $root$name ]] || enter_mounts+=(--ro-bind "$name" "$name")
    if ((EUID != 0)); then
        enter_mounts+=(--ro-bind /etc/passwd /etc/passwd --ro-bind /etc/group /etc/group)
    fi
    # Those that do not lie in a folder bound above, such as a home below /var.
    for folder in "$HOME" "$project" "$cache"; do
        [[ ! -d $folder ]] || enter_mounts+=(--bind "$(cd "$folder" && pwd -P)" "$(cd "$folder" && pwd -P)")
    done
}

# The zone of this system, which programs in the root would not find by themselves.
enter_time_zone()
{
    local zone
    zone=$(readlink -f /etc/localtime) || zone=
    case $zone in
        */zoneinfo/*) printf '%s' "${zone##*/zoneinfo/}" ;;
        *) printf 'UTC' ;;
    esac
}

# Runs a command in the root and returns its exit code. bwrap waits beside the command and would not hand signals on:
# it ignores the keyboard's (the command gets those itself), and this shell passes the others to the command.
enter_root()
{
    local status
    enter_collect_mounts
    # What names libraries or compilers of this system means nothing in the root.
    unset LD_LIBRARY_PATH LD_PRELOAD QT_PLUGIN_PATH PKG_CONFIG_PATH CMAKE_PREFIX_PATH CPATH LIBRARY_PATH CC CXX CXXFLAGS LDFLAGS
    export LC_ALL=C.UTF-8 LANG=C.UTF-8 TZ="${TZ:-$(enter_time_zone)}" DUMBO_TOOLCHAIN=inside
    export FONTCONFIG_FILE=$toolchain_folder/fonts.conf
    bwrap "${enter_mounts[@]}" --die-with-parent --chdir "$PWD" -- env --default-signal=INT,QUIT "$@" <&0 &
    enter_child=$!
    trap 'enter_signal TERM' TERM
    trap 'enter_signal HUP' HUP
    trap : INT
    while wait "$enter_child"; status=$?; ((status > 128)) && kill -0 "$enter_child" 2> /dev/null; do :; done
    return "$status"
}

enter_signal()
{
    local command
    command=$(< "/proc/$enter_child/task/$enter_child/children")
    [[ -z $command ]] || kill -s "$1" "${command%% *}"
}
