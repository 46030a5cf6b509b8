#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# The table of system calls, the sources and doc/syscalls.md say the same: each call of Linux's own
# list is there, each definition says how much of Linux's call it is, what is called absent does
# nothing and is the only thing that does nothing, and the page is what the sources make.
. "$(dirname "$0")/../tap.sh"

cd "$ROOT" || exit 1
ok "doc/syscalls.sh finds nothing wrong" doc/syscalls.sh
doc/syscalls.sh >"$T/syscalls.md" 2>/dev/null
ok "doc/syscalls.md is what make doc writes" cmp "$T/syscalls.md" doc/syscalls.md

table() { # "number name", by number
	sed -n 's/^SYSTEM_CALL(\([0-9]*\), \([a-z0-9_]*\))$/\1 \2/p' "$1"
}
linux=$(echo '#include <asm/unistd.h>' | gcc -E -dM -x c - |
	sed -n 's/^#define __NR_\([a-z0-9_]*\) \([0-9]*\)$/\2 \1/p' | sort -n)
last=$(table libos/syscalls.def | tail -n 1 | cut -d ' ' -f 1)
is "$(table libos/syscalls.def)" "$(echo "$linux" | awk -v last="$last" '$1 <= last')" \
	"the table is Linux's"

# what the page and the library know as absent
defined=$(sed -n 's/^long sys_\([a-z0-9_]*\)(.*/\1/p' libos/*/*.c libos/*/x86_64/*.c | sort)
is "$(sed -n 's/^long sys_\([a-z0-9_]*\)(.*/\1/p' libos/syscalls.h | sort)" "$defined" \
	"what is defined is what libos/syscalls.h declares"
rest=$(table libos/syscalls.def | cut -d ' ' -f 2 | sort | comm -23 - <(echo "$defined"))
for call in $rest; do
	echo "$(table libos/syscalls.def | sed -n "s/ $call\$//p") $call"
done | sort >"$T/rest"
sed -n '/^## Absent/,$p' "$T/syscalls.md" | tail -n +3 | tr ',' '\n' | sed 's/^ *//; s/\.$//' |
	grep . | sort >"$T/absent"
is "$(comm -23 "$T/rest" "$T/absent")" "" "calls that no source defines are in the page's list"
for call in $(comm -13 "$T/rest" "$T/absent" | cut -d ' ' -f 2); do
	ok "$call, defined and said to be absent, has a line in a table" \
		grep -q -F "| [$call](" "$T/syscalls.md"
done
is "$(nm --defined-only "$BUILD/lib/samara/libsamara.a" 2>/dev/null |
	awk '/^[^ ]*:$/ { name = $0; sub(/\.o:$/, "", name) } $3 == "samara.sys_" name { print name }' |
	sort | comm -12 - <(echo "$rest"))" "$rest" "the library has a member for each of them"
sum=$(sed -n 's/^\([0-9]*\) system calls .*\*\*\([0-9]*\) are full, \([0-9]*\) partial, \([0-9]*\) absent.*/\1 = \2 + \3 + \4/p' \
	"$T/syscalls.md")
ok "the counts at its head add up ($sum)" test "${sum:+$((${sum/=/==}))}" = 1

# Each kind of disagreement is found.
refuses() { # refuses WHAT FILE SED: in a copy of the sources that sed changed
	rm -rf "$T/tree"
	mkdir "$T/tree"
	cp -r libos "$T/tree/libos"
	sed -i "$3" "$T/tree/libos/$2"
	if cmp -s "libos/$2" "$T/tree/libos/$2"; then
		result 1 "$1: nothing was changed"
	else
		ok "$1 is refused" eval '! doc/syscalls.sh "$T/tree"'
	fi
}
refuses "a definition without a status" identity/umask.c '/^\/\* full \*\/$/d'
refuses "a status that is no word of ours" identity/umask.c 's/^\/\* full \*\/$/\/* good *\//'
refuses "partial without what" identity/umask.c 's/^\/\* full \*\/$/\/* partial *\//'
refuses "a status a line too early" identity/umask.c 's/^\/\* full \*\/$/&\n/'
refuses "absent, but there" identity/umask.c 's/^\/\* full \*\/$/\/* absent: so *\//'
refuses "full, but not there" identity/rseq.c 's/^\/\* absent: .*\*\/$/\/* full *\//'
refuses "a name that Linux hasn't got" identity/umask.c 's/^long sys_umask/long sys_umasc/'
refuses "a call defined twice" identity/umask.c 's/^long sys_umask/long sys_personality/'
finish
