#!/bin/sh
# SPDX-License-Identifier: ISC
# The core's gate, from ring 3, without a libos: gate.c is an image of its own, booted by PVH on
# both kinds of machine, with little and much memory, on a plain and a full processor, and by
# the Linux 64-bit protocol.
. "$(dirname "$0")/../tap.sh"

lib=$BUILD/lib/samara
# build IMAGE JIT
build() {
	gcc -Os -std=gnu11 -fpie -ffreestanding -mgeneral-regs-only -fno-stack-protector \
		-fno-asynchronous-unwind-tables -Wall -Wextra -Werror -DJIT="$2" -I"$ROOT" \
		-I"$ROOT/include" -c "$ROOT/tests/core/gate.c" -o "$T/$1.o" &&
		gcc -static-pie -nostartfiles -nodefaultlibs "-Wl,--defsym=samara.image_jit=$2" \
			"-Wl,-T,$lib/image.ld,-z,now,--gc-sections,--hash-style=sysv,-z,noexecstack" \
			"$lib/start-vm.o" "$T/$1.o" "$lib/libcore.a" -o "$T/$1"
}
ok "gate.c compiles and links with the core alone" build gate 0
ok "the same with jit=toggle in its note" build gate-jit 4
ok "the same for a Linux loader" "$ROOT/tests/core/linux.sh" "$T/gate" "$T/gate-linux"

# boots IMAGE WHERE QEMU-OPTION...: every check of gate.c passes there
boots() {
	image=$1 where=$2
	shift 2
	timeout -s KILL 60 qemu-system-x86_64 -nodefaults -no-user-config -display none \
		-no-reboot -serial stdio -global virtio-mmio.force-legacy=off \
		-kernel "$T/$image" "$@" </dev/null >"$T/out" 2>&1
	if tail -n 1 "$T/out" | grep -q '^1\.\.[1-9]' && ! grep -q '^not ok' "$T/out"; then
		result 0 "$where"
	else
		result 1 "$where" || sed 's/^/#   /' "$T/out"
	fi
}

boots gate "microvm, 2 MiB, QEMU's default processor" -accel tcg -M microvm -device virtio-rng-device -m 2M
boots gate "microvm, every processor feature" -accel tcg -M microvm -device virtio-rng-device -cpu max -m 64M
boots gate "q35" -accel tcg -M q35 -device virtio-rng-pci -m 64M
boots gate "q35, 3 GiB, every processor feature" -accel tcg -M q35 -device virtio-rng-pci -cpu max -m 3G
boots gate-jit "microvm, jit=toggle" -accel tcg -M microvm -device virtio-rng-device -m 64M
boots gate-linux "Linux 64-bit protocol, microvm" -accel tcg -M microvm -device virtio-rng-device -m 64M
boots gate-linux "Linux 64-bit protocol, q35" -accel tcg -M q35 -device virtio-rng-pci -cpu max -m 64M
if kvm_works; then
	boots gate "microvm, KVM" -accel kvm -M microvm -device virtio-rng-device -cpu host,-arch-capabilities -m 64M
else
	skip "microvm, KVM" "/dev/kvm isn't usable here"
fi
finish
