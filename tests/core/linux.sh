#!/bin/sh
# SPDX-License-Identifier: ISC
# linux.sh IMAGE OUT: join an image with linux_loader.S into one PVH kernel that boots the image
# by the Linux 64-bit protocol.
set -eu
image=$1 out=$2 here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
readelf -lW "$image" | awk -v image="$image" -v work="$work" '
	$1 == "LOAD" && $5 != "0x000000" {
		printf "\t.section .s%d, \"aw\", @progbits\n\t.incbin \"%s\", %s, %s\n", n, image, $2, $5 \
			> (work "/segments.S")
		printf "\t.s%d %s : { *(.s%d) }\n", n, $4, n > (work "/segments.ld")
		n++
	}'
entry=$(readelf -hW "$image" | awk '/Entry point/ { print $4 }')
cat > "$work/all.ld" <<END
ENTRY(loader)
PHDRS { code PT_LOAD; image PT_LOAD; notes PT_NOTE; }
image_entry = $entry;
SECTIONS {
	. = 0x2000000;
	.note : { *(.note) } :code :notes
	.text : { *(.text) } :code
	.data : { *(.data) } :code
	.bss : { *(.bss) } :code
$(sed '1s/}$/} :image/' "$work/segments.ld")
}
END
gcc -c "$here/linux_loader.S" -o "$work/loader.o"
gcc -c "$work/segments.S" -o "$work/segments.o"
ld -z noexecstack --no-warn-rwx-segments -z max-page-size=4096 -T "$work/all.ld" "$work/loader.o" "$work/segments.o" -o "$out"
