# SPDX-License-Identifier: ISC
# What the command brings to the library: the compiler calls `ld` there, which is the command
# itself, and reads gcc.specs.
library: $(LIB)/ld $(LIB)/gcc.specs

$(LIB)/ld: $(BUILD)/bin/samara
	@mkdir -p $(@D)
	ln -sf ../../bin/samara $@

$(LIB)/gcc.specs: cli/gcc.specs
	@mkdir -p $(@D)
	cp $< $@
