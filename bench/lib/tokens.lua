-- GET with the tokens of the file TOKENS in turn, a line each, as Bearer or as the user name of HTTP Basic (TOKEN_AS).
local base64 = dofile(debug.getinfo(1, "S").source:match("^@(.*/)") .. "base64.lua")
local requests, number = {}, 0

-- Not before the first request: until then wrk does not know the Host.
local function build()
  for token in io.lines(os.getenv("TOKENS")) do
    local field = os.getenv("TOKEN_AS") == "Bearer" and "Bearer " .. token or "Basic " .. base64(token .. ":x")
    requests[#requests + 1] = wrk.format("GET", nil, { ["Authorization"] = field })
  end
end

function request()
  if number == 0 then build() end
  number = number % #requests + 1
  return requests[number]
end
