-- Sends log-ins with wrong passwords from ADDRESSES addresses. The number of connections and DELAY determine the rate. DELAY is
-- the mean time in milliseconds that a connection waits after a response.
local addresses, accounts = tonumber(os.getenv("ADDRESSES")), tonumber(os.getenv("ACCOUNTS"))
local owner, delay_ms = os.getenv("OWNER"), tonumber(os.getenv("DELAY"))
local base64 = dofile(debug.getinfo(1, "S").source:match("^@(.*/)") .. "lib/base64.lua")
math.randomseed(os.time())

local requests, number = {}, 0

-- Called at the first request, because wrk has no Host before that.
local function build()
  for i = 1, 5000 do
    local name = i % 10 == 0 and owner or "test-" .. math.random(accounts)
    local from = math.random(addresses) - 1
    requests[i] = wrk.format("GET", "/api/resource", {
      ["Authorization"] = "Basic " .. base64(name .. ":wrong"),
      ["X-Forwarded-For"] = string.format("10.0.%d.%d", math.floor(from / 256), from % 256),
    })
  end
end

function request()
  if number == 0 then build() end
  number = number % #requests + 1
  return requests[number]
end

function delay() return math.random(0, 2 * delay_ms) end

-- Prints the number of answers with each status. There is only one thread.
counts = {}
function setup(thread) the_thread = thread end
function response(status) counts[status] = (counts[status] or 0) + 1 end
function done(summary)
  local of = the_thread:get("counts")
  print(string.format("answers %d %d %d %d", summary.requests, of[401] or 0, of[429] or 0, of[503] or 0))
end
