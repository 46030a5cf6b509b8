#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# At a terminal: line editing, single keys, Ctrl-C, and the terminal's settings as they were
# when it is over. As a process the host does the line handling, in a VM the libos.
. "$(dirname "$0")/../tap.sh"

here=$ROOT/tests/terminal
ok "terminal.c builds" gcc -std=gnu11 -O1 -Wall -Wextra -Werror -o "$T/terminal" \
	"$ROOT/tests/tools/terminal.c"
ok "talk.c builds" "$SAMARA" cc -O1 -o "$T/talk" "$here/talk.c"
ok "named.c builds" "$SAMARA" cc -O1 -o "$T/named" "$here/named.c"

plays() { # WHAT STATUS SCRIPT COMMAND...
	what=$1
	wanted=$2
	script=$3
	shift 3
	timeout -s KILL 60 "$T/terminal" "$here/$script.script" "$@" >"$T/seen" 2>&1 </dev/null
	got=$?
	[ $got = "$wanted" ]
	result $? "$what" || {
		echo "# status $got, wanted $wanted"
		cat -v "$T/seen" | sed 's/^/#   /'
	}
}
try() { # WAY COMMAND...
	way=$1
	shift
	plays "$way: lines are edited" 7 lines "$@"
	plays "$way: single keys" 8 keys "$@" raw
	plays "$way: Ctrl-C while it waits" 130 interrupt "$@" wait
	plays "$way: Ctrl-C while it computes" 130 interrupt "$@" spin
}
try process "$T/talk"
plays "process: the terminal by its names" 9 named "$T/named"
plays "microvm: the terminal by its names" 9 named "$SAMARA" run --on qemu "$T/named"
try microvm "$SAMARA" run --on qemu "$T/talk"
if kvm_works; then
	try kvm "$SAMARA" run --on kvm "$T/talk"
else
	skip kvm "/dev/kvm doesn't work here"
fi
finish
