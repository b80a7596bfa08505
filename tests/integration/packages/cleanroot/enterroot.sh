#!/bin/sh
# enterroot.sh ROOT COMMAND…: runs a command in the folder ROOT as if that were a system of its own; called under "unshare --mount
# --pid --ipc --fork --kill-child", so that no mount and no process outlives it. The network and the X sockets are this system's.
set -eu
root=$1
shift
mount --make-rprivate /
mkdir -p /tmp/.X11-unix "$root/tmp/.X11-unix"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"
mkdir -p "$root/run/user/1000"
chown 1000:1000 "$root/run/user/1000"
chmod 700 "$root/run/user/1000"
rm -f "$root/etc/resolv.conf"
cp /etc/resolv.conf "$root/etc/resolv.conf"
mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
