# SPDX-License-Identifier: ISC
# Counting instructions with bench/count.c: sourced by bench/run and bench/where, which set BUILD.

base=$((0x550000000000))

# count IMAGE CPU DIRECTORY [ARGUMENT...]: run the image on QEMU's microvm, from its first
# instruction to main; what count.c says goes to DIRECTORY/count and DIRECTORY/each
count() {
	local image=$1 cpu=$2 to=$3 main
	shift 3
	main=$(nm "$image" | awk '$3 == "main" { print $1 }')
	timeout -s KILL 120 qemu-system-x86_64 -M microvm,acpi=off -accel tcg -cpu "$cpu" \
		-m "${memory:-16M}" -nodefaults -no-user-config -display none -no-reboot \
		-serial stdio -device isa-debug-exit,iobase=0x501,iosize=4 -kernel "$image" \
		-append "samara.base=$base -- $*" \
		-plugin "$BUILD/bench/count.so,low=0x100000,high=0x40000000,end=$((${end:-base + 0x$main})),out=$to/count,each=$to/each" \
		</dev/null >"$to/output" 2>&1 || [ $? = 1 ] || [ $? = 85 ]
}
