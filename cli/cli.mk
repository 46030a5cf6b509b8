# SPDX-License-Identifier: ISC
# What the command brings to the library: the compiler finds its `ld`, which is the command
# itself, and its specs in a directory of their own.
library: $(LIB)/compiler/ld $(LIB)/compiler/gcc.specs

$(LIB)/compiler/ld: $(BUILD)/bin/samara
	@mkdir -p $(@D)
	ln -sf ../../../bin/samara $@

$(LIB)/compiler/gcc.specs: cli/gcc.specs
	@mkdir -p $(@D)
	cp $< $@
