# Completion of peace-tui for fish. In ~/.config/fish/config.fish:
#     peace-tui completion fish | source
function __peace_tui
    set -l left (commandline --cut-at-cursor --current-process | string collect)
    set -l all (commandline --current-process | string collect)
    set -l right (string sub --start (math (string length -- "$left") + 1) -- "$all")
    peace-tui completion fish --answer="$left" --rest="$right" 2>/dev/null
end
complete --command peace-tui --no-files --arguments '(__peace_tui)'
