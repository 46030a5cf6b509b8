-- SPDX-License-Identifier: ISC
-- A few hundred lines of ordinary Lua for the interpreter's test (lua.t). What it prints is
-- the same on every system: no addresses, no times, no order of hash tables.

local function section(name)
	print(("== %s %s"):format(name, ("="):rep(40 - #name)))
end

---------------------------------------------------------------------------------------
section("queens")

local function queens(n, found)
	local column, rising, falling, place = {}, {}, {}, {}
	local count = 0
	local function try(row)
		if row > n then
			count = count + 1
			if found then found(place) end
			return
		end
		for c = 1, n do
			if not (column[c] or rising[row + c] or falling[row - c]) then
				column[c], rising[row + c], falling[row - c] = true, true, true
				place[row] = c
				try(row + 1)
				column[c], rising[row + c], falling[row - c] = nil, nil, nil
			end
		end
	end
	try(1)
	return count
end

for n = 1, 8 do io.write(n, ":", queens(n), " ") end
print()

local first
queens(8, function(place) first = first or table.concat(place, " ") end)
print("first", first)
for c in first:gmatch("%d") do
	c = tonumber(c)
	print(("."):rep(c - 1) .. "Q" .. ("."):rep(8 - c))
end

---------------------------------------------------------------------------------------
section("strings")

local text = [[The samara is a winged seed: the maple's, the ash's, the elm's.
It falls slowly, turning, and the wind takes it far from the tree.]]

local words, order = {}, {}
for w in text:lower():gmatch("%a+") do
	if not words[w] then order[#order + 1] = w end
	words[w] = (words[w] or 0) + 1
end
table.sort(order, function(a, b)
	if words[a] ~= words[b] then return words[a] > words[b] end
	return a < b
end)
for i = 1, 8 do print(("%-8s%2d"):format(order[i], words[order[i]])) end

print(text:find("winged"), text:find("w.-d", 20), text:find("maple's", 1, true))
print((text:gsub("(%a+)'s", "of the %1")))
print(("key = value # note"):match("^(%w+)%s*=%s*(%w+)"))
print(("a,b,,c"):gsub(",", ";"))
print(("hello"):rep(3, "-"), ("hello"):reverse(), ("hello"):upper(), #"hello")
print(("hello"):byte(1, -1))
print(string.char(76, 117, 97), ("%q"):format('a "quoted"\n\0line'))
print(("f(a(b)c)d"):match("%b()"), ("THE (quick) fox"):find("%((%a+)%)"))
print(("one two  three"):gsub("%f[%w]%w+", function(w) return "<" .. w .. ">" end))
print(("$name is $age"):gsub("%$(%w+)", { name = "Ada", age = 36 }))
print(("trim me"):match("^%s*(.-)%s*$") .. "|", ("x"):rep(0) == "")
print(utf8.char(228, 8364, 128512), utf8.len("häß€"), #"häß€")
for p, c in utf8.codes("aä€") do io.write(p, "=", c, " ") end
print()
print(string.pack("<i4 z s1", -2, "ab", "cde"):byte(1, -1))
print(string.unpack("<i4 z s1", string.pack("<i4 z s1", -2, "ab", "cde")))
print("a" < "b", "Z" < "a", "abc" < "abd", "" < "a", "10" + 5, "3" * "4")

local function caesar(s, by)
	return (s:gsub("%a", function(c)
		local base = c:match("%l") and 97 or 65
		return string.char((c:byte() - base + by) % 26 + base)
	end))
end
print(caesar("Samara, a winged seed", 13), caesar(caesar("Samara", 13), 13))

---------------------------------------------------------------------------------------
section("format")

print(("%d %5d %-5d| %05d %+d %x %X %#x %o"):format(42, 42, 42, 42, 42, 255, 255, 255, 8))
print(("%f %.2f %10.3f %-10.1f| %e %.3E"):format(math.pi, math.pi, math.pi, math.pi, 12345.678, 0.00012))
print(("%g %g %g %g %g"):format(100000, 1e20, 0.1, 1 / 3, 123456789))
print(("%s %10s %-10s| %.3s %q %c%%"):format("text", "text", "text", "text", "text", 65))
print(("%a %a"):format(1.0, 0.5), ("%i"):format(3.0), ("%5s%5s"):format(true, nil))
print(1e15, 1e16, 2^53, 2^63, -0.0, 1e100, 0.1 + 0.2, 100 / 2, 3 // 2, 3.0 // 2)
print(1 / 0, -1 / 0, math.type(1), math.type(1.0), math.type("1"))
print(tostring(1e308 * 10), string.format("%.14g", 2 / 3), 255 // 1 | 0, 7 // 0.0)

---------------------------------------------------------------------------------------
section("numbers")

print(7 // 2, -7 // 2, 7 % 3, -7 % 3, 7 % -3, 7.5 // 2, -7.5 % 2)
print(5 & 3, 5 | 3, 5 ~ 3, ~5, 1 << 10, 1024 >> 3, -1 >> 60, 1 << 64)
print(math.maxinteger, math.mininteger, math.maxinteger + 1 == math.mininteger)
print(math.floor(-3.5), math.ceil(-3.5), math.fmod(-7, 3), math.modf(3.75))
print(math.tointeger(3.0), math.tointeger(3.5), 3 == 3.0, math.ult(1, -1))
print(math.max(3, 9, 2), math.min(3, 9, 2), math.abs(-5), math.sqrt(144), 2 ^ 0.5)
print(("%.12f %.12f %.12f"):format(math.sin(1), math.cos(1), math.tan(1)))
print(("%.12f %.12f %.12f"):format(math.exp(1), math.log(10), math.log(8, 2)))
print(("%.12f %.12f"):format(math.atan(1, 2), math.asin(0.5)))
print(tonumber("0x10"), tonumber("1e2"), tonumber("10", 2), tonumber("zz", 36), tonumber("x"))

local function factorial(n)
	local digits = { 1 }
	for k = 2, n do
		local carry = 0
		for i = 1, #digits do
			local v = digits[i] * k + carry
			digits[i], carry = v % 10, v // 10
		end
		while carry > 0 do
			digits[#digits + 1], carry = carry % 10, carry // 10
		end
	end
	return table.concat(digits):reverse()
end
print("50! =", factorial(50))

local sieve, primes = {}, {}
for i = 2, 20000 do
	if not sieve[i] then
		primes[#primes + 1] = i
		for j = i * i, 20000, i do sieve[j] = true end
	end
end
print(#primes, primes[#primes])

local random = 12345
local function pseudo(n)
	random = (random * 1103515245 + 12345) & 0x7fffffff
	return random % n + 1
end

---------------------------------------------------------------------------------------
section("closures")

local function counter(step)
	local n = 0
	return function() n = n + step; return n end, function() n = 0 end
end
local by2, reset = counter(2)
local by5 = counter(5)
print(by2(), by2(), by5(), by2(), by5())
reset()
print(by2(), by5())

local function compose(...)
	local f = { ... }
	return function(x)
		for i = #f, 1, -1 do x = f[i](x) end
		return x
	end
end
print(compose(function(x) return x + 1 end, function(x) return x * 2 end)(10))

local calls = 0
local function memoize(f)
	local known = {}
	return function(n)
		local v = known[n]
		if v == nil then
			v = f(n)
			known[n] = v
		end
		return v
	end
end
local fibonacci
fibonacci = memoize(function(n)
	calls = calls + 1
	return n < 2 and n or fibonacci(n - 1) + fibonacci(n - 2)
end)
print(fibonacci(80), calls)

local saved = {}
for i = 1, 3 do saved[i] = function() i = i + 10; return i end end
print(saved[1](), saved[1](), saved[2](), saved[3]())
print(select("#", nil, nil), select(-2, "a", "b", "c"), (function(...) return ... end)(1, 2))

---------------------------------------------------------------------------------------
section("tables")

local list = {}
for i = 1, 1000 do list[i] = pseudo(100000) end
table.sort(list)
local sorted = true
for i = 2, #list do sorted = sorted and list[i - 1] <= list[i] end
print(sorted, list[1], list[500], list[1000])
table.sort(list, function(a, b) return a > b end)
print(list[1], list[1000], #list)
table.insert(list, 1, "front")
table.insert(list, "back")
print(list[1], list[#list], table.remove(list, 1), table.remove(list), #list)
print(table.concat({ 1, 2, 3, "x" }, ", "), table.unpack({ 1, 2, 3 }, 2))
print(table.concat(table.move({ 1, 2, 3 }, 1, 3, 3, { 9, 9 }), " "), table.pack(1, nil, 3).n)

local Vector = {}
Vector.__index = Vector
Vector.__add = function(a, b) return Vector.new(a.x + b.x, a.y + b.y) end
Vector.__mul = function(a, k) return Vector.new(a.x * k, a.y * k) end
Vector.__eq = function(a, b) return a.x == b.x and a.y == b.y end
Vector.__lt = function(a, b) return a:length() < b:length() end
Vector.__le = function(a, b) return a:length() <= b:length() end
Vector.__len = function() return 2 end
Vector.__call = function(self, name) return self[name] end
Vector.__concat = function(a, b) return tostring(a) .. tostring(b) end
Vector.__tostring = function(a) return "(" .. a.x .. ", " .. a.y .. ")" end
function Vector.new(x, y) return setmetatable({ x = x, y = y }, Vector) end
function Vector:length() return (self.x ^ 2 + self.y ^ 2) ^ 0.5 end
local a, b = Vector.new(3, 4), Vector.new(1, 2)
print(tostring(a + b), tostring(a * 2), a == Vector.new(3, 4), b < a, a:length(), #a, a "x", a .. b)

local Animal = {}
Animal.__index = Animal
function Animal.new(name) return setmetatable({ name = name }, Animal) end
function Animal:speak() return self.name .. " makes a sound" end
local Dog = setmetatable({}, { __index = Animal })
Dog.__index = Dog
function Dog.new(name) return setmetatable(Animal.new(name), Dog) end
function Dog:speak() return Animal.speak(self) .. ": woof" end
print(Animal.new("Cat"):speak(), Dog.new("Rex"):speak())

local log = {}
local proxy = setmetatable({}, {
	__index = function(_, k) log[#log + 1] = "get " .. k; return k .. "!" end,
	__newindex = function(t, k, v) log[#log + 1] = "set " .. k; rawset(t, k, v) end,
})
proxy.a = proxy.b
print(proxy.a, table.concat(log, ", "), rawget(proxy, "b"))

local function matrix(n, f)
	local m = {}
	for i = 1, n do
		m[i] = {}
		for j = 1, n do m[i][j] = f(i, j) end
	end
	return m
end
local function multiply(p, q)
	return matrix(#p, function(i, j)
		local sum = 0
		for k = 1, #p do sum = sum + p[i][k] * q[k][j] end
		return sum
	end)
end
local m = multiply(matrix(40, function(i, j) return i + j end), matrix(40, function(i, j) return i - j end))
print(m[1][1], m[20][30], m[40][40])

---------------------------------------------------------------------------------------
section("coroutines")

local function permutations(items)
	local function permute(n)
		if n <= 1 then return coroutine.yield(table.concat(items)) end
		for i = 1, n do
			items[n], items[i] = items[i], items[n]
			permute(n - 1)
			items[n], items[i] = items[i], items[n]
		end
	end
	return coroutine.wrap(function() permute(#items) end)
end
for p in permutations({ "a", "b", "c" }) do io.write(p, " ") end
print()

local function producer(n)
	return coroutine.create(function(start)
		for i = start, start + n - 1 do
			local reply = coroutine.yield(i)
			if reply == "stop" then return "stopped" end
		end
		return "done"
	end)
end
local co = producer(3)
print(coroutine.resume(co, 5))
print(coroutine.resume(co))
print(coroutine.resume(co, "stop"))
print(coroutine.status(co), coroutine.resume(co))

local trace, tasks = {}, {}
for id = 1, 3 do
	tasks[id] = coroutine.create(function()
		for step = 1, id do
			trace[#trace + 1] = id .. "." .. step
			coroutine.yield()
		end
	end)
end
while #tasks > 0 do
	for i = #tasks, 1, -1 do
		coroutine.resume(tasks[i])
		if coroutine.status(tasks[i]) == "dead" then table.remove(tasks, i) end
	end
end
print(table.concat(trace, " "))

local source = coroutine.wrap(function() for i = 1, 1000 do coroutine.yield(i) end end)
local squares = coroutine.wrap(function() for v in source do coroutine.yield(v * v) end end)
local sum = 0
for v in squares do sum = sum + v end
print(sum, coroutine.isyieldable(), select(2, coroutine.running()))
print(coroutine.close(coroutine.create(print)), pcall(coroutine.wrap(function() error("inside") end)))

---------------------------------------------------------------------------------------
section("errors")

print(pcall(error, "plain", 0))
print(select(2, pcall(function() error({ code = 7 }) end)).code)
print(select(2, pcall(function() local x = nil; return x.field end)))
print(select(2, pcall(function() return 1 + {} end)))
print(select(2, pcall(function() return #5 end)))
print(select(2, pcall(function() return 1 < "2" end)))
print(select(2, pcall(string.rep)))
print(xpcall(function() error("deep", 0) end, function(message) return "handled " .. message end))
print(select(2, pcall(function() local function f() return 1 + f() end; return f() end)):match("stack overflow"))
print(load("return 1 +"))
print(load("local a <const> = 5; return a * 2")(), load("syntax error here"))
print(pcall(load, "x"), assert(load("return ...", "chunk", "t", {}))(1, 2))
do
	local closed = {}
	do
		local one <close> = setmetatable({}, { __close = function() closed[#closed + 1] = "one" end })
		local two <close> = setmetatable({}, { __close = function() closed[#closed + 1] = "two" end })
	end
	print(table.concat(closed, " "))
end
for i = 1, 3 do
	for j = 1, 3 do
		if j == 2 then goto continue end
		io.write(i, j, " ")
		::continue::
	end
end
print()

---------------------------------------------------------------------------------------
section("memory")

local before = collectgarbage("count")
local big = {}
for i = 1, 50000 do big[i] = { i, tostring(i) } end
local during = collectgarbage("count")
big = nil
collectgarbage()
collectgarbage()
local after = collectgarbage("count")
print(during - before > 1000, after < during / 2)
local weak = setmetatable({}, { __mode = "v" })
weak[1], weak[2] = {}, "kept"
collectgarbage()
print(weak[1], weak[2])
local finalized = 0
for _ = 1, 10 do setmetatable({}, { __gc = function() finalized = finalized + 1 end }) end
collectgarbage()
print(finalized)
local pieces = {}
for i = 1, 20000 do pieces[i] = ("%d,"):format(i) end
local joined = table.concat(pieces)
print(#joined, joined:sub(-12), select(2, joined:gsub(",", "")))
print(#("x"):rep(5000000))
local function depth(n) if n == 0 then return "bottom" end return depth(n - 1) end
print(depth(1000000))

---------------------------------------------------------------------------------------
section("time")

print(os.date("!%Y-%m-%d %H:%M:%S %A %j", 0), os.date("!%c", 1e9))
print(os.time({ year = 2024, month = 2, day = 29, hour = 12 }) - os.time({ year = 2024, month = 2, day = 28, hour = 12 }))
print(os.date("!*t", 951782400).yday, os.date("!%d.%m.%y", 951782400), os.date("%Z", 0))
print(os.time({ year = 2000, month = 13, day = 32, hour = 0 }), os.difftime(10, 4))
local now = os.time()
print(now > 1600000000, os.time() - now <= 1, os.date("!%Y", now) >= "2024")
local began = os.clock()
for _ = 1, 100000 do end
print(os.clock() >= began, math.type(os.clock()))
print(os.getenv("NAME"), os.getenv("NOT_THERE"), os.setlocale("C"), arg[0], arg[1], arg[2], #arg)
print(io.read("a"), io.read("l"), io.type(io.stdout), io.type(42))
io.stderr:write("to standard error\n")
os.exit(7, true)
