#!/bin/sh
# SPDX-License-Identifier: ISC
# Events of a machine: upcalls by the timer, and the power button, which is pressed by QEMU's
# monitor. contract.c stands in for the libos.
# limit: 400
. "$(dirname "$0")/../tap.sh"

lib=$BUILD/lib/samara
ok "contract.c compiles and links with core and platform" sh -e -c "
	gcc -O1 -std=gnu11 -fpie -ffreestanding -mgeneral-regs-only -fno-stack-protector \
		-fno-asynchronous-unwind-tables -Wall -Wextra -Werror -Wno-unused-parameter \
		-I$ROOT/include -I$ROOT/libos -c $ROOT/tests/core/contract.c -o $T/contract.o
	objcopy --redefine-syms=$BUILD/obj/private $T/contract.o
	gcc -static-pie -nostartfiles -nodefaultlibs -Wl,-T,$lib/image.ld,-z,now,--gc-sections \
		-Wl,--hash-style=sysv,-z,noexecstack $lib/start-vm.o $T/contract.o \
		$lib/libplatform-vm.a $lib/libsamara.a $lib/libcore.a -o $T/contract"

mkfifo "$T/monitor.in" "$T/monitor.out"

# machine WHAT QEMU-OPTION...: its output is in out, its status in status
machine() {
	what=$1
	shift
	rm -f "$T/status"
	timeout -s KILL 60 qemu-system-x86_64 -nodefaults -no-user-config -display none \
		-no-reboot -serial stdio -m 64M -debugcon "file:$T/status" -kernel "$T/contract" \
		-append "-- $what" "$@" </dev/null >"$T/out" 2>&1
}

report() { # RESULT NAME
	result "$1" "$2" || sed 's/^/#   /' "$T/out"
}

passes() { # all tests in its output passed
	grep -q '^1\.\.[1-9]' "$T/out" && ! grep -q '^not ok' "$T/out"
}

events() { # WHERE QEMU-OPTION...
	where=$1
	shift
	machine events "$@"
	passes
	report $? "events: $where"
}

# button WHAT STATUS QEMU-OPTION...: press it once the program says that it is ready
button() {
	what=$1 wanted=$2
	shift 2
	: >"$T/out"
	machine "$what" -chardev "pipe,id=monitor,path=$T/monitor" -mon monitor "$@" &
	pid=$!
	cat <"$T/monitor.out" >/dev/null &
	exec 3>"$T/monitor.in"
	for _ in $(seq 400); do
		grep -q ready "$T/out" && break
		sleep 0.1
	done
	sleep 0.2
	echo system_powerdown >&3
	wait $pid
	exec 3>&-
	status=$(od -An -tu1 -N1 "$T/status" | tr -d ' ')
	[ "$status" = "$wanted" ] && { [ "$what" = unwanted ] || passes; }
	report $? "power button: $what, $*, status $status"
}

events "microvm, QEMU's default processor" -accel tcg -M microvm
events "q35, every processor feature" -accel tcg -M q35 -cpu max
events "microvm, each instruction apart" -accel tcg -M microvm -singlestep
if kvm_works; then
	events "microvm, KVM" -accel kvm -M microvm -cpu host,-arch-capabilities
else
	skip "microvm, KVM" "/dev/kvm isn't usable here"
fi
for machine in microvm q35; do
	button asleep 5 -accel tcg -M $machine
	button spinning 5 -accel tcg -M $machine
	button unwanted 143 -accel tcg -M $machine
done
finish
