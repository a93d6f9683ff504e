#!/bin/sh

# Copyright (C) ngx_statuses_module contributors

# Makes the tables of text/ from the data files in this folder:
#
#     generate.sh OUTDIR
#
# OUTDIR/statuses_classes.h         one bit for each character class
# OUTDIR/statuses_unicode_tables.h  code point -> classes, two-stage table
# OUTDIR/statuses_tlds.h            top-level domains, case folding
#
# POSIX sh, awk and sort only.

set -e

if [ $# -ne 1 ]; then
    echo "usage: $0 OUTDIR" >&2
    exit 1
fi

LC_ALL=C
export LC_ALL

data=$(dirname "$0")
out=$1

mkdir -p "$out"


# Sweeps over the code points from boundary to boundary of the sets, so that
# only the blocks in which something changes are looked at one by one.

awk -v out="$out" '

function power(i,    n) {
    for (n = 1; i > 0; i--) {
        n *= 2
    }
    return n
}

function hex(s,    i, n) {
    n = 0
    for (i = 1; i <= length(s); i++) {
        n = n * 16 + index("0123456789ABCDEF", substr(s, i, 1)) - 1
    }
    return n
}

function range(set, s,    i, lo, hi) {
    i = index(s, "-")
    if (i) {
        lo = hex(substr(s, 1, i - 1))
        hi = hex(substr(s, i + 1))
    } else {
        lo = hi = hex(s)
    }
    at[lo] = at[lo] " +" set
    at[hi + 1] = at[hi + 1] " -" set
    changes[int(lo / 128)] = 1
    changes[int((hi + 1) / 128)] = 1
}

function record(    bits, i, j, n, t, in_class) {
    bits = 0
    for (i = 1; i <= nclasses; i++) {
        in_class = on["class:" i] > 0
        n = split(uses[i], t, " ")
        for (j = 1; j <= n && !in_class; j++) {
            in_class = on[t[j]] > 0
        }
        if (in_class != negated[i]) {
            bits += bit[i]
        }
    }
    t[1] = 0
    for (i = 1; i <= nbreaks; i++) {
        if (on[breaks[i]] > 0) {
            if (t[1]) {
                print "two grapheme breaks: " breaks[i] > "/dev/stderr"
                exit 1
            }
            t[1] = i
        }
    }
    bits += break_unit * t[1]
    for (i = 1; i <= nconjuncts; i++) {
        if (on[conjuncts[i]] > 0) {
            bits += conjunct_unit * i
        }
    }
    if (!(bits in id)) {
        id[bits] = nrecords
        records[nrecords++] = bits
    }
    return id[bits]
}

function step(cp,    i, n, t, set) {
    if (!(cp in at)) {
        return
    }
    n = split(at[cp], t, " ")
    for (i = 1; i <= n; i++) {
        set = substr(t[i], 2)
        on[set] += (substr(t[i], 1, 1) == "+") ? 1 : -1
    }
    current = record()
}

function list(file, type, name, a, n,    i, line, s) {
    printf "\n\nconst %s  %s[] = {\n", type, name > file
    line = "   "
    for (i = 0; i < n; i++) {
        s = " " a[i] ","
        if (length(line s) > 78) {
            print line > file
            line = "   "
        }
        line = line s
    }
    print line "\n};" > file
}

/^#/ || NF == 0 {
    next
}

FILENAME ~ /unicode\.txt$/ {
    if ($2 == "=" || $2 == ">") {
        set = $1
        skip = ($2 == ">")
        known[set] = 1
        next
    }
    if (!skip) {
        for (i = 1; i <= NF; i++) {
            range(set, $i)
        }
    }
    next
}

$2 == "=" {
    classes[++nclasses] = $1
    negated[nclasses] = ($3 == "!")
    next
}

{
    for (i = 1; i <= NF; i++) {
        if ($i in known) {
            uses[nclasses] = uses[nclasses] " " $i
        } else if ($i ~ /^[0-9A-F-]+$/) {
            range("class:" nclasses, $i)
        } else {
            print "unknown set: " $i > "/dev/stderr"
            exit 1
        }
    }
}

