-- Sends POST with the text BODY: JSON if it begins with a brace, otherwise a form. In it, # is replaced by a new number
-- each time.
math.randomseed(os.time())
local body, number = os.getenv("BODY"), math.random(2 ^ 31)
local fields = { ["Content-Type"] = body:sub(1, 1) == "{" and "application/json" or "application/x-www-form-urlencoded" }
for name, value in pairs(wrk.headers) do fields[name] = value end

function request()
  number = number + 1
  return wrk.format("POST", nil, fields, (body:gsub("#", number)))
end
