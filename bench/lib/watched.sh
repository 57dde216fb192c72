# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with the sourcing script
# Compares requests by token between a server with metrics or traces, and the same server without them. The
# servers have copies of one database.

# copy_for_watched: copies the database while no server has it open.
copy_for_watched() {
  cp -a "$data" "$work/plain"
  cp -a "$data" "$work/watched"
  cp -a "$data" "$work/traced"
}

# start_copy NAME OPTION...: starts ours on a copy of the database; sets the variables NAME and NAME_url.
start_copy() {
  start "$1" "$root/restauth" serve --port 0 --data "$work/$1" --token-duration 1h "${@:2}"
  printf -v "$1" %s "$pid"
  printf -v "${1}_url" %s "$url"
}

# watched_row CELL NAME TARGET: prints the row of a server that is watched in one way.
watched_row() {
  echo "| $1 | $(median_of 1 "$work/watching.plain") | $(median_of 1 "$work/watching.$2") | **$(ratio 1 "$work/watching.$2" "$work/watching.plain")** | $3 | $(ratio 3 "$work/watching.$2" "$work/watching.plain") |"
}

# scrape_each SECONDS: scrapes the server watched until stop_scraping, and then writes the durations in seconds into
# $work/scrapes. The first scrape does not count, because it waits until the server has loaded the classes that it needs.
scrape_each() {
  curl -sf --retry 20 --retry-delay 1 --retry-all-errors -o "$work/scrape" "$management/metrics" || die "the management port does not answer"
  grep -q ^restauth_ "$work/scrape" || die "the scrape has no metrics"
  : >"$work/scrapes"
  while sleep "$1"; do curl -sf -o "$work/scrape" -w '%{time_total}\n' "$management/metrics" >>"$work/scrapes"; done &
  scraper=$!
  pids+=("$scraper")
}

stop_scraping() {
  kill "$scraper" && wait "$scraper" 2>/dev/null || true
  [[ -s $work/scrapes ]] || die "no scrape succeeded"
}

scrape_ms() { awk '{ printf "%.0f\n", $1 * 1000 }' "$work/scrapes.all"; }

# Measures start times and idle memory with metrics and without, with the same database and in turn.
watched_starts() {
  local command=("$root/restauth" serve --port 0 --data "$work/watched") off on
  rm -f "$work"/starts.{off,on}
  for ((i = 0; i < 15; i++)); do
    first_answer 0 /api/resource "${command[@]}" >>"$work/starts.off"
    first_answer 0 /api/resource "${command[@]}" --management-port "$management_port" >>"$work/starts.on"
  done
  start_copy traced
  start_copy watched --management-port "$management_port"
  # The load continues beyond the first garbage collection, because a server uses more memory after it. With metrics, this
  # collection comes a little sooner.
  ask traced 2 1 1 Bearer >/dev/null
  ask watched 2 1 1 Bearer >/dev/null
  scrape_each 5
  sleep 30
  stop_scraping
  off=$(rss_mb "$traced") on=$(rss_mb "$watched")
  stop "$watched" && stop "$traced"
  header 'metrics | without | with | ratio | at most'
  echo "| from the start to the first answer, median of 15, ms | $(median <"$work/starts.off") | $(median <"$work/starts.on") | **$(ratio 1 "$work"/starts.{on,off})** | 1.05 |"
  echo "| resident memory, idle for 30 s after the first requests, scraped every 5 s, MB | $off | $on | **$(awk "BEGIN { printf \"%.2f\", $on / $off }")** | 1.05 |"
  echo
}

# With metrics, the server must answer at least 0.97 times as many requests as without. A lower ratio means that recording the metrics costs too
# much. Two equal servers differ by up to a tenth, because the virtual machine does not compile them in the same way. The
# servers are therefore restarted several times.
watched() {
  local management_port=$((20000 + SRANDOM % 10000)) servers=(plain watched traced) scraper which generation
  local management=http://127.0.0.1:$management_port
  for ((generation = 0; generation < ${GENERATIONS:-4}; generation++)); do
    start_copy plain
    start_copy watched --management-port "$management_port"
    start_copy traced --traces-endpoint http://127.0.0.1:9 --traces-sample 0.1
    pin "${servers[@]}"
    scrape_each 5
    warmup=$((warmup * 5)) each generation ask 32 1 Bearer
    for which in "${servers[@]}"; do cat "$work/generation.$which" >>"$work/watching.$which"; done
    stop_scraping
    scrape_each 0.2
    ask watched 4 32 1 Bearer >/dev/null
    stop_scraping
    cat "$work/scrapes" >>"$work/scrapes.all"
    unpin
    for which in "${servers[@]}"; do stop "${!which}"; done
  done
  echo "### Watched"
  echo
  header "32 connections, Bearer | req/s without | req/s with | ratio | at least | CPU ratio"
  watched_row 'metrics, scraped every 5 s' watched 0.97
  watched_row 'traces of every tenth request, without a collector' traced ''
  echo
  echo "A scrape under this load takes $(scrape_ms | median) ms, the median of $(wc -l <"$work/scrapes.all"), and the slowest of them $(scrape_ms | sort -n | tail -n 1) ms; the target is at most 100 ms."
  echo
  watched_starts
}
