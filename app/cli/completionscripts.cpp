#include "app/cli/completion.h"

namespace cli {

namespace {

// Bash splits words at = and : too, and wants back only what stands behind the last of these. Where files are offered it quotes by itself.
constexpr char bashScript[] = R"script(# bash completion for dumbo
_dumbo()
{
    local rest=${COMP_LINE:0:COMP_POINT} word index typed before kind
    local -a words=() found=()
    for ((index = 0; index <= COMP_CWORD; index++)); do
        word=${COMP_WORDS[index]}
        if [[ $index == 0 || $rest == [[:space:]]* || -z $rest ]]; then words+=("$word"); else words[-1]+=$word; fi
        rest=${rest#"${rest%%[![:space:]]*}"}
        rest=${rest#"$word"}
    done
    typed=${words[-1]}
    before=${typed%"${typed##*[=:]}"}
    COMPREPLY=()
    {
        read -r kind
        while IFS=$'\t' read -r word _; do found+=("$word"); done
    } < <("${words[0]}" completion words "${words[@]:1:${#words[@]}-2}" "${typed#[\"\']}" 2> /dev/null)
    for word in "${found[@]}"; do
        word=${word#"$before"}
        [[ $typed == [\"\']* || $kind == files ]] || printf -v word %q "$word"
        COMPREPLY+=("$word")
    done
    [[ $kind == files ]] || return 0
    compopt -o filenames
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "${typed##*=}")
}
complete -F _dumbo dumbo
)script";

constexpr char zshScript[] = R"script(#compdef dumbo
_dumbo()
{
    local line
    local -a lines candidates
    lines=("${(@f)$("${words[1]}" completion words "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2> /dev/null)}")
    for line in "${(@)lines[2,-1]}"; do
        candidates+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
    done
    (( $#candidates )) && _describe -t words dumbo candidates
    if [[ $lines[1] == files ]]; then
        [[ $PREFIX == --*=* ]] && compset -P '*='
        _files
    fi
}
if [[ ${funcstack[1]} == _dumbo ]]; then _dumbo "$@"; else compdef _dumbo dumbo; fi
)script";

constexpr char fishScript[] = R"script(# fish completion for dumbo
function __dumbo_complete
    set -l words (commandline --cut-at-cursor --tokenize --current-process)
    set -l typed (commandline --cut-at-cursor --current-token)
    set -l lines ($words[1] completion words $words[2..] "$typed" 2> /dev/null)
    printf '%s\n' $lines[2..]
    test "$lines[1]" = files; and __fish_complete_path "$typed"
end
complete --command dumbo --no-files --arguments '(__dumbo_complete)'
)script";

} // namespace

QByteArray completionScript(const QString &shell)
{
    if (shell == QLatin1StringView("zsh"))
        return zshScript;
    return shell == QLatin1StringView("fish") ? fishScript : bashScript;
}

} // namespace cli
