# SPDX-License-Identifier: ISC
# libc.a: musl, built by its own configure and Makefile from a tree of links in which the files of
# this folder stand in place of some of its.

LIBC         = $(abspath $(OBJ))/libc
LIBC_HEADERS = $(shell find libc/arch libc/src -name '*.h')
LIBC_SRC     = $(shell find libc/arch libc/src -name '*.[cS]')
LIBC_EMPTY   = $(foreach l,m rt pthread crypt util xnet resolv dl,$(LIB)/lib$l.a)
LIBC_CFLAGS  = -Oz -g -fpie -fstack-protector-strong -fno-omit-frame-pointer -fno-strict-aliasing
# What is for speed rather than size; it costs hello 70 bytes.
LIBC_FAST    = string,malloc,malloc/mallocng/*.c
# Locks inside of the library: only threads, which bring it, can find them taken and call sys_futex.
LIBC_SINGLE  = obj/src/stdio/__lockfile.o obj/src/thread/__lock.o obj/src/thread/__wait.o
# What makes pseudo terminals brings them into the image.
LIBC_PTY     = obj/src/misc/pty.o obj/src/misc/openpty.o
LIBC_FOLDERS = $(shell find libc/arch libc/src -type d)

# A changed header or flag, or another set of files, compiles everything again.
$(LIBC)/config.mak: $(BUILD)/deps/musl/.description libc/libc.mk libc/merge libc/removed \
                    $(LIBC_HEADERS) $(LIBC_FOLDERS)
	rm -rf $(LIBC)
	mkdir -p $(LIBC)/obj/src/internal
	libc/merge $(BUILD)/deps/musl $(LIBC)/musl
	sed -n 's/^#define __NR_\([a-z0-9_]*\)[[:space:]].*/hidden long sys_\1() __asm__("samara.sys_\1");\n#undef SYS_\1\n#define SYS_\1 ((long)sys_\1)/p' \
		$(LIBC)/musl/arch/x86_64/bits/syscall.h.in >$(LIBC)/obj/src/internal/syscall_names.h
	cd $(LIBC) && CC='$(CC)' CFLAGS='$(LIBC_CFLAGS)' musl/configure --disable-shared \
		--disable-wrapper '--enable-optimize=$(LIBC_FAST)' --includedir=$(abspath $(LIB))/include >configure.log
	echo '$(LIBC_SINGLE): CFLAGS_ALL += -DFUTEX_COMES_WITH_THREADS' >>$@
	echo '$(LIBC_PTY): CFLAGS_ALL += -include musl/src/misc/pty_links.h' >>$@

$(LIB)/libc.a: $(LIBC)/config.mak $(LIBC_SRC)
	@mkdir -p $(@D)/licenses
	libc/merge $(BUILD)/deps/musl $(LIBC)/musl
	+$(MAKE) -s -C $(LIBC) AOBJS='$$(LIBC_OBJS)' lib/libc.a install-headers
	for d in linux asm asm-generic; do \
		ln -sfn $$(ls -d /usr/include/$$d /usr/include/x86_64-linux-gnu/$$d 2>/dev/null | tail -n 1) $(@D)/include/$$d; done
	for l in $(LIBC_EMPTY); do rm -f $$l; $(AR) rc $$l; done
	cp $(BUILD)/deps/musl/COPYRIGHT $(@D)/licenses/musl
	cp $(LIBC)/lib/libc.a $@
$(LIBC_EMPTY): $(LIB)/libc.a
