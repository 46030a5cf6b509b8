#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# Errors of a disk reach the program: injected by QEMU's blkdebug driver in a machine, as a process by a
# file that loses its second half while it is in use.
. "$(dirname "$0")/../tap.sh"
cd "$T" || exit 1

ok "disk.c builds" "$SAMARA" cc -O1 -o disk "$ROOT/tests/system/disk.c"
image() {
	perl -e 'print chr($_ % 251) x 512 for 0 .. 4095' >image
}
report() { # RESULT NAME
	result "$1" "$2" || sed 's/^/#   /' out err
}
{
	printf '[inject-error]\nevent = "none"\niotype = "flush"\nerrno = "5"\nonce = "on"\n'
	# each sector of its own: the driver compares single ones with a request's range
	for sector in $(seq 2048 4095); do
		for type in read write; do
			printf '[inject-error]\nevent = "none"\niotype = "%s"\nerrno = "5"\nsector = "%s"\n' \
				$type "$sector"
		done
	done
} >blkdebug
faulty=driver=raw,node-name=disk0,file.driver=blkdebug,file.config=blkdebug
faulty+=,file.image.driver=file,file.image.filename=image
for way in "microvm device" "q35 pci"; do
	read -r machine bus <<<"$way"
	image
	timeout -s KILL 60 qemu-system-x86_64 -M "$machine" -accel tcg -nodefaults -no-user-config \
		-display none -no-reboot -serial stdio -global virtio-mmio.force-legacy=off -m 64M \
		-debugcon file:status -kernel disk -append "-- flush" -blockdev "$faulty" \
		-device "virtio-blk-$bus,drive=disk0,werror=report,rerror=report" </dev/null >out 2>err
	grep -q '^ok' out
	report $? "errors of the device, $machine"
done
image
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
SAMARA_DISKS=image timeout -s KILL 60 ./disk <input >out 2>err
grep -q '^ok' out
report $? "a file that has become shorter, process"

# Beside volumes, which the host keeps a process within.
cat >both.c <<-'END'
	#include <fcntl.h>
	int main(void)
	{
		return open("/dev/vda", O_RDWR) < 0 || open("/volume/both.c", O_RDONLY) < 0;
	}
END
image
"$SAMARA" cc -o both both.c && timeout -s KILL 60 "$SAMARA" run --on process --volume ".:/volume:ro" \
	--disk image both >out 2>err
report $? "a disk outside of the volumes, process"
finish
