# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with the sourcing script
# Measures the time from the start of a process to its first response.

# first_answer PORT PATH COMMAND...: prints milliseconds. PORT is 0 if the server chooses a port and prints it.
first_answer() {
  local begun line port=$1 path=$2 process
  : >"$work/first"
  begun=${EPOCHREALTIME/./}
  (cd "$work" && exec "${@:3}") >"$work/first" 2>>"$work/err" </dev/null &
  process=$!
  while ((port == 0)); do
    sleep 0.003
    read -r line <"$work/first" && port=$(sed -nE 's/.* ready on http:.*:([0-9]+).*/\1/p' <<<"$line")
    kill -0 "$process" 2>/dev/null || die "$3 did not start"
  done
  until { exec 3<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null; do
    sleep 0.003
    kill -0 "$process" 2>/dev/null || die "$3 did not start"
  done
  printf 'GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n' "$path" >&3
  read -r line <&3
  echo $(((${EPOCHREALTIME/./} - begun) / 1000))
  exec 3>&-
  stop "$process"
}

# starts TIMES: measures starts of ours and of the bare server in turn, with an existing database.
starts() {
  rm -f "$work"/starts.{ours,bare}
  for ((i = 0; i < $1; i++)); do
    first_answer 0 /api/resource "${our_command[@]}" >>"$work/starts.ours"
    first_answer 0 /api/resource "${bare_command[@]}" >>"$work/starts.bare"
  done
}
