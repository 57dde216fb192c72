# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with the sourcing script
# Measures requests by token in turn: REST-auth, a bare Netty server that sends the same bytes, and the other servers of the
# array servers. The sourcing script sets rounds, seconds and warmup.

# shellcheck source=nginx.sh
. "${root:?}/bench/lib/nginx.sh"

# Each NAME has two variables: NAME, a process, and NAME_url.
servers=(ours bare)
filler=("$root/restauth") # creates the database

accounts=2000 many=10000 first=test-00000000 # five tokens of each account; the name of the first account
# The measurement takes longer than the default token duration.
data=$work/data our_command=("$root/restauth" serve --port 0 --data "$work/data" --token-duration 1h)

# Creates the accounts, and writes their tokens into $work/tokens, one per line. The tokens outlast the measurement. A separate
# server with cheap hashes does this.
fill() {
  local RESTAUTH_ARGON2_MEMORY=7168 RESTAUTH_ARGON2_ITERATIONS=1
  export RESTAUTH_ARGON2_MEMORY RESTAUTH_ARGON2_ITERATIONS
  "${filler[@]}" dev fill "$accounts" --data "$data" --this-is-a-test-database >/dev/null
  start filling "${filler[@]}" serve --port 0 --data "$data" --token-duration 24h
  for ((i = 0; i < many; i++)); do
    # The names are those of TestAccounts.
    printf 'url = %s/api/token\nuser = test-%08x:password\nfail\nretry = 5\nnext\n' "$url" $((i % accounts * 2654435761 & 0xffffffff))
  done | sed '$d' >"$work/log-ins"
  curl --no-progress-meter --parallel --parallel-max 8 --config "$work/log-ins" | member token >"$work/tokens"
  token=$(curl -sf -u "$first:password" "$url/api/token" | member token)
  stop "$pid"
  (($(wc -l <"$work/tokens") == many)) || die "not every log-in succeeded"
  bearer="Authorization: Bearer $token" basic="Authorization: Basic $(printf '%s:x' "$token" | base64 -w0)"
}

start_ours() {
  start ours "${our_command[@]}"
  ours=$pid ours_url=$url
}

start_bare() {
  make_bare_command "$ours" "$first"
  start bare "${bare_command[@]}"
  bare=$pid bare_url=$url
}

# Fails if the servers give different responses. The date and the changes by nginx may differ.
require_same_answers() {
  local how which
  for how in "$basic" "$bearer"; do
    for which in "${servers[@]}"; do
      at=${which}_url
      [[ $(answer "$how" "${!at}") == "$(answer "$how" "$ours_url")" ]] || die "ours and $which answer differently"
      [[ $(curl -s -o /dev/null -w '%{http_version} %{http_code}' --http2-prior-knowledge -H "$how" "${!at}/api/resource") == '2 200' ]] ||
        die "$which does not speak HTTP/2 by prior knowledge"
    done
  done
}

answer() { curl -si -H "$1" "$2/api/resource" | grep -vE '^(Date|Server|Connection):' | tr -d '\r' | sort; }

# ask NAME SECONDS CONNECTIONS TOKENS user\ name|Bearer: prints the figures of load.
ask() {
  local at=${1}_url field=$basic
  [[ $5 != Bearer ]] || field=$bearer
  case $4 in
    1) load "${!1}" "${!at}" /api/resource "$3" "$2" -H "$field" ;;
    *) TOKENS=$work/tokens TOKEN_AS=$5 load "${!1}" "${!at}" /api/resource "$3" "$2" -s "$root/bench/lib/tokens.lua" ;;
  esac
}

# ask_http2 NAME SECONDS STREAMS: prints the figures for 32 connections, with STREAMS concurrent streams on each.
ask_http2() {
  local at=${1}_url
  load_http2 "${!1}" "${!at}/api/resource" 32 "$2" "$3" -H "$bearer"
}

# each FILE COMMAND ARGUMENT...: measures all servers in turn. The output is in FILE.NAME below $work.
each() {
  local which
  rm -f "${servers[@]/#/$work/$1.}"
  for which in "${servers[@]}"; do
    ((warmup == 0)) || "$2" "$which" "$warmup" "${@:3}" >/dev/null
  done
  for ((round = 0; round < rounds; round++)); do
    for which in "${servers[@]}"; do "$2" "$which" "$seconds" "${@:3}" >>"$work/$1.$which"; done
  done
}

# row CELLS COMMAND ARGUMENT...: measures all servers, and prints a row of a table that begins with the given cells.
row() {
  local file=$work/row column
  each row "${@:2}"
  printf '| %s |' "$1"
  for column in 1 2 3; do
    printf ' %s | %s | **%s** |' "$(median_of "$column" "$file.ours")" "$(median_of "$column" "$file.bare")" "$(ratio "$column" "$file".{ours,bare})"
  done
  printf ' %s | **%s** | %s |\n' "$(median_of 1 "$file.nginx")" "$(ratio 1 "$file".{ours,nginx})" "$(median_of 3 "$file.nginx")"
}

columns='req/s ours | req/s bare | ratio | p99 ms ours | p99 ms bare | p99 ratio | CPU µs ours | CPU µs bare | CPU ratio | req/s nginx | ours to nginx | CPU µs nginx'

# use_each_once NAME: uses each of the many tokens once, because the first check of a signature is slow. Sets first_us, the
# server's processor time for one token.
use_each_once() {
  local before at=${1}_url
  while read -r line; do
    printf 'url = %s/api/resource\noutput = /dev/null\nheader = "Authorization: Bearer %s"\nfail\nnext\n' "${!at}" "$line"
  done <"$work/tokens" | sed '$d' >"$work/uses"
  before=$(cpu_ms "${!1}")
  curl --no-progress-meter --parallel --parallel-max 32 --fail-early --config "$work/uses" || die "a token was refused"
  first_us=$(awk -v ms="$(cpu_ms "${!1}")" -v before="$before" -v n="$many" 'BEGIN { printf "%.0f", (ms - before) * 1000 / n }')
}

requests() {
  local tokens connections how
  echo "### Requests by token"
  echo
  header "connections | tokens | token as | $columns"
  for tokens in 1 "$many"; do
    ((tokens == 1)) || use_each_once ours
    for connections in 32 256; do
      for how in 'user name' Bearer; do
        row "$connections | $(thousands "$tokens") | $how" ask "$connections" "$tokens" "$how"
      done
    done
  done
  echo
  echo "The first use of a token takes $first_us µs of processor time, on average over the $(thousands "$many") tokens."
  echo
}

http2() {
  local streams
  echo "### Requests by token over HTTP/2"
  echo
  header "connections | streams on each | $columns"
  for streams in 1 10; do row "32 | $streams" ask_http2 "$streams"; done
  echo
}
