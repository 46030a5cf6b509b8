#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# limit: 180
# Disks below the libos, both ways to run: block.c stands in for it. Errors are injected by QEMU's
# blkdebug driver, and as a process by a file that has become too short and by limits.
. "$(dirname "$0")/../tap.sh"
cd "$T" || exit 1

lib=$BUILD/lib/samara
ok "block.c compiles and links with core and platform" bash -e -c "
	gcc -O1 -std=gnu11 -fpie -ffreestanding -mgeneral-regs-only -fno-stack-protector \
		-fno-asynchronous-unwind-tables -fvisibility=hidden -Wall -Wextra -Werror \
		-Wno-unused-parameter -I$ROOT/include -I$ROOT/libos -c $ROOT/tests/core/block.c -o block.o
	objcopy --redefine-syms=$BUILD/obj/private --redefine-sym memcpy=samara.memcpy \
		--redefine-sym memset=samara.memset block.o
	gcc -static-pie -nostartfiles -nodefaultlibs -Wl,-T,$lib/image.ld,-z,now,--gc-sections \
		-Wl,--hash-style=sysv,-z,noexecstack $lib/start-both.o block.o \
		$lib/libplatform-both.a $lib/libsamara.a $lib/libcore.a -o block"

# disk NAME KIB: block n is full of n modulo 251
disk() {
	perl -e 'for ($n = 0; $n < $ARGV[0] * 2; $n++) { print chr($n % 251) x 512 }' "$2" >"$1"
}
# changed: what `block all` makes of a disk
changed() {
	disk wanted 1024
	perl -e 'for ($n = 0; $n < 128; $n++) { print chr(65 + $n % 26) x 512 }' |
		dd of=wanted bs=64K seek=8 conv=notrunc status=none
	dd if=/dev/zero of=wanted bs=64K seek=4 count=1 conv=notrunc status=none
	# what was discarded may be anything
	dd if="$1" of=wanted bs=64K seek=6 skip=6 count=1 conv=notrunc status=none
	cmp "$1" wanted
}
report() { # RESULT NAME
	result "$1" "$2" || sed 's/^/#   /' out err
}
passes() {
	tail -n 1 out | tr -d '\r' | grep -q '^1\.\.[1-9]' && ! grep -q '^not ok' out
}
# machine NAME WHAT QEMU-OPTION...
machine() {
	name=$1 what=$2
	shift 2
	timeout -s KILL 60 qemu-system-x86_64 -nodefaults -no-user-config -display none -no-reboot \
		-serial stdio -global virtio-mmio.force-legacy=off -m 64M -debugcon null \
		-kernel block -append "-- $what" "$@" </dev/null >out 2>err
	passes
	report $? "$what: $name"
}
raw=driver=raw,node-name=disk0,discard=unmap,file.driver=file,file.filename=image
tcg_micro() {
	machine "$1, microvm" "$2" -accel tcg -M microvm "${@:3}"
}

for way in "tcg microvm device" "tcg q35 pci" "kvm microvm device" "kvm q35 pci"; do
	read -r accel kind bus <<<"$way"
	if [ $accel = kvm ] && ! kvm_works; then
		skip "all: $way" "/dev/kvm isn't usable here"
		continue
	fi
	cpu=(-cpu max)
	[ $accel = tcg ] || cpu=(-cpu host,-arch-capabilities)
	disk image 1024
	machine "$way" all -accel $accel -M $kind "${cpu[@]}" -blockdev "$raw" \
		-device virtio-blk-$bus,drive=disk0
	ok "its file: $way" changed image
done
disk image 1024
tcg_micro "a queue of 128, blocks of 512 at most, no discard" all -blockdev "$raw" \
	-device virtio-blk-device,drive=disk0,queue-size=128,discard=off,write-zeroes=off
disk image 1024
tcg_micro "read-only" read-only -blockdev "$raw,read-only=on" \
	-device virtio-blk-device,drive=disk0
