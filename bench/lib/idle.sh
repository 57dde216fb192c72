# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with the sourcing script
# Measurements of idle connections, and of the start time and memory of an idle server.

# wait_idle NAME: prints a row of the table.
wait_idle() {
  local at=${1}_url before with opened held count=${IDLE:-20000}
  local most=$(($(ulimit -n) - 3000)) # open files of each process; the server itself needs some of them
  ((count <= most)) || count=$most
  ask "$1" "$warm" 32 1 Bearer >/dev/null
  sleep 6 # until freed memory has been returned
  before=$(rss_kb "${!1}")
  coproc asking { java_bench IdleConnections "${!at}" "$token" "$count" 40; }
  read -r _ opened <&"${asking[0]}"
  sleep 6
  with=$(rss_kb "${!1}")
  echo >&"${asking[1]}"
  read -r _ held <&"${asking[0]}"
  wait "$asking_PID"
  printf '| %s | %s | %s | %s | %s | %s | %s |\n' "$1" "$(thousands "$count")" "$(thousands "$opened")" "$(thousands "$held")" \
    $((before / 1024)) $((with / 1024)) "$(awk "BEGIN { printf \"%.0f\", ($with - $before) * 1024 / $held }")"
  if [[ $1 == ours ]]; then
    want "$(thousands "$count") idle connections: held" least "$count" "$held"
    want "$(thousands "$count") idle connections: memory, MB" most 250 $((with / 1024))
  fi
}

rss_kb() { awk '/^VmRSS/ { print $2 }' "/proc/$1/status"; }

part_idle() {
  local name
  ulimit -n "$(ulimit -Hn)"
  start_programs --max-connections 30000 --max-connections-per-address 1000 --idle-timeout 10m
  start_bare
  echo "### Idle connections"
  echo
  header 'server | opened | of these answered | answered again later | MB before | MB with | bytes a connection'
  for name in bare "${programs[@]}"; do wait_idle "$name"; done
  echo
  stop_programs && stop "$bare"
}

part_start() {
  local name idle_mb i
  start_programs # so that each server has opened its database before the measurement
  stop_programs
  for ((i = 0; i < 7; i++)); do
    for name in "${programs[@]}"; do start_of "$name" >>"$work/first.$name"; done
  done
  start_programs
  sleep 30
  echo "### Start and memory"
  echo
  header 'server | from the start to the first answer, ms, median of 7 | resident memory, idle, 30 s after the start, MB'
  for name in "${programs[@]}"; do
    idle_mb=$(rss_mb "${!name}")
    echo "$idle_mb" >"$work/idle.$name"
    echo "| $name | $(median <"$work/first.$name") | $idle_mb |"
  done
  echo
  if has_old; then
    want 'start, ms, to old' most 1.05 "$(ratio 1 "$work"/first.{ours,old})"
    want 'idle memory, to old' most 1.05 "$(ratio 1 "$work"/idle.{ours,old})"
  fi
  stop_programs
}

start_of() {
  local command=("${our_program[@]}")
  [[ $1 == ours ]] || command=("${old_program[@]}")
  first_answer 0 /api/resource "${command[@]}" serve --port 0 --data "$work/data-$1"
}
