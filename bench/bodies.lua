-- Sends registrations that the server must refuse. Their KIND is names, marks or digits. The number of connections and DELAY
-- determine the rate. DELAY is the mean time in milliseconds that a connection waits after a response.
local ffi = require("ffi") -- for 64 bits
local kind, delay_ms = os.getenv("KIND"), tonumber(os.getenv("DELAY"))
math.randomseed(os.time())

local function word(text)
  local a, b, c, d = text:byte(1, 4)
  return ((a * 256 + b) * 256 + c) * 256 + d
end

-- Names of eight characters. All have the same hash as "username" in the table in which Jackson would cache names. This is true
-- for any seed, because the seed changes the hash only at the end.
local function names()
  local function mixed(first)
    local hash = bit.tobit(first + bit.rshift(first, 15))
    return bit.bxor(hash, bit.rshift(hash, 9))
  end
  local function text(number)
    return string.char(
      bit.rshift(number, 24), bit.band(bit.rshift(number, 16), 255), bit.band(bit.rshift(number, 8), 255), bit.band(number, 255))
  end
  local members, seen, user, name = {}, {}, mixed(word("user")), word("name")
  local letter = function() return math.random(97, 122) end
  while #members < 900 do
    local first = string.char(letter(), letter(), letter(), letter())
    local difference = (user - mixed(word(first))) % 2 ^ 32
    local second = text(bit.tobit(tonumber((name + 0x3e0f83e1ULL * ffi.cast("uint64_t", difference)) % 0x100000000ULL)))
    if not seen[first] and not second:find('[^!-~]') and not second:find('["\\]') then
      seen[first] = true
      members[#members + 1] = '"' .. first .. second .. '":0'
    end
  end
  return "{" .. table.concat(members, ",") .. "}"
end

local function password(text) return '{"username":"susan","password":"' .. text .. '"}' end

local body
if kind == "names" then
  body = names()
elseif kind == "marks" then -- U+0345 and U+0334, in the order that takes longest to normalise
  body = password("a" .. ("\205\133"):rep(15000) .. ("\204\180"):rep(15000))
else -- U+0661 and one U+06F1, which no password may contain together
  body = password(("\217\161"):rep(30000) .. "\219\177")
end

function request() return wrk.format("POST", nil, { ["Content-Type"] = "application/json" }, body) end

function delay() return math.random(0, 2 * delay_ms) end

-- Prints the number of answers with each status. There is only one thread.
counts = {}
function setup(thread) the_thread = thread end
function response(status) counts[status] = (counts[status] or 0) + 1 end
function done(summary)
  print(string.format("answers %d %d %d", summary.requests, the_thread:get("counts")[400] or 0, #body))
end
