#!/bin/sh
# makeroot.sh ROOT DEBS: makes a minimal Debian 13 in the folder ROOT. Debian's packages come out of the folder DEBS where they
# are there already. DUMBO_DEBIAN_MIRROR names another mirror than the usual one.
set -eu
root=$1 debs=$2
mkdir -p "$debs"
exec mmdebstrap --quiet --mode=root --variant=minbase --include=eatmydata \
    --skip=download/empty,essential/unlink,cleanup/apt/lists,cleanup/apt/cache \
    --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --aptopt='Acquire::Retries "5"' --aptopt='Binary::apt-get::APT::Keep-Downloaded-Packages "true"' \
    --setup-hook="mkdir -p \"\$1/var/cache/apt/archives\"; find '$debs' -name '*.deb' -exec cp -t \"\$1/var/cache/apt/archives\" {} +" \
    --customize-hook='useradd --root "$1" --create-home --uid 1000 --shell /bin/bash ann' \
    trixie "$root" ${DUMBO_DEBIAN_MIRROR:+"$DUMBO_DEBIAN_MIRROR"}
