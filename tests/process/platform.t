#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# limit: 400
# platform.h as a process, without a libos: platform.c is an image of its own. Registers, events,
# timers and CPUs inside, signals from outside, and what the sandbox's filter denies.
. "$(dirname "$0")/../tap.sh"
cd "$T" || exit 1

lib=$BUILD/lib/samara
build() { # build NAME LINKER-OPTION...
	name=$1
	shift
	gcc -static-pie -nostartfiles -nodefaultlibs "$@" -Wl,-T,"$lib/image.ld",-z,now,--gc-sections \
		-Wl,--hash-style=sysv,-z,noexecstack "$lib/start-process.o" platform.o \
		"$lib/libplatform-process.a" "$lib/libsamara.a" -o "$name"
}
compile() {
	gcc -O1 -g -std=gnu11 -fpie -ffreestanding -mgeneral-regs-only -fno-stack-protector \
		-fvisibility=hidden -Wall -Wextra -Werror -I"$ROOT/include" \
		-c "$ROOT/tests/process/platform.c" -o platform.o &&
		objcopy --redefine-syms="$BUILD/obj/private" --redefine-sym memcpy=samara.memcpy \
			--redefine-sym memset=samara.memset \
			--redefine-sym __stack_chk_guard=samara.__stack_chk_guard \
			--redefine-sym __stack_chk_fail=samara.__stack_chk_fail platform.o
}
ok "platform.c compiles" compile
ok "and links with the platform alone" build platform
ok "with a jit, too" build platform-jit -Wl,--defsym=samara.image_jit=4
[ -x platform ] && [ -x platform-jit ] || finish

# passes WHAT COMMAND...: its TAP has no failure and a plan
passes() {
	what=$1
	shift
	timeout -s KILL 100 "$@" >out 2>err </dev/zero
	if tail -n 1 out | grep -q '^1\.\.[1-9]' && ! grep -q '^not ok' out; then
		result 0 "$what"
	else
		result 1 "$what" || tail -n 20 out err | sed 's/^/#   /'
	fi
}
# standard input: never ready
mkfifo quiet
exec 9<>quiet
passes "registers, events, timers, CPUs: a million notifications" \
	bash -c 'exec <&9; SAMARA_CPUS=4 exec ./platform many'
passes "without the sandbox" bash -c 'exec <&9; SAMARA_CPUS=4 SAMARA_SANDBOX=0 exec ./platform'
passes "all on one CPU of the host" bash -c 'exec <&9; SAMARA_CPUS=4 exec taskset -c 0 ./platform'
passes "with signals blocked by whoever starts it" perl -e '
	use POSIX;
	sigprocmask(SIG_BLOCK, POSIX::SigSet->new(SIGURG, SIGTERM));
	open(STDIN, "<&=", 9);
	$ENV{SAMARA_CPUS} = 4;
	exec "./platform"'

# how many CPUs
is "$(./platform cpus)" "$(n=$(nproc); echo $((n < 16 ? n : 16)))" "as many CPUs as the host gives"
is "$(taskset -c 0 ./platform cpus)" 1 "as few as the process may use"
is "$(SAMARA_CPUS=3 ./platform cpus)" 3 "as many as SAMARA_CPUS says"
for bad in 0 17 -1 two "" 4x; do
	SAMARA_CPUS=$bad ./platform cpus >out 2>err
	is "$?/$(cat out err)" "1/samara: SAMARA_CPUS must be a number from 1 to 16" "SAMARA_CPUS='$bad'"
done

# the filter
passes "the filter denies what it should" ./platform filter
passes "and with a jit" ./platform-jit jit

# signals from outside
wait_for() { # wait_for TEXT
	for ((i = 0; i < 1500; i++)); do
		! grep -q "^$1\$" out || return 0
		sleep 0.02
	done
	return 1
}
for way in wait spin; do
	: >out
	./platform $way >out 2>err &
	pid=$!
	wait_for ready
	for signal in TERM HUP USR2 URG PIPE ALRM SEGV 40 USR1; do
		number=$(kill -l $signal 2>/dev/null) || number=$signal
		[ "$signal" != 40 ] || number=40
		kill -$signal $pid
		ok "$way: SIG$signal comes" wait_for "signal $number"
	done
	kill -URG $pid
	sleep 0.1
	is "$(grep -c "signal 23" out)" 1 "$way: SIGURG isn't wanted any more"
	kill -CONT $pid
	is "$(kill -0 $pid && echo alive)" alive "$way: SIGCONT, never wanted, does nothing"
	kill -USR1 $pid
	wait $pid 2>/dev/null
	is "$?" 138 "$way: SIGUSR1, not wanted any more, ends it"
done
# a signal before each instruction from platform_wait's look to the host's sleep
if command -v gdb >/dev/null; then
	cat >commands <<-'END'
		set pagination off
		set confirm off
		handle SIGURG nostop noprint pass
		starti
		tbreak *&'samara.process_sleep_look'
		continue
		set $n = 0
		set $reached = 1
		while $reached
			tbreak *&'samara.process_sleep_look'
			signal SIGURG
			set $n = $n + 1
			set $i = 0
			while $i < $n && *(unsigned short *)$pc != 0x050f
				stepi
				set $i = $i + 1
			end
			set $reached = $i == $n
		end
		kill
	END
	timeout -s KILL 100 gdb -batch -x commands --args ./platform wait >out 2>err </dev/null
	is "$(grep -c '^signal 23' out)" 7 "a signal between look and sleep ends the wait, wherever"
else
	skip "a signal between look and sleep" "gdb isn't installed"
fi

: >out
./platform wait >out 2>err &
wait_for ready
kill -VTALRM $!
wait $! 2>/dev/null
is "$?" 154 "SIGVTALRM, never wanted, ends it"
{
	until [ -e gone ]; do
		sleep 0.02
	done
	./platform pipe
} 2>err | {
	exec <&-
	: >gone
}
is "${PIPESTATUS[0]}" 0 "a pipe nobody reads: -EPIPE, even where SIGPIPE is wanted"
finish
