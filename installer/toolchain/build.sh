# shellcheck shell=bash disable=SC2034,SC2154
# Configuring and building, for the commands at the root; sourced after toolchain.sh.

# build_preset PRESET [TARGET…]: configures what was never configured, and builds.
build_preset()
{
    local preset=$1
    shift
    local -a targets=()
    (($# == 0)) || targets=(--target "$@")
    (
        cd "$project" && mkdir -p build && exec 8> "build/$preset.lock" || exit 1
        flock --nonblock 8 || { say "waiting for another build of $preset …"; flock 8; }
        if [[ ! -e build/$preset/build.ninja ]]; then
            toolchain_run cmake --preset "$preset" >&2 || exit 1
        fi
        toolchain_run cmake --build "build/$preset" "${targets[@]}" >&2
    ) || fail "The build failed; the lines above say why."
}

# Builds the programs when the named one is ours and was never built.
build_missing_program()
{
    case $1 in
        dumbo | dumbo-workbench) [[ -x $project/build/release/bin/$1 ]] || build_preset release dumbo-programs ;;
    esac
}