tcg_micro "none" none
tcg_micro "blocks of 8 KiB" unusable -blockdev "$raw" \
	-device virtio-blk-device,drive=disk0,logical_block_size=8192,physical_block_size=8192

for kind in microvm q35; do
	bus=device
	[ $kind = microvm ] || bus=pci
	several=()
	for n in 1 2 3; do
		disk image$n $((n * 1024))
		several+=(-blockdev "driver=raw,node-name=disk$n,file.driver=file,file.filename=image$n"
			-device "virtio-blk-$bus,drive=disk$n")
	done
	machine "three, $kind" two -accel tcg -M $kind "${several[@]}"
done

# errors
disk image 2048
cat >blkdebug <<-'END'
	[inject-error]
	event = "none"
	iotype = "flush"
	errno = "5"
END
for sector in $(seq 2048 2056); do
	printf '[inject-error]\nevent = "none"\niotype = "%s"\nerrno = "5"\nsector = "%s"\n' \
		read $sector write $sector >>blkdebug
done
faulty=driver=raw,node-name=disk0,file.driver=blkdebug,file.config=blkdebug
faulty+=,file.image.driver=file,file.image.filename=image
tcg_micro "injected" errors -blockdev "$faulty" \
	-device virtio-blk-device,drive=disk0,werror=report,rerror=report
disk before 2048
ok "its file" cmp image before

# as a process
process() { # NAME WHAT SETTING COMMAND...: with SAMARA_DISKS
	name=$1 what=$2 setting=$3
	shift 3
	SAMARA_DISKS=$setting timeout -s KILL 60 "$@" ./block "$what" </dev/null >out 2>err
	passes
	report $? "$what: process, $name"
}
disk image 1024
process "a file" all image
ok "its file" changed image
disk image 1024
process "without the sandbox" all image env SAMARA_SANDBOX=0
ok "its file" changed image
process "read-only" read-only image:ro
chmod 444 image
process "a file that can't be written" read-only image:ro
chmod 644 image
process "no setting" none ""
process "empty lines" none $'\n\n'
for n in 1 2 3; do
	disk image$n $((n * 1024))
done
process "what the sandbox denies" filter $'image1\nimage2:ro'
process "three" two $'image1:ro\nimage2\nimage3'

disk image 2048
mkfifo input
: >out
{
	for ((i = 0; i < 500; i++)); do
		! grep -q ready out || break
		sleep 0.02
	done
	truncate -s 1M image
	echo
} >input &
SAMARA_DISKS=image timeout -s KILL 60 ./block short <input >out 2>err
passes
report $? "short: process, a file that has become shorter"
disk image 2048
process "a limit of the file's size" limit image bash -c 'ulimit -f 1024 && exec "$@"' -

# refuses WHAT SETTING MESSAGE
refuses() {
	SAMARA_DISKS=$2 timeout -s KILL 60 ./block none </dev/null >out 2>err
	is "$?/$(cat out err)" "1/samara: $3" "$1"
}
mkdir directory
: >empty
truncate -s 1000 crooked
refuses "no such file" missing "missing: can't be opened as a disk"
refuses "nor the second" $'image\nmissing:ro' "missing: can't be opened as a disk"
refuses "a directory" directory "directory: can't be opened as a disk"
refuses "a directory to read" directory:ro "directory: is neither a file nor a block device"
refuses "a device that is no disk" /dev/null "/dev/null: is neither a file nor a block device"
refuses "an empty file" empty "empty: is empty"
refuses "a size that isn't whole blocks" crooked "crooked: the size of a disk must be a multiple of 512"
refuses "a name that is too long" "$(printf '%5000s' x)" "SAMARA_DISKS: a name is too long"
refuses "the same twice" $'image\nimage' "image: is in use"
refuses "too many" "$(printf 'image:ro\n%.0s' 1 2 3 4 5 6 7)" "image: is one disk too many"
finish
