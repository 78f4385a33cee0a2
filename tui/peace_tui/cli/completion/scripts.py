"""The scripts that teach each shell to ask. They hold no list of anything: every answer comes from the program."""

from __future__ import annotations

from typing import Final

BASH: Final = r"""# Completion of peace-tui for bash. In ~/.bashrc:
#     eval "$(peace-tui completion bash)"
_peace_tui() {
    local word left=${COMP_LINE:0:COMP_POINT} right=${COMP_LINE:COMP_POINT}
    COMPREPLY=()
    while IFS= read -r word; do
        COMPREPLY+=("$word")
    done < <("${1/#\~/$HOME}" completion bash --answer="$left" --rest="$right" 2>/dev/null)
}
complete -o nospace -F _peace_tui peace-tui
"""

ZSH: Final = r"""#compdef peace-tui
# Completion of peace-tui for zsh. In ~/.zshrc, after compinit:
#     eval "$(peace-tui completion zsh)"
_peace_tui() {
    # $LBUFFER would lack the quotation mark that is open at the cursor: the line is made anew from its words.
    local line typed=$PREFIX
    [[ -n $compstate[quote] ]] || typed=${(Q)PREFIX}
    local left="${(j: :)${(@qq)${(@Q)words[1,CURRENT-1]}}} ${${(qq)typed}%\'}"
    local right=" ${(j: :)${(@qq)${(@Q)words[CURRENT+1,-1]}}}"
    local -a whole whole_shown open open_shown
    while IFS= read -r line; do
        if [[ $line == +* ]]; then
            whole+=("${${line#+}%%$'\t'*}")
            whole_shown+=("${line#*$'\t'}")
        else
            open+=("${${line#-}%%$'\t'*}")
            open_shown+=("${line#*$'\t'}")
        fi
    done < <(${(Q)~words[1]} completion zsh --answer="$left" --rest="$right" 2>/dev/null)
    compadd -l -d whole_shown -a whole
    compadd -l -S '' -d open_shown -a open
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _peace_tui "$@"
else
    compdef _peace_tui peace-tui
fi
"""

FISH: Final = r"""# Completion of peace-tui for fish. In ~/.config/fish/config.fish:
#     peace-tui completion fish | source
function __peace_tui
    set -l left (commandline --cut-at-cursor --current-process | string collect)
    set -l all (commandline --current-process | string collect)
    set -l right (string sub --start (math (string length -- "$left") + 1) -- "$all")
    peace-tui completion fish --answer="$left" --rest="$right" 2>/dev/null
end
complete --command peace-tui --no-files --arguments '(__peace_tui)'
"""

SCRIPTS: Final = {"bash": BASH, "zsh": ZSH, "fish": FISH}
"""The scripts, by the names of the shells."""
