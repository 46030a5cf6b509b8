#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# What the parts may contain, by their instructions: the C library and the libos enter nothing
# below themselves (R3) and leave vector registers alone (the libos), the core uses neither.
. "$(dirname "$0")/../tap.sh"

lib=$BUILD/lib/samara
# found ARCHIVE REGEX: the instructions of an archive that match, with their functions
found() {
	objdump -d --no-show-raw-insn "$lib/$1" 2>&1 | awk -F'\t' -v pattern="^($2)( |$)" '
		/^[0-9a-f]+ </ { function_name = $0 }
		NF > 1 && $2 ~ pattern { print function_name " " $2 }' | head -5
}
enter='syscall|sysenter|int|int1|int3|sysret.*|sysexit.*|iret.*'
privileged='in|ins.*|out|outs.*|rep ins.*|rep outs.*|cli|sti|hlt|lgdt|lidt|ltr|lldt|lmsw|clts|invd|wbinvd|invlpg|rdmsr|wrmsr|swapgs'
ok "the archives can be read" sh -c "objdump -d '$lib/libsamara.a' | grep -q '<samara.sys_write>:'"
is "$(found libc.a "$enter")" "" "libc: no instruction that enters a kernel"
# musl crashes on purpose by hlt
is "$(found libc.a "${privileged/hlt|/}")" "" "libc: no privileged instruction but hlt"
is "$(found libsamara.a "$enter")" "" "libos: no instruction that enters a kernel"
is "$(found libsamara.a "$privileged")" "" "libos: no privileged instruction"
vectors() {
	objdump -d --no-show-raw-insn "$lib/$1" | awk -F'\t' '
		/^[0-9a-f]+ </ { function_name = $0 }
		NF > 1 && $2 ~ /%[xyz]mm[0-9]|%st\(/ { print function_name " " $2 }' | head -5
}
is "$(vectors libsamara.a)" "" "libos: no vector or floating-point register"
is "$(vectors libcore.a)" "" "core: no vector or floating-point register"
is "$(found libplatform-vm.a "$privileged")" "" "platform/vm: no privileged instruction"
is "$(found libplatform-process.a "$privileged")" "" "platform/process: no privileged instruction"
is "$(nm "$lib/libcore.a" 2>/dev/null | awk '$2 ~ /^[A-TV-Za-z]$/ && $3 !~ /^core\./ { print $3 }' | sort -u | head)" \
	"" "core: every symbol has its prefix"
finish
