# SPDX-License-Identifier: ISC
# Counting instructions with bench/count.c: sourced by bench/run and bench/where, which set BUILD.

base=$((0x550000000000))

# count IMAGE CPU DIRECTORY [ARGUMENT...]: run the image on QEMU's microvm (or $machine), from its
# first instruction to main (or to $end), with QEMU's options $devices; what count.c says goes to DIRECTORY/count and
# DIRECTORY/each
count() {
	local image=$1 cpu=$2 to=$3 main high
	shift 3
	main=$(nm "$image" | awk '$3 == "main" { print $1 }')
	high=$(readelf -lW "$image" | awk '$1 == "LOAD" { print $3 " + " $6 }' | tail -n 1)
	timeout -s KILL 120 qemu-system-x86_64 -M "${machine:-microvm,acpi=off}" -accel tcg -cpu "$cpu" \
		-m "${memory:-16M}" -nodefaults -no-user-config -display none -no-reboot \
		-serial stdio -device isa-debug-exit,iobase=0x501,iosize=4 ${devices:-} -kernel "$image" \
		-append "samara.base=$base -- $*" \
		-plugin "$BUILD/bench/count.so,low=0x100000,high=$((high)),end=$((${end:-base + 0x$main})),out=$to/count,each=$to/each" \
		</dev/null >"$to/output" 2>&1 || [ $? = 1 ] || [ $? = 85 ]
}
