#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# limit: 300
# platform_volume() as a process, without a libos: what it does, and that nothing gets out of a
# volume, not even by the platform's own calls with other arguments.
. "$(dirname "$0")/../tap.sh"
cd "$T" || exit 1

lib=$BUILD/lib/samara
build() {
	gcc -O1 -g -std=gnu11 -fpie -ffreestanding -mgeneral-regs-only -fno-stack-protector \
		-fvisibility=hidden -Wall -Wextra -Werror -Wno-unused-parameter -Wno-unused-function \
		-I"$ROOT/include" -c "$ROOT/tests/process/volume.c" -o volume.o &&
		objcopy --redefine-syms="$BUILD/obj/private" --redefine-sym memcpy=samara.memcpy \
			--redefine-sym memset=samara.memset \
			--redefine-sym __stack_chk_guard=samara.__stack_chk_guard \
			--redefine-sym __stack_chk_fail=samara.__stack_chk_fail volume.o &&
		gcc -static-pie -nostartfiles -nodefaultlibs -Wl,-T,"$lib/image.ld",-z,now,--gc-sections \
			-Wl,--hash-style=sysv,-z,noexecstack "$lib/start-process.o" volume.o \
			"$lib/libplatform-process.a" "$lib/libsamara.a" -o volume
}
ok "volume.c builds" build
[ -x volume ] || finish

passes() { # passes WHAT COMMAND...: its TAP has no failure and a plan
	what=$1
	shift
	timeout -s KILL 100 "$@" >out 2>err
	if tail -n 1 out | grep -q '^1\.\.[1-9]' && ! grep -q '^not ok' out; then
		result 0 "$what"
	else
		result 1 "$what" || { grep -A 2 '^not ok' out | head -40; tail -n 3 out err; } | sed 's/^/#   /'
	fi
}

mkdir direct inside more outside
echo secret >outside/secret
printf first >more/file
printf inner >inside/file
printf one >one
ln -s ../outside/secret inside/out
ln -s /proc/self/mem inside/mem
ln -s ../outside/secret more/out
ln -s /proc/self/mem more/mem
passes "all of the host's tree" sh -c "umask 027 && cd direct && exec ../volume direct '$T/direct'"
passes "so without the sandbox" \
	sh -c "umask 027 && cd direct && SAMARA_SANDBOX=0 exec ../volume direct '$T/direct'"
is "$(ls direct)" "" "and nothing is left there"
volumes="$T/inside:/data
more:/etc/more:ro
one:/one"
passes "volumes" env SAMARA_VOLUMES="$volumes" ./volume volumes "$T/outside" "$T/outside/secret"
is "$(ls inside)" "file
mem
out" "nothing is left in them"
is "$(cat one)" new "the one file was written"
passes "read-only ones alone" \
	env SAMARA_VOLUMES="more:/data:ro" ./volume read-only "$T/outside" "$T/outside/secret"
is "$(cat outside/secret; ls outside more)" "secret
more:
file
mem
out

outside:
secret" "outside everything is as it was"
passes "none" sh -c "SAMARA_SEALED=1 exec ./volume sealed '$T/outside/secret' 9<one"
printf hello >input
passes "streams" sh -c "exec ./volume streams <input 2>&-"
passes "sealed ones" sh -c "SAMARA_SEALED=1 exec ./volume streams <input 2>&-"
is "$(cat input)" hello "standard input is as it was"

# settings that are wrong
refuses() { # refuses VALUE REGEX
	SAMARA_VOLUMES=$1 timeout -s KILL 60 ./volume none >out 2>err
	is "$? $(wc -l <err)" "1 1" "SAMARA_VOLUMES='$1'"
	like "$(cat err)" "^samara: .*$2" "which it says"
}
refuses inside 'HOST:GUEST'
refuses inside:/x:rw 'HOST:GUEST'
refuses inside:/x:ro:ro 'HOST:GUEST'
refuses inside:x 'absolute'
refuses inside: 'absolute'
refuses inside:/x/../y 'absolute'
refuses inside:/x/./y 'absolute'
refuses inside:/x/ 'absolute'
refuses inside://x 'absolute'
refuses $'inside:/x\nmore:/x' 'different'
refuses nothing:/x "isn't there"
refuses :/x "isn't there"
refuses /dev/null:/x 'neither'
refuses "$(for n in $(seq 33); do echo "inside:/$n"; done)" 'too many'
finish
