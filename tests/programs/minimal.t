#!/bin/sh
# SPDX-License-Identifier: ISC
# What a program doesn't use isn't in its image: the system calls that are linked, by their names.
. "$(dirname "$0")/../tap.sh"

# calls FILE: the system calls in an image, on one line
calls() {
	nm "$T/$1" | sed -n 's/.* [Tt] samara\.sys_//p' | sort | tr '\n' ' '
}

# only FILE REGEX WHAT: no other system calls
only() {
	is "$(calls "$1" | tr ' ' '\n' | grep -v -x -E "|$2" | tr '\n' ' ')" "" "$3"
}

# compile NAME: a program from standard input, optimised
compile() {
	cat >"$T/$1.c"
	"$SAMARA" cc -O2 "$T/$1.c" -o "$T/$1"
}

compile nothing <<'END'
int main(void) { return 0; }
END
like "$(calls nothing)" 'exit_group .*set_tid_address' "an empty program: its start and end"
only nothing 'exit(_group)?|set_tid_address' "and no other system call"

compile guarded <<'END'
#include <string.h>
int main(int argc, char **argv) { char copy[16]; strcpy(copy, argv[0]); return copy[argc]; }
END
only guarded 'exit(_group)?|set_tid_address' "with a stack guard: no more than that"

compile print <<'END'
#include <stdio.h>
int main(void) { printf("%d\n", 42); return 0; }
END
unlike "$(calls print | tr ' ' '\n')" '^(mmap|brk|open|openat|read|rt_sigaction|clone|mprotect)$' \
	"printf brings in neither memory nor files nor signals"
ok "the image of printf works" sh -c "timeout -s KILL 20 '$T/print' | grep -x 42"

compile number <<'END'
#include <stdlib.h>
#include <unistd.h>
int main(int argc, char **argv) { return syscall(atoi(argv[1])) == getpid() ? 0 : 1; }
END
ok "syscall(2) brings in all of them" test "$(calls number | wc -w)" -gt 300
ok "and calls by number" timeout -s KILL 20 "$T/number" 39
finish
