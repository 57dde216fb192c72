-- Sends POST requests with the text BODY, which is JSON if it begins with a brace, and otherwise a form. A new number replaces
-- each # in the text.
math.randomseed(os.time())
local body, number = os.getenv("BODY"), math.random(2 ^ 31)
local fields = { ["Content-Type"] = body:sub(1, 1) == "{" and "application/json" or "application/x-www-form-urlencoded" }
for name, value in pairs(wrk.headers) do fields[name] = value end

function request()
  number = number + 1
  return wrk.format("POST", nil, fields, (body:gsub("#", number)))
end
