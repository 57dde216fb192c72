# shellcheck shell=bash disable=SC2034,SC2154 # variables shared with the sourcing script
# nginx with one worker and a fixed response, which shows the limit of this machine. Uses Debian's package with its own
# configuration.

# start_nginx NAME: starts nginx on a free port, over HTTP/1.1 and HTTP/2. It greets NAME at /api/resource, and writes no log.
# Sets nginx and nginx_url.
start_nginx() {
  local folder=$work/nginx port=$((20000 + SRANDOM % 10000))
  command -v nginx >/dev/null || apt_install nginx || die "needs nginx (Debian's package of that name)"
  mkdir -p "$folder"
  # nginx adds Server and Connection to these fields, and sends the fields in another order.
  cat >"$folder/nginx.conf" <<END
daemon off;
master_process off;
worker_processes 1;
pid $folder/pid;
error_log $folder/error.log;
events { worker_connections 4096; }
http {
  access_log off;
  server_tokens off;
  keepalive_requests 1000000000;
  keepalive_timeout 1h;
  default_type application/json;
  client_body_temp_path $folder/body;
  proxy_temp_path $folder/proxy;
  fastcgi_temp_path $folder/fastcgi;
  uwsgi_temp_path $folder/uwsgi;
  scgi_temp_path $folder/scgi;
  server {
    listen 127.0.0.1:$port backlog=1024;
    http2 on;
    location = /api/resource {
      add_header Cache-Control no-store;
      return 200 '{"data":"Hello, $1!"}\n';
    }
  }
}
END
  nginx -e "$folder/error.log" -p "$folder" -c nginx.conf >"$work/nginx.out" 2>&1 </dev/null &
  nginx=$! nginx_url=http://127.0.0.1:$port
  pids+=("$nginx")
  for ((i = 0; i < 200; i++)); do
    ! curl -sf -o /dev/null "$nginx_url/api/resource" || return 0
    kill -0 "$nginx" 2>/dev/null || break
    sleep 0.05
  done
  cat "$work/nginx.out" "$folder/error.log" >&2
  die "nginx did not start"
}

nginx_version() { nginx -v 2>&1 | sed -nE 's/.*nginx\/([0-9.]+).*/\1/p'; }
