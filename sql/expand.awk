# Expands the markers of a file in sql/ for one schema version.
#
# usage: awk -v version=4.7 [-v viewer=1] -v dir=sql/statements -f expand.awk F
#
#   line --@4.6+          the line exists from that version on
#   line --@<4.6          the line exists only before it
#   line --@viewer        the line exists only in the variant with a viewer
#   line --@anonymous     ... without one
#   --@if COND            a block with one of these conditions, or with NAME or
#                         !NAME: {NAME} was let, was not; up to
#   --@end
#   --@pack A % B         one column of an array: A, the columns that follow up
#                         to --@end, B; called p_N for its N elements
#   --@let NAME TEXT      from here on {NAME} stands for TEXT
#   --@include NAME       the file _NAME.sql of "dir", expanded in its place;
#                         NAME may be {NAME}, see above
#   --@nulls NAME         a NULL for each column of the file _NAME.sql
#   --@variants V...      for generate.sh: the variants of this statement
#
# Comment lines and trailing comments of the sources are dropped from
# statements (-v comments=0) and kept otherwise.

function holds(cond) {
    if (cond == "viewer") {
        return viewer + 0 == 1
    }
    if (cond == "anonymous") {
        return viewer + 0 == 0
    }
    if (cond ~ /^[0-9]+\.[0-9]+\+$/) {
        return version + 0 >= substr(cond, 1, length(cond) - 1) + 0
    }
    if (cond ~ /^<[0-9]+\.[0-9]+$/) {
        return version + 0 < substr(cond, 2) + 0
    }
    if (cond ~ /^!?[a-z_]+$/) {
        return cond ~ /^!/ ? !(substr(cond, 2) in lets) : (cond in lets)
    }
    fail("unknown condition \"" cond "\"")
}

function fail(why) {
    print "expand.awk: " file ": " why > "/dev/stderr"
    failed = 1
    exit 1
}

function substitute(line,    name, out) {
    out = ""
    while (match(line, /\{[a-z_]+\}/)) {
        name = substr(line, RSTART + 1, RLENGTH - 2)
        if (!(name in lets)) {
            fail("{" name "} was never let")
        }
        out = out substr(line, 1, RSTART - 1) lets[name]
        line = substr(line, RSTART + RLENGTH)
    }
    return out line
}

# the marker of a pack, without "--@pack": what stands before and after
function pack_begin(line,    at) {
    sub(/^pack[ \t]+/, "", line)
    at = index(line, "%")
    if (at == 0 || packing) {
        fail("--@pack without a place for its columns, or in another")
    }
    packing = 1
    packed = 0
    pack_end_text = substr(line, at + 1)
    print substitute_if("    , " substr(line, 1, at - 1))
}

function pack_line(line) {
    if (fresh_column) {
        if (packed == 0) {
            sub(/^[ \t]*, /, "    ", line)
        }
        fresh_column = 0
    }
    if (line ~ / AS c_[a-z0-9_]+$/) {
        sub(/ AS c_[a-z0-9_]+$/, "", line)
        packed++
        fresh_column = 1
    }
    return line
}

function pack_end() {
    print substitute_if("   " pack_end_text " AS p_" packed)
    packing = 0
}

function expand(path,    line, word, depth, skip, cond, n, rc, kind) {
    depth = 0
    skip = 0
    while ((rc = (getline line < path)) > 0) {
        if (line ~ /^[ \t]*--@/) {
            sub(/^[ \t]*--@/, "", line)
            n = split(line, word, /[ \t]+/)
            if (word[1] == "if") {
                kind[++depth] = "if"
                if (skip == 0 && !holds(word[2])) {
                    skip = depth
                }
            } else if (word[1] == "pack") {
                kind[++depth] = "pack"
                fresh_column = 1
                if (skip == 0) {
                    pack_begin(line)
                }
            } else if (word[1] == "end") {
                if (depth == 0) {
                    fail("--@end without a beginning")
                }
                if (skip == 0 && kind[depth] == "pack") {
                    pack_end()
                }
                if (skip == depth) {
                    skip = 0
                }
                depth--
            } else if (skip == 0 && word[1] == "let") {
                sub(/^let[ \t]+[a-z_]+[ \t]*/, "", line)
                lets[word[2]] = substitute(line)
            } else if (skip == 0 && word[1] == "include") {
                expand(dir "/_" substitute(word[2]) ".sql")
            } else if (skip == 0 && word[1] == "nulls") {
                nulls(dir "/_" word[2] ".sql")
            } else if (skip == 0 && word[1] != "variants") {
                fail("unknown marker --@" word[1])
            }
            continue
        }
        if (skip) {
            continue
        }
        if (match(line, /[ \t]*--@[^ \t]+[ \t]*$/)) {
            cond = substr(line, RSTART)
            sub(/^[ \t]*--@/, "", cond)
            sub(/[ \t]*$/, "", cond)
            if (!holds(cond)) {
                continue
            }
            line = substr(line, 1, RSTART - 1)
        }
        if (comments == "0") {
            sub(/^[ \t]*--.*$/, "", line)
            if (line ~ /^[ \t]*$/) {
                continue
            }
        }
        if (packing) {
            line = pack_line(line)
        } else if (comments == "0") {
            # names travel with each result, and nobody reads them
            sub(/ AS c_[a-z0-9_]+$/, " AS c", line)
        }
        print substitute_if(line)
    }
    if (rc < 0) {
        fail("cannot read " path)
    }
    close(path)
    if (depth) {
        fail("a block without --@end in " path)
    }
}

# one NULL for each column of a fragment, for the other half of a UNION; no
# column is to stand in a block with a condition
function nulls(path,    line, cond, rc, count, blocks) {
    count = -1
    while ((rc = (getline line < path)) > 0) {
        if (line ~ /^[ \t]*--@pack/) {
            count = 0
        } else if (line ~ /^[ \t]*--@if/) {
            blocks++
        } else if (line ~ /^[ \t]*--@end/ && blocks) {
            blocks--
        } else if (line ~ /^[ \t]*--@end/) {
            print "    , NULL AS p_" count
            count = -1
        }
        if (line ~ /^[ \t]*--/) {
            continue
        }
        if (match(line, /[ \t]*--@[^ \t]+[ \t]*$/)) {
            cond = substr(line, RSTART)
            sub(/^[ \t]*--@/, "", cond)
            line = substr(line, 1, RSTART - 1)
            if (!holds(cond)) {
                continue
            }
        }
        if (line ~ / AS c_[a-z0-9_]+$/) {
            if (count >= 0) {
                count++
            } else {
                print "    , NULL"
            }
        }
    }
    if (rc < 0) {
        fail("cannot read " path)
    }
    close(path)
}

# braces are common in schema files (array literals): only statements use lets
function substitute_if(line) {
    return comments == "0" ? substitute(line) : line
}

BEGIN {
    file = ARGV[1]
    expand(file)
    exit failed
}
