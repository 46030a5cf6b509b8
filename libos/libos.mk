# SPDX-License-Identifier: ISC
# The system calls that the libos doesn't have: an archive member for each, from the list
# of all (syscalls.def) without those that a source defines.

SYSTEM_CALLS := $(shell sed -n 's/^SYSTEM_CALL.[0-9]*, \(.*\).$$/\1/p' libos/syscalls.def)
DEFINED_CALLS := $(shell sed -n 's/^long sys_\([a-z0-9_]*\).*/\1/p' libos/*/*.c libos/*/x86_64/*.c)
ABSENT_OBJ := $(patsubst %,$(OBJ)/libos/absent/%.o,$(filter-out $(DEFINED_CALLS),$(SYSTEM_CALLS)))
LIBOS_OBJ  += $(ABSENT_OBJ)

$(ABSENT_OBJ): $(OBJ)/libos/absent/%.o: libos/exec/x86_64/absent.S.in libos/syscalls.def
	@mkdir -p $(@D)
	@number=$$(sed -n 's/^SYSTEM_CALL(\([0-9]*\), $*)/\1/p' libos/syscalls.def) && \
	sed "s/NAME/$*/g; s/NUMBER/$$number/" $< | $(AS) -o $@ -
