-- Trades refresh tokens for new ones. Each may be used once and its answer contains the next, so the script stores a token
-- between an answer and the next request. There are as many as connections, one in each line of the file
-- REFRESH_TOKENS. The form begins with FORM. For one thread.
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
