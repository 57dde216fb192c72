-- Exchanges refresh tokens for new ones. Each token may be used once, and its response contains the next token. The script
-- stores that token until the next request. The file REFRESH_TOKENS has one token per line, and as many as there are
-- connections. The form begins with FORM. For one thread.
local waiting = {}
for token in io.lines(os.getenv("REFRESH_TOKENS")) do waiting[#waiting + 1] = token end

function request()
  local token = table.remove(waiting) or "none"
  return wrk.format("POST", nil, { ["Content-Type"] = "application/x-www-form-urlencoded" },
    os.getenv("FORM") .. "grant_type=refresh_token&refresh_token=" .. token)
end

-- A refusal contains no token; then "none" is refused as well, and bench/run fails.
function response(status, headers, body)
  waiting[#waiting + 1] = body:match('"refresh_token":"([^"]+)"')
end
