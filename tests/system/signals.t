#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# SIGTERM from outside reaches the program's handler, whatever it is doing: as a process from kill,
# in a machine from its power button, which samara run presses.
# limit: 300
. "$(dirname "$0")/../tap.sh"

ok "signals.c builds" "$SAMARA" cc -O1 -o "$T/signals" "$ROOT/tests/system/signals.c"
mkfifo "$T/in"
exec 9<>"$T/in" # the program reads from a pipe that stays open

try() { # WAY WHAT STATUS OUTPUT COMMAND...
	local way=$1 what=$2 status=$3 output=$4 tries=0
	shift 4
	: >"$T/out"
	timeout -s KILL 100 "$@" "$what" <&9 >"$T/out" 2>"$T/err" &
	local program=$!
	until grep -q ready "$T/out" || [ $tries -eq 300 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
	case $what in pause | read) asleep $program ;; esac
	kill -TERM $program # timeout hands it on
	wait $program
	is "$?" "$status" "$way, $what: status"
	is "$(tr -d '\r' <"$T/out" | tr '\n' ' ')" "$output" "$way, $what: output"
}
ways() { # WAY COMMAND...
	local way=$1
	shift
	for what in spin pause read; do
		try "$way" $what 0 "ready got 15 code 0 end " "$@"
	done
	try "$way" block 0 "ready unblock got 15 code 0 end " "$@"
	try "$way" ignore 0 "ready end " "$@"
	try "$way" default 143 "ready " "$@"
}
ways process "$T/signals"
ways microvm "$SAMARA" run --on qemu "$T/signals"
finish
