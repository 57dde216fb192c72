# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with the sourcing script
# Requests by token while the server is watched, beside the same server that is not. The servers have copies of one database.

# copy_for_watched: copies the database, while no server has it open.
copy_for_watched() {
  cp -a "$data" "$work/watched"
  cp -a "$data" "$work/traced"
}

# start_copy NAME OPTION...: starts ours on the copy of that name; sets the variables NAME and NAME_url.
start_copy() {
  start "$1" "$root/restauth" serve --port 0 --data "$work/$1" --token-duration 1h "${@:2}"
  printf -v "$1" %s "$pid"
  printf -v "${1}_url" %s "$url"
}

# watched_row CELL NAME TARGET: prints the row of a server that is watched in this way.
watched_row() {
  echo "| $1 | $(median_of 1 "$work/watching.ours") | $(median_of 1 "$work/watching.$2") | **$(ratio 1 "$work/watching.$2" "$work/watching.ours")** | $3 | $(ratio 3 "$work/watching.$2" "$work/watching.ours") |"
}

# Keeps 0.97 of the requests with metrics: a lower ratio means that figures are recorded at too high a price.
watched() {
  local management servers=(ours watched traced) scraper
  start_copy watched --management-port 0
  management=$(sed -nE 's/.*management on (http:[^ ,]+).*/\1/p' "$work/watched.out" "$work/err" | tail -n 1)
  [[ -n $management ]] || die "the server does not say where its management port is"
  start_copy traced --traces-endpoint http://127.0.0.1:9 --traces-sample 0.1
  pin "${servers[@]}"
  while sleep 1; do curl -sf -o "$work/scrape" "$management/metrics" || break; done &
  scraper=$!
  pids+=("$scraper")
  warmup=$((warmup * 3)) each watching ask 32 1 Bearer
  kill "$scraper" && wait "$scraper" 2>/dev/null || true
  unpin
  grep -q restauth_http_request_duration_seconds "$work/scrape" || die "no scrape succeeded"
  # shellcheck disable=SC2154 # set by start_copy
  stop "$watched" && stop "$traced"
  echo "### Watched"
  echo
  header "32 connections, Bearer | req/s without | req/s with | ratio | at least | CPU ratio"
  watched_row 'metrics, scraped once a second' watched 0.97
  watched_row 'traces of every tenth request, without a collector' traced ''
  echo
}