END {
    nbreaks = split("cr lf control extend zwj regional prepend spacing" \
                    " jamo_l jamo_v jamo_t hangul pictographic", breaks, " ")
    nconjuncts = split("conjunct_consonant conjunct_linker conjunct_extend", \
                       conjuncts, " ")

    range("cr", "000D")
    range("lf", "000A")
    range("zwj", "200D")
    range("hangul", "AC00-D7A3")

    break_shift = nclasses
    conjunct_shift = break_shift + 4

    if (conjunct_shift + 2 > 32 || nbreaks > 15) {
        print "too many classes" > "/dev/stderr"
        exit 1
    }

    for (i = 1; i <= nclasses; i++) {
        bit[i] = power(i - 1)
    }

    break_unit = power(break_shift)
    conjunct_unit = power(conjunct_shift)

    nrecords = 0
    nblocks = 0
    current = record()

    for (block = 0; block < 8704; block++) {
        if (block in changes) {
            key = ""
            for (cp = block * 128; cp < block * 128 + 128; cp++) {
                step(cp)
                key = key " " current
            }
        } else if (uniform[current] != "") {
            key = uniform[current]
        } else {
            key = ""
            for (cp = 0; cp < 128; cp++) {
                key = key " " current
            }
            uniform[current] = key
        }
        if (!(key in block_of)) {
            block_of[key] = nblocks
            n = split(key, t, " ")
            for (i = 1; i <= n; i++) {
                stage2[nblocks * 128 + i - 1] = t[i]
            }
            nblocks++
        }
        stage1[block] = block_of[key]
    }

    if (nrecords > 256 || nblocks > 65536) {
        print "tables too large" > "/dev/stderr"
        exit 1
    }

    file = out "/statuses_classes.h"
    print "/* made by text/data/generate.sh */\n" > file
    for (i = 1; i <= nclasses; i++) {
        printf "#define STATUSES_UC_%-20s 0x%08xu\n", toupper(classes[i]), \
            bit[i] > file
    }
    printf "\n#define STATUSES_UC_%-20s %d\n", "BREAK_SHIFT", \
        break_shift > file
    printf "#define STATUSES_UC_%-20s %d\n\n", "CONJUNCT_SHIFT", \
        conjunct_shift > file
    printf "#define STATUSES_BREAK_%-17s %d\n", "OTHER", 0 > file
    for (i = 1; i <= nbreaks; i++) {
        printf "#define STATUSES_BREAK_%-17s %d\n", toupper(breaks[i]), \
            i > file
    }
    print "" > file
    for (i = 1; i <= nconjuncts; i++) {
        printf "#define STATUSES_%-23s %d\n", toupper(conjuncts[i]), i > file
    }
    close(file)

    file = out "/statuses_unicode_tables.h"
    print "/* made by text/data/generate.sh */" > file
    for (i = 0; i < nrecords; i++) {
        records[i] = sprintf("0x%08xu", records[i])
    }
    list(file, "uint32_t", "statuses_uc_records", records, nrecords)
    list(file, "uint16_t", "statuses_uc_blocks", stage1, 8704)
    list(file, "uint8_t", "statuses_uc_index", stage2, nblocks * 128)
    close(file)
}
' "$data/unicode.txt" "$data/classes.txt"


# Sorted bytewise: a name comes right before the names it is a prefix of.

{
    echo "/* made by text/data/generate.sh */"

    for kind in ascii other; do
        printf '\n\nstatic const statuses_str_t  statuses_tlds_%s[] = {\n' \
            $kind
        awk -v kind=$kind '
            /^#/ { next }
            {
                for (i = 1; i <= NF; i++) {
                    if (($i ~ /^[a-z]+$/) == (kind == "ascii")) {
                        print $i
                    }
                }
            }
        ' "$data/tlds.txt" | sort \
        | awk '{ printf "    { \"%s\", sizeof(\"%s\") - 1 },\n", $1, $1 }'
        echo "};"
    done

    printf '\n\nstatic const uint32_t  statuses_folds[][2] = {\n'
    awk '
        /^#/ || NF == 0 { next }
        $2 == "=" || $2 == ">" { on = ($1 == "fold"); next }
        on {
            for (i = 1; i <= NF; i++) {
                split($i, t, ">")
                printf "    { 0x%s, 0x%s },\n", t[1], t[2]
            }
        }
    ' "$data/unicode.txt"
    echo "};"
} > "$out/statuses_tlds.h"
