# shellcheck shell=bash
# What every script begins with: the checkout's folder as `root`, and a PATH on which the right Node is first.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export PATH="$root/.tools/bin:$PATH"
cd "$root" || exit

# The opening comment of a script is its help: everything up to the first line that is no comment.
print_help() { sed -n '2,/^[^#]/{s/^#$//p;s/^# //p}' "$1"; }

say() { printf '%s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

# Builds what is shipped. On a terminal it shows how far it is; what the compiler said is shown when it fails.
build_release() {
  local log=$root/build/build.log
  mkdir -p build
  say "Building Reeve (some minutes the first time) ..."
  if ! { cmake --preset release && cmake --build --preset release -j "$(nproc)" --target reeve reeve-cloud; } 2>&1 | tee "$log" | show_steps; then
    grep -vE '^\[[0-9]+/[0-9]+\]' "$log" | tail -n 40 >&2
    fail "Building Reeve failed; the whole output stands in $log."
  fi
}
show_steps() {
  local line
  while IFS= read -r line; do
    if [ -t 2 ] && [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]]; then printf '\r  step %s of %s ' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" >&2; fi
  done
  if [ -t 2 ]; then printf '\r\033[K' >&2; fi
}
