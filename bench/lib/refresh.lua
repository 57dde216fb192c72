-- Exchanges refresh tokens for new ones. Each token may be used once, and the response contains the next token. The script
-- stores the next token until the next request. The file REFRESH_TOKENS contains a token for each connection, one per line. The
-- form begins with FORM. For one thread.
local waiting = {}
for token in io.lines(os.getenv("REFRESH_TOKENS")) do waiting[#waiting + 1] = token end

function request()
  local token = table.remove(waiting) or "none"
  return wrk.format("POST", nil, { ["Content-Type"] = "application/x-www-form-urlencoded" },
    os.getenv("FORM") .. "grant_type=refresh_token&refresh_token=" .. token)
end

-- A refusal contains no token. The script then sends "none", which is refused as well, so bench/run fails.
function response(status, headers, body)
  waiting[#waiting + 1] = body:match('"refresh_token":"([^"]+)"')
end
