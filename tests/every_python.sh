#!/usr/bin/env bash
# Runs the tests on every Python at hand, from the oldest that is supported: tests/every_python.sh [what pytest is given]
# Without arguments it runs those that need no terminal and no browser. Environments are kept in .venv-3.11, .venv-3.12, …
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ $# -gt 0 ] || set -- tests/core tests/ui

# at_hand VERSION: where that Python is, on the path or where pyenv and uv keep theirs
at_hand() {
  local found
  for found in "$(command -v "python$1")" ~/.pyenv/versions/"$1".*/bin/"python$1" \
    ~/.local/share/uv/python/cpython-"$1".*/bin/"python$1"; do
    # pyenv has a command for every version, which fails where that version is not chosen
    [ -x "$found" ] && "$found" -c '' 2>/dev/null && echo "$found" && return
  done
  return 1
}

failed=()
tested=()
for version in $(sed -n 's/.*"Programming Language :: Python :: \(3\.[0-9]*\)".*/\1/p' pyproject.toml); do
  if ! python=$(at_hand "$version"); then
    printf '\n=== Python %s is not at hand\n' "$version"
    continue
  fi
  printf '\n=== %s\n' "$("$python" --version)"
  tested+=("$version")
  environment=.venv-$version
  [ -x "$environment/bin/python" ] || "$python" -m venv "$environment" || { failed+=("$version"); continue; }
  "$environment/bin/python" -m pip install -q -e '.[test]' || { failed+=("$version"); continue; }
  "$environment/bin/python" -m pytest -q -p no:cacheprovider "$@" || failed+=("$version")
done

printf '\ntested on: %s\nfailed on: %s\n' "${tested[*]:-none}" "${failed[*]:-none}"
[ ${#tested[@]} -gt 0 ] && [ ${#failed[@]} -eq 0 ]
