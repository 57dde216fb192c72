-- Trades refresh tokens for new ones. Each may be used once and its answer brings the next, so a token
-- waits here between an answer and the next request; there are as many as connections, a line of the file
-- REFRESH_TOKENS each. The form begins with FORM. Of one thread.
local waiting = {}
for token in io.lines(os.getenv("REFRESH_TOKENS")) do waiting[#waiting + 1] = token end

function request()
  local token = table.remove(waiting) or "none"
  return wrk.format("POST", nil, { ["Content-Type"] = "application/x-www-form-urlencoded" },
    os.getenv("FORM") .. "grant_type=refresh_token&refresh_token=" .. token)
end

-- One that was refused brings none; then "none" is refused as well, and bench/run fails.
function response(status, headers, body)
  waiting[#waiting + 1] = body:match('"refresh_token":"([^"]+)"')
end
