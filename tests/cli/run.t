#!/bin/bash
# SPDX-License-Identifier: ISC
# limit: 400
# samara run: arguments, environment, streams and status are the same as a process and in
# a machine; however it ends, nothing is left behind.
. "$(dirname "$0")/../tap.sh"

cd "$T" || exit 1
cat >program.c <<'EOF'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

static int copy(void)
{
	static char buffer[100000];
	size_t n;
	while ((n = fread(buffer, 1, sizeof buffer, stdin)) > 0)
		if (fwrite(buffer, 1, n, stdout) != n)
			return 1;
	return fflush(stdout) != 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	if (strcmp(what, "exit") == 0)
		return atoi(argv[2]);
	if (strcmp(what, "copy") == 0)
		return copy();
	if (strcmp(what, "both") == 0) {
		for (int i = 0; i < 1000; i++) {
			fprintf(stdout, "output %d\n", i);
			fprintf(stderr, "error %d\n", i);
		}
		return 0;
	}
	if (strcmp(what, "forever") == 0)
		for (;;)
			puts("a line that never ends to come");
	if (strcmp(what, "hang") == 0) {
		puts("hanging");
		fflush(stdout);
		for (;;)
			pause();
	}
	if (strcmp(what, "ignore") == 0)
		return 0;
	for (int i = 0; i < argc; i++)
		printf("[%s]\n", argv[i]);
	for (char **e = environ; *e; e++)
		printf("{%s}\n", *e);
	return 0;
}
EOF
ok "the program links" "$SAMARA" cc -O1 program.c -o program
ways="process qemu"
if kvm_works; then
	ways="$ways kvm"
else
	skip "kvm" "/dev/kvm doesn't work here"
fi
head -c 10000000 /dev/urandom >random
seq -f 'output %g' 0 999 >output.wanted
seq -f 'error %g' 0 999 >errors.wanted

run() { # WAY ARGUMENT...
	way=$1
	shift
	timeout -s KILL 60 "$SAMARA" run --on "$way" "$@"
}

