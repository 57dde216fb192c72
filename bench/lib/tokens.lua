-- Sends GET requests with the tokens of the file TOKENS in turn. The file has one token per line. TOKEN_AS selects Bearer, or
-- the user name of HTTP Basic.
local base64 = dofile(debug.getinfo(1, "S").source:match("^@(.*/)") .. "base64.lua")
local requests, number = {}, 0

-- Runs before the measurement starts. wrk has the Host by then.
function init()
  for token in io.lines(os.getenv("TOKENS")) do
    local field = os.getenv("TOKEN_AS") == "Bearer" and "Bearer " .. token or "Basic " .. base64(token .. ":x")
    requests[#requests + 1] = wrk.format("GET", nil, { ["Authorization"] = field })
  end
end

function request()
  number = number % #requests + 1
  return requests[number]
end
