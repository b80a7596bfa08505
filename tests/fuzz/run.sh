#!/bin/bash
# run.sh BUILD [SECONDS [TARGET…]]: runs the fuzz targets of a build tree, as many at once as there are processors. Says at the end
# which of them found something; the bytes that did it are in BUILD/findings.
set -u
source_folder=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
build=$1
seconds=${2:-30}
targets=("${@:3}")
((${#targets[@]})) || mapfile -t targets < "$build/fuzz-targets.txt"

run_target()
{
    local name=$1 log=$build/findings/$1.log
    local -a folders=("$build/corpus/$name") options=()
    local seeds
    mkdir -p "$build/corpus/$name" "$build/findings/$name"
    for seeds in "$source_folder/corpus/$name" "$build/seeds/$name"; do
        [[ ! -d $seeds ]] || folders+=("$seeds")
    done
    [[ ! -e $source_folder/$name.dict ]] || options+=("-dict=$source_folder/$name.dict")
    if "$build/bin/fuzz-$name" "${options[@]}" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=65536 \
        -print_final_stats=1 -artifact_prefix="$build/findings/$name/" "${folders[@]}" > "$log" 2>&1; then
        echo "fuzz-$name: nothing found in $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") runs"
    else
        echo "fuzz-$name: FOUND SOMETHING; the end of $log:"
        tail -n 60 "$log"
        return 1
    fi
}

mkdir -p "$build/findings"
export ASAN_OPTIONS=detect_stack_use_after_return=1:allocator_may_return_null=1 UBSAN_OPTIONS=print_stacktrace=1
failed=0
for name in "${targets[@]}"; do
    while (($(jobs -rp | wc -l) >= $(nproc))); do
        wait -n || failed=1
    done
    run_target "$name" &
done
while (($(jobs -p | wc -l))); do
    wait -n || failed=1
done
exit "$failed"