newline='
'
wanted='[program]
[a]
[b c]
[]
["quoted" \ and '"'"'so'"'"']
[--]
[-m]
[a=b]
[virtio_mmio.device=512@0xfeb00000:1]
[x gate=int3]
[tab	and é]
{ONE=1}
{EMPTY=}
{TEXT=two words "and" \}
{gate=open}
{root=x}
{with.dot=x gate=int3}
{HERE=from here}'
for way in $ways; do
	got=$(HERE="from here" run $way -e ONE=1 -e EMPTY= -e 'TEXT=two words "and" \' -e gate=open \
		-e root=x -e "with.dot=x gate=int3" --env HERE -e NOT_HERE \
		program a "b c" "" "\"quoted\" \\ and 'so'" -- -m a=b \
		virtio_mmio.device=512@0xfeb00000:1 "x gate=int3" "tab	and é" </dev/null)
	is "$got" "$wanted" "$way: arguments and environment"
	is "$(run $way program "two${newline}lines" </dev/null)" "[program]
[two
lines]" "$way: an argument of two lines"

	run $way program copy <random >copied
	is $? 0 "$way: copying ends well"
	ok "$way: 10 MB go through unchanged" cmp random copied
	is "$(cat random | run $way program copy | cksum)" "$(cksum <random)" "$way: through pipes as well"
	is "$(run $way program copy </dev/null | wc -c)" 0 "$way: no input at all"
	is "$(run $way program copy <&- | wc -c)" 0 "$way: closed input"
	is "$( (sleep 0.5; echo late) | run $way program copy)" late "$way: input that comes late"
	run $way program ignore <random >/dev/null
	is $? 0 "$way: input that nobody reads"

	run $way program both >output 2>errors </dev/null
	ok "$way: output and error stay apart: output" diff output.wanted output
	ok "$way: output and error stay apart: error" diff errors.wanted errors

	run $way program forever </dev/null | head -n 1 >first
	is "${PIPESTATUS[0]}" 141 "$way: a reader that goes away ends the program by SIGPIPE"
	echo short | run $way program copy >/dev/full 2>errors
	status=$?
	[ "$way" = process ] || {
		like $status '^(125|141)$' "$way: output that can't be written isn't success"
		like "$(cat errors)" "standard output: No space left" "$way: and the reason is said"
	}
done

# ---- memory
cat >large.c <<'EOF'
static char large[64 << 20];
int main(void)
{
	for (unsigned long i = 0; i < sizeof large; i += 4096)
		large[i] = 1;
	return large[4096] + 2;
}
EOF
ok "a large image links" "$SAMARA" cc large.c -o large
run qemu large </dev/null
is $? 3 "a machine is as large as its image needs"

# ---- exit statuses: all as a process, some in a machine
same=0
for status in $(seq 0 255); do
	run process program exit $status
	[ $? = $status ] || same=1
done
result $same "process: exit statuses 0 to 255"
for way in $ways; do
	same=0
	for status in 0 1 2 63 64 125 126 127 128 129 200 254 255; do
		run $way program exit $status </dev/null
		[ $? = $status ] || same=1
	done
	result $same "$way: exit statuses"
done

# ---- signals
machine_of() { # PID: the monitor's process
	pgrep -P "$1" qemu
}
wait_for() { # COMMAND...: until it succeeds, a minute at most
	for _ in $(seq 600); do
		"$@" 2>/dev/null && return 0
		sleep 0.1
	done
	return 1
}
for signal in TERM HUP; do # a shell's background jobs ignore INT and QUIT
	rm -f hang.log
	"$SAMARA" run --on qemu program hang >hang.log 2>&1 </dev/null &
	pid=$!
	wait_for grep -q hanging hang.log
	machine=$(machine_of $pid)
	kill -$signal $pid
	wait $pid 2>/dev/null
	is $? $((128 + $(kill -l $signal))) "SIG$signal gives 128 and its number"
	[ -n "$machine" ] && ! [ -e "/proc/$machine" ]
	result $? "SIG$signal: the machine is gone"
done
rm -f hang.log
"$SAMARA" run --on qemu program hang >hang.log 2>&1 </dev/null &
pid=$!
wait_for grep -q hanging hang.log
machine=$(machine_of $pid)
kill -KILL $pid
wait $pid 2>/dev/null
[ -n "$machine" ] && wait_for [ ! -e "/proc/$machine" ]
result $? "SIGKILL takes the machine along"

rm -f hang.log
"$SAMARA" run --on qemu program hang >hang.log 2>&1 </dev/null &
pid=$!
wait_for grep -q hanging hang.log
kill -KILL "$(machine_of $pid)"
wait $pid
is $? 125 "a machine that is killed gives 125"
like "$(cat hang.log)" "without an exit status" "and a sentence"

# ---- the power button
cat >catcher.c <<'EOF'
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t caught;

static void catch(int number)
{
	caught = number;
}

int main(int argc, char **argv)
{
	const char *how = argv[1];
	sigset_t term, none;
	sigemptyset(&none);
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	if (strcmp(how, "ignoring") == 0)
		signal(SIGTERM, SIG_IGN);
	else if (strcmp(how, "indifferent"))
		signal(SIGTERM, catch);
	if (strcmp(how, "asleep") == 0)
		sigprocmask(SIG_BLOCK, &term, NULL);
	puts("hanging");
	fflush(stdout);
	while (!caught)
		if (strcmp(how, "asleep") == 0)
			sigsuspend(&none);
	printf("caught %d\n", caught);
	return 7;
}
EOF
ok "a program with a handler links" "$SAMARA" cc -O1 catcher.c -o catcher
start() { # WAY... HOW: start the program and wait until it is there
	rm -f hang.log # the one before was there, too
	"$SAMARA" run --on "${@:1:$#-1}" catcher "${@:$#}" >hang.log 2>&1 </dev/null &
	pid=$!
	wait_for grep -q hanging hang.log
}
for way in ${ways/process/} "qemu --machine q35"; do
	for how in asleep spinning; do
		start $way $how
		kill -TERM $pid
		wait $pid
		is "$?, $(tail -n 1 hang.log)" "7, caught 15" "$way: SIGTERM reaches a program that is $how"
	done
	start $way spinning
	kill -HUP $pid
	wait $pid
	is "$?, $(tail -n 1 hang.log)" "7, caught 15" "$way: SIGHUP presses the power button, too"
	for signal in TERM HUP; do
		start $way indifferent
		kill -$signal $pid
		wait $pid 2>/dev/null
		is $? $((128 + $(kill -l $signal))) "$way: SIG$signal ends a program without a handler"
	done
done
start qemu ignoring
kill -STOP $pid
kill -HUP $pid
kill -TERM $pid # at once is the same one: timeout(1) sends two
kill -CONT $pid
sleep 1
ok "a program that ignores SIGTERM goes on" [ -e "/proc/$pid" ]
kill -TERM $pid
wait $pid 2>/dev/null
is $? 143 "until the second signal"
start qemu ignoring
kill -HUP $pid
wait $pid 2>/dev/null
is $? 129 "or until its time is over"

# ---- at a terminal
gcc -O1 -o terminal "$ROOT/tests/tools/terminal.c" || finish
printf 'expect hanging\nsend \\x03\nexpect caught 15\n' >interrupt_caught
timeout -s KILL 60 ./terminal interrupt_caught "$SAMARA" run --on qemu catcher asleep >seen 2>&1
is $? 7 "Ctrl-C reaches a program as SIGTERM"
printf 'expect hanging\nsend \\x03\n' >interrupt
timeout -s KILL 60 ./terminal interrupt "$SAMARA" run --on qemu program hang >seen 2>&1
is $? 130 "Ctrl-C gives 130"
printf 'expect hanging\nsend \\x03\nsane\n' >interrupt_sane
timeout -s KILL 60 ./terminal interrupt_sane sh -c "'$SAMARA' run --on qemu program hang; sleep 1; exit 3" >seen 2>&1
case $? in
3 | 130) result 0 "Ctrl-C restores the terminal" ;;
*) result 1 "Ctrl-C restores the terminal" || sed 's/^/#   /' seen ;;
esac

# ---- choices
is "$(run auto program x </dev/null)" "[program]
[x]" "--on auto runs it"
is "$(run qemu --machine q35 program x </dev/null)" "[program]
[x]" "--machine q35"
is "$(run qemu --cpu qemu64 program x 2>/dev/null </dev/null)" "[program]
[x]" "--cpu qemu64"
is "$(run qemu -m 64M --option gate=int3 program x </dev/null)" "[program]
[x]" "--option gate=int3"
is "$(run qemu -m8M program -m x </dev/null)" "[program]
[-m]
[x]" "options behind the image are the program's"
cd / && is "$(run process "$T/program" x)" "[$T/program]
[x]" "argument 0 is what was typed"
finish
