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

# The notices that `samara licenses` prints; each dependency adds its own.
library: $(LIB)/licenses/samara $(LIB)/licenses/libgcc

$(LIB)/licenses/samara: LICENSE
	@mkdir -p $(@D)
	cp $< $@

$(LIB)/licenses/%: share/licenses/%
	@mkdir -p $(@D)
	cp $< $@

## make install   put command, library and manual below PREFIX (/usr/local), or DESTDIR and PREFIX
INSTALL_BIN = $(DESTDIR)$(PREFIX)/bin
INSTALL_LIB = $(DESTDIR)$(PREFIX)/lib/samara
INSTALL_MAN = $(DESTDIR)$(PREFIX)/share/man/man1
install: all
	mkdir -p $(INSTALL_BIN) $(INSTALL_LIB) $(INSTALL_MAN)
	install -m 755 $(BUILD)/bin/samara $(INSTALL_BIN)/samara
	ln -sf samara $(INSTALL_BIN)/samara-cc
	install -m 644 $(LIB)/*.a $(LIB)/*.o $(LIB)/image.ld $(INSTALL_LIB)
	rm -rf $(addprefix $(INSTALL_LIB)/,include licenses compiler)
	cp -RP $(addprefix $(LIB)/,include licenses compiler) $(INSTALL_LIB)
	install -m 644 doc/samara.1 $(INSTALL_MAN)
