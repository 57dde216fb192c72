-- Sends GET with the tokens of the file TOKENS in turn, one a line, as Bearer or as the user name of HTTP Basic (TOKEN_AS).
local base64 = dofile(debug.getinfo(1, "S").source:match("^@(.*/)") .. "base64.lua")
local requests, number = {}, 0

-- Runs before the clock starts, when wrk has the Host.
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
