-- wrk's requests, made beforehand, so that asking costs little.
--
--   wrk ... -s wrk.lua URL -- show|batch|favourite|fixed FILE [TOKENS]
--   wrk ... -s wrk.lua URL -- context|history|favourited_by FILE [TOKENS]
--   wrk ... -s wrk.lua URL -- create FILE TOKENS
--   wrk ... -s wrk.lua URL -- validated FILE
--
-- FILE holds one id on a line, and what is validated its validator behind it;
-- the order is kept, each run begins somewhere else. Prints a line "result"
-- with what is known at the end.

local requests = {}
local at = 0


local function lines_of(name)
    local list = {}

    for line in io.lines(name) do
        list[#list + 1] = line
    end

    return list
end


function init(args)
    local kind, ids, tokens = args[1], {}, nil

    if kind == "fixed" then
        requests[1] = wrk.format("GET", args[2])
        return
    end

    ids = lines_of(args[2])

    if args[3] then
        tokens = lines_of(args[3])
    end

    local size = kind == "batch" and 20 or 1
    local posts = kind == "favourite" or kind == "create"
    local method = posts and "POST" or "GET"
    local path, headers, body

    for i = 1, #ids - size + 1, size do
        if kind == "batch" then
            local list = {}

            for j = i, i + size - 1 do
                list[#list + 1] = "id[]=" .. ids[j]
            end

            path = "/api/v1/statuses?" .. table.concat(list, "&")
        else
            path = "/api/v1/statuses/" .. ids[i]:match("^%S+")

            if kind == "favourited_by" then
                path = path .. "/favourited_by?limit=80"
            elseif kind == "context" or kind == "history" then
                path = path .. "/" .. kind
            end
        end

        headers = {}

        if kind == "favourite" then
            path = path .. "/favourite"
        elseif kind == "create" then
            path = "/api/v1/statuses"
            body = "status=Post+number+" .. ids[i]
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        end

        if kind == "validated" then
            headers["If-None-Match"] = ids[i]:match(" (.+)$")
        end

        if tokens then
            headers["Authorization"] = "Bearer "
                .. tokens[#requests % #tokens + 1]
        end

        requests[#requests + 1] = wrk.format(method, path, headers, body)
    end

    math.randomseed(os.time())
    at = math.random(#requests)
end


function request()
    at = at % #requests + 1

    return requests[at]
end


function done(summary, latency)
    local e = summary.errors

    io.write(string.format("result %d %d %d %d %d %d %d\n",
        summary.requests, summary.duration, summary.bytes,
        e.connect + e.read + e.write + e.timeout, e.status,
        latency:percentile(50), latency:percentile(99)))
end
