# shellcheck shell=bash
# Functions of the tests of packages, which set $root (the checkout) before they source this file.

# shellcheck source=../bench/common.sh
. "${root:?}/bench/common.sh"

passed=0 failed=0

# check TEXT COMMAND...: runs the command, and counts a success or a failure.
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

# The last line of a test.
result() {
  echo "$passed passed, $failed failed"
  ((failed == 0))
}

# build_copy PROGRAM [ARGUMENT...]: runs a program of the launcher in a copy of the checkout, in a folder of another name, in
# another time zone and with another umask; prints what it prints.
build_copy() (
  umask 077
  mkdir "$work/a copy"
  git clone -q --shared "$root" "$work/a copy/clone"
  # Changes that are not committed belong to the first build, too.
  git -C "$root" diff HEAD | git -C "$work/a copy/clone" apply --allow-empty
  TZ=Asia/Tokyo "$work/a copy/clone/launcher/$1" "${@:2}"
)

# block PAGE N: prints the Nth block of commands of a page.
block() { awk -v n="$2" '/^```$/ { shown = 0 } shown; /^```sh$/ { shown = (++b == n) }' "$root/$1"; }

# says_size ROW BYTES: whether this row of a table of docs/install.md has the size in MB, give or take a tenth.
says_size() {
  sed -nE "s/^\| $1 \| ([0-9]+) \|$/\1/p" "$root/docs/install.md" |
    awk -v row="$1" -v bytes="$2" '{ print row ": " $1 " MB, has " bytes; wrong += $1 * 9e5 > bytes || bytes > $1 * 11e5 } END { exit NR == 0 || wrong > 0 }'
}

ask() { curl -sS --fail-with-body -m 20 "$@"; }
# Of the server on $base.
registers() {
  ask -H 'Content-Type: application/json' -d '{"username":"miguel","password":"correct horse 7 staple"}' "${base:?}/api/users"
}
logs_in() {
  local token
  token=$(ask -u 'miguel:correct horse 7 staple' "$base/api/token" | member token)
  ask -H "Authorization: Bearer $token" "$base/api/resource" | grep -q 'Hello, miguel'
}

# shows_idle_hashing FILE: whether the threads that hash have the policy SCHED_IDLE, and others do not. The file has the names
# and policies of the server's threads.
shows_idle_hashing() {
  cat "$1"
  grep -q '^hashing-1 5$' "$1" && grep -q '^C[12] .* 0$' "$1"
}
