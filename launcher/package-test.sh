# shellcheck shell=bash
# Functions of the package tests, which set $root (the checkout) before they source this file.

# shellcheck source=../bench/common.sh
. "${root:?}/bench/common.sh"

passed=0 failed=0

# check TEXT COMMAND...: runs a command, and counts a success or a failure.
check() {
  local text=$1
  shift
  if "$@" >"$work/out" 2>&1; then
    passed=$((passed + 1))
    echo "ok      $text"
  else
    failed=$((failed + 1))
    echo "FAILED  $text"
    sed 's/^/        /' "$work/out"
  fi
}
not() { ! "$@"; }

# Prints the last line of a test.
result() {
  echo "$passed passed, $failed failed"
  ((failed == 0))
}

# build_copy PROGRAM [ARGUMENT...]: runs a program of the launcher in a copy of the checkout. The copy has another folder name,
# time zone and umask. Prints the program's output.
build_copy() (
  umask 077
  mkdir "$work/a copy"
  git clone -q --shared "$root" "$work/a copy/clone"
  # The first build includes uncommitted changes, so the copy needs them too.
  git -C "$root" diff HEAD | git -C "$work/a copy/clone" apply --allow-empty
  TZ=Asia/Tokyo "$work/a copy/clone/launcher/$1" "${@:2}"
)

# block PAGE N: prints the Nth block of commands of a page.
block() { awk -v n="$2" '/^```$/ { shown = 0 } shown; /^```sh$/ { shown = (++b == n) }' "$root/$1"; }

# says_size ROW BYTES: succeeds if a row of a table in docs/install.md contains the size in MB, with a tolerance of a tenth.
says_size() {
  sed -nE "s/^\| $1 \| ([0-9]+) \|$/\1/p" "$root/docs/install.md" |
    awk -v row="$1" -v bytes="$2" '{ print row ": " $1 " MB, has " bytes; wrong += $1 * 9e5 > bytes || bytes > $1 * 11e5 } END { exit NR == 0 || wrong > 0 }'
}

ask() { curl -sS --fail-with-body -m 20 "$@"; }
# Registers a user at the server on $base.
registers() {
  ask -H 'Content-Type: application/json' -d '{"username":"miguel","password":"correct horse 7 staple"}' "${base:?}/api/users"
}
logs_in() {
  local token
  token=$(ask -u 'miguel:correct horse 7 staple' "$base/api/token" | member token)
  ask -H "Authorization: Bearer $token" "$base/api/resource" | grep 'Hello, miguel' >/dev/null
}

# shows_idle_hashing FILE: succeeds if the hashing threads have the policy SCHED_IDLE, and other threads do not. FILE contains
# the names and policies of the server's threads.
shows_idle_hashing() {
  cat "$1"
  grep -q '^hashing-1 5$' "$1" && grep -q '^C[12] .* 0$' "$1"
}
