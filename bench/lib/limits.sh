# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with the sourcing script
# Compares requests by token with those of nginx, a bare server and an older REST-auth. Compares other calls only with the older
# REST-auth.

# to COLUMN FILE WHICH OTHER: prints the ratio in bold, or a dash if the other server does not exist.
to() { [[ -s $2.$4 ]] && printf '**%s**' "$(ratio "$1" "$2.$3" "$2.$4")" || printf '–'; }

# rows CELLS COMMAND ARGUMENT...: measures all servers and prints a row for each. The measurements are in $work/row.
rows() {
  local file=$work/row which
  each row "${@:2}"
  for which in "${servers[@]}"; do
    printf '| %s | %s | %s | %s | %s | %s | %s | %s | %s |\n' "$1" "$which" "$(median_of 1 "$file.$which")" "$(to 1 "$file" "$which" nginx)" \
      "$(to 1 "$file" "$which" old)" "$(median_of 2 "$file.$which")" "$(to 2 "$file" "$which" bare)" \
      "$(median_of 3 "$file.$which")" "$(to 3 "$file" "$which" bare)"
  done
}

of_servers='server | req/s | to nginx | to old | p99 ms | to bare | CPU µs | to bare'

by_token() {
  local tokens connections where=$1 least=(0.85 0.82 0.75 0.75) row=0 what
  header "connections | tokens | $of_servers"
  for tokens in 1 "$many"; do
    for connections in 32 256; do
      rows "$connections | $(thousands "$tokens")" ask "$connections" "$tokens" Bearer
      what="$where, $connections connections, $(thousands "$tokens") token$( ((tokens == 1)) || echo s)"
      if [[ $where == pinned ]]; then
        want "$what: requests/s to nginx" least "${least[row]}" "$(ratio 1 "$work"/row.{ours,nginx})"
        ! has_old || want "$what: requests/s to old" least 1.25 "$(ratio 1 "$work"/row.{ours,old})"
      fi
      want "$what: processor time to bare Netty" most 1.2 "$(ratio 3 "$work"/row.{ours,bare})"
      want "$what: p99 to bare Netty" most 1.5 "$(ratio 2 "$work"/row.{ours,bare})"
      row=$((row + 1))
    done
  done
  echo
}

part_pinned() {
  echo "### Requests by token, each server on a core of its own"
  echo
  pin "${servers[@]}"
  by_token pinned
  unpin
}

part_shared() {
  echo "### Requests by token, on shared cores"
  echo
  by_token shared
}

part_http2() {
  local streams
  for streams in 1 10; do rounds=0 warmup=$warm each warm-up ask_http2 "$streams"; done
  echo "### Requests by token over HTTP/2, each server on a core of its own"
  echo
  pin "${servers[@]}"
  header "connections | streams on each | $of_servers"
  for streams in 1 10; do
    rows "32 | $streams" ask_http2 "$streams"
    want "HTTP/2, 32 connections, $streams stream$( ((streams == 1)) || echo s) on each: requests/s to nginx" least 1.5 "$(ratio 1 "$work"/row.{ours,nginx})"
  done
  unpin
  echo
}

# Routes. ------------------------------------------------------------------------------------------

# call NAME SECONDS PATH WRK_OPTION...
call() {
  local at=${1}_url
  load "${!1}" "${!at}" "$3" 32 "$2" "${@:4}"
}
call_refused() { refusals=1 call "$@"; }
call_post() { BODY=$called_body call "$@" -s "$root/bench/lib/post.lua"; }

# route WHAT COMMAND PATH WRK_OPTION...: measures ours and old in turn. The warm-up needs all cores for the JIT compiler.
route() {
  local file=$work/route which
  rounds=0 warmup=1 each warm-up "${@:2}"
  pin "${servers[@]}"
  each route "${@:2}"
  printf '| %s |' "$1"
  for column in 1 3; do
    for which in ours old; do [[ -s $file.$which ]] && printf ' %s |' "$(median_of $column "$file.$which")" || printf ' – |'; done
    printf ' %s |' "$(to $column "$file" ours old)"
  done
  echo
  unpin
  ! has_old || want "$1: processor time to old" most 1.2 "$(ratio 3 "$file".{ours,old})"
}

part_routes() {
  local servers=("${programs[@]}") called_body="token=$token" at
  for at in "${servers[@]/%/_url}"; do # otherwise 32 requests would arrive before the password is cached
    curl -sf -o /dev/null -u "$first:password" "${!at}/api/resource"
  done
  echo "### Other calls, 32 connections, each server on a core of its own"
  echo
  header 'call | req/s ours | req/s old | ratio | CPU µs ours | CPU µs old | ratio'
  route 'token as Bearer' call /api/resource -H "$bearer"
  route 'token as user name' call /api/resource -H "$basic"
  route 'cached password' call /api/resource -H "Authorization: Basic $(printf '%s:password' "$first" | base64 -w0)"
  # shellcheck disable=SC2016 # Markdown's, not the shell's
  route '`/.well-known/jwks.json`' call /.well-known/jwks.json
  # shellcheck disable=SC2016
  route '`/openapi.json`' call /openapi.json
  route '401, no credentials' call_refused /api/resource
  route '401, a token that is none' call_refused /api/resource -H 'Authorization: Bearer none'
  route 404 call_refused /nothing
  route 'introspection of a token that is known' call_post /oauth/introspect -H "Authorization: Bearer $service"
  echo
}
