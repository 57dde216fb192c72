-- base64(text): the encoding that HTTP Basic requires.
local alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

return function(text)
  local encoded = {}
  for i = 1, #text, 3 do
    local a, b, c = text:byte(i, i + 2)
    local bits = a * 65536 + (b or 0) * 256 + (c or 0)
    for j = 0, 3 do
      local digit = math.floor(bits / 64 ^ (3 - j)) % 64
      encoded[#encoded + 1] = ((j == 2 and not b) or (j == 3 and not c)) and "=" or alphabet:sub(digit + 1, digit + 1)
    end
  end
  return table.concat(encoded)
end
