# SPDX-License-Identifier: ISC
# Samara. `make help` lists the targets. Each folder's files are found by wildcard; what is peculiar
# to one folder stands in its own .mk file.

BUILD  ?= build
PREFIX ?= /usr/local
CC      = gcc
OBJCOPY = objcopy
AR      = ar

LIB    = $(BUILD)/lib/samara
OBJ    = $(BUILD)/obj

WARN   = -Wall -Wextra -Werror -Wstrict-prototypes -Wmissing-prototypes -Wundef -Wshadow \
         -Wpointer-arith -Wno-unused-parameter
COMMON = -std=gnu11 -Oz -g -ffreestanding -fno-strict-aliasing -fpie -fvisibility=hidden \
         -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables \
         -fno-omit-frame-pointer -mgeneral-regs-only -fstack-protector-strong \
         -mstack-protector-guard=global $(WARN) $(SMALL) -include image/hidden.h -Iinclude \
         -MMD -MP
# gcc: not what its -Oz does all the same although it makes code longer. clang: the stack guard
# without a detour over the GOT.
SMALL  = $(if $(findstring clang,$(CC)),-fdirect-access-external-data,-fno-move-loop-invariants \
         -fno-tree-loop-im -fno-caller-saves -fno-inline-functions-called-once -malign-data=abi)
CORE_CFLAGS     = $(COMMON) -fomit-frame-pointer -mno-red-zone -fno-jump-tables -Icore
LIBOS_CFLAGS    = $(COMMON) -Ilibos
PLATFORM_CFLAGS = $(COMMON) -I. -Ilibos

.PHONY: all help install examples demo test bench fuzz soak format check-format clean setup
.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:

all: $(BUILD)/bin/samara $(BUILD)/bin/samara-cc library

include deps/deps.mk
include libc/libc.mk

# ---- the core: every symbol and section prefixed, so that it can only meet itself
CORE_SRC = $(wildcard core/*.c core/x86_64/*.c core/x86_64/*.S core/gate/*.c core/device/*.c)
CORE_OBJ = $(patsubst %,$(OBJ)/%.o,$(basename $(CORE_SRC)))

$(OBJ)/core/%.o: core/%.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CORE_CFLAGS) -c $< -o $@
	$(OBJCOPY) --prefix-symbols=core. --prefix-alloc-sections=.core $@

$(OBJ)/core/%.o: core/%.S Makefile
	@mkdir -p $(@D)
	$(CC) $(CORE_CFLAGS) -c $< -o $@
	$(OBJCOPY) --prefix-symbols=core. --prefix-alloc-sections=.core $@

$(LIB)/libcore.a: $(CORE_OBJ)
	@mkdir -p $(@D)
	rm -f $@
	$(AR) qcs $@ $^

# ---- libos and platforms: unprivileged; their mem and str functions and stack guard are
# their own, so a program that defines a memcpy can't change them
PRIVATE = $(foreach s,memcpy memmove memset memcmp strlen strcmp strncmp strchr __stack_chk_guard \
          __stack_chk_fail,--redefine-sym $s=samara.$s)

LIBOS_SRC = $(wildcard libos/*.c libos/*/*.c libos/*/*/*.c libos/*.S libos/*/*.S libos/*/*/*.S)
LIBOS_OBJ = $(patsubst %,$(OBJ)/%.o,$(basename $(LIBOS_SRC)))
include libos/libos.mk

# Files and events are made for speed, but for what the smallest programs link of them.
FAST_SRC = $(filter-out $(addprefix libos/fs/,call.c close.c console%.c descriptor.c ioctl.c lseek.c \
           terminal.c transfer.c write.c),$(wildcard libos/fs/*.c libos/fs/*/*.c libos/event/*.c \
           libos/net/*.c libos/net/*/*.c libos/sched/mutex.c libos/sched/wait*.c))
$(patsubst %.c,$(OBJ)/%.o,$(FAST_SRC)): FAST = -O2 $(if $(findstring clang,$(CC)),,$(LARGE))
LARGE = -finline-functions-called-once -fmove-loop-invariants -ftree-loop-im -fcaller-saves

$(OBJ)/libos/%.o: libos/%.c Makefile
	@mkdir -p $(@D)
	$(CC) $(LIBOS_CFLAGS) $(FAST) -c $< -o $@
	$(OBJCOPY) $(PRIVATE) $@

$(OBJ)/libos/%.o: libos/%.S Makefile
	@mkdir -p $(@D)
	$(CC) $(LIBOS_CFLAGS) -c $< -o $@
	$(OBJCOPY) $(PRIVATE) $@

# platform/vm/NAME.c becomes vm_NAME.o and defines vm_FUNCTION for each platform_FUNCTION; the
# same for platform/process. An image for both has dispatch.S between; one for a single
# platform has that platform's functions under the contract's names.
CALLS = $(shell sed -n 's/^[a-z_A-Z].*[ *]platform_\([a-z_]*\)[^a-z_; ].*/\1/p' include/samara/platform.h)
VM_OBJ      = $(patsubst platform/vm/%,$(OBJ)/platform/vm_%.o,$(basename $(wildcard platform/vm/*.[cS])))
PROCESS_OBJ = $(patsubst platform/process/%,$(OBJ)/platform/process_%.o,$(basename $(wildcard platform/process/*.[cS])))
BOTH_OBJ    = $(patsubst %,$(OBJ)/platform/process_both_%.o,$(CALLS))

define platform_rules
$(OBJ)/platform/$1_%.o: platform/$1/%.$2 Makefile
	@mkdir -p $$(@D)
	$$(CC) $$(PLATFORM_CFLAGS) -c $$< -o $$@
	$$(OBJCOPY) $$(PRIVATE) $$@
endef
$(foreach p,vm process,$(foreach x,c S,$(eval $(call platform_rules,$p,$x))))

$(OBJ)/platform/process_both_%.o: platform/both/dispatch.S
	@mkdir -p $(@D)
	$(CC) $(PLATFORM_CFLAGS) -DFUNCTION=$* -c $< -o $@

# All globals of libos and platforms get the prefix "samara.", and so meet none of a program's. The
# C library (libc/src/internal/syscall.h), the linker script and samara cc use the prefixed names.
$(OBJ)/private: $(LIBOS_OBJ) $(VM_OBJ) $(PROCESS_OBJ) $(BOTH_OBJ)
	@nm -g --format=posix $^ | awk '$$1 ~ /:$$|^(core|samara)\./ { next } \
		$$2 != "U" && $$2 != "w" || $$1 ~ /^image_|^libc_start$$/ { print $$1, "samara." $$1 }' | \
		sort -u >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(OBJ)/linked/%.o: $(OBJ)/%.o $(OBJ)/private
	@mkdir -p $(@D)
	$(OBJCOPY) --redefine-syms=$(OBJ)/private $< $@

$(OBJ)/only/%.o: $(OBJ)/platform/%.o $(OBJ)/private
	@mkdir -p $(@D)
	$(OBJCOPY) $(foreach c,$(CALLS),--redefine-sym $(firstword $(subst _, ,$*))_$c=platform_$c) $< $@
	$(OBJCOPY) --redefine-syms=$(OBJ)/private $@

linked = $(patsubst $(OBJ)/%,$(OBJ)/linked/%,$1)
only   = $(patsubst $(OBJ)/platform/%,$(OBJ)/only/%,$1)
$(LIB)/libsamara.a: $(call linked,$(LIBOS_OBJ))
$(LIB)/libplatform-both.a: $(call linked,$(VM_OBJ) $(PROCESS_OBJ) $(BOTH_OBJ))
$(LIB)/libplatform-vm.a: $(call only,$(VM_OBJ))
$(LIB)/libplatform-process.a: $(call only,$(PROCESS_OBJ))
$(LIB)/libsamara.a $(foreach f,both vm process,$(LIB)/libplatform-$f.a):
	@mkdir -p $(@D)
	rm -f $@
	$(AR) qcs $@ $^

# ---- the image: layout and first instruction
$(LIB)/image.ld: image/image.ld.in include/samara/image.h
	@mkdir -p $(@D)
	$(CC) -E -P -undef -D__ASSEMBLER__ -x assembler-with-cpp -Iinclude $< -o $@

$(LIB)/start-%.o: image/start.S
	@mkdir -p $(@D)
	$(CC) $(COMMON) -DFOR_$* -c $< -o $@

library: $(LIB)/libcore.a $(LIB)/libsamara.a $(LIB)/image.ld $(LIB)/libc.a \
         $(foreach f,both vm process,$(LIB)/libplatform-$f.a $(LIB)/start-$f.o)
.PHONY: library

# ---- the command
CLI_SRC = $(wildcard cli/*.c)
CLI_OBJ = $(patsubst %.c,$(OBJ)/%.o,$(CLI_SRC))
$(OBJ)/cli/%.o: cli/%.c Makefile
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -O2 -g $(WARN) -fstack-protector-strong -D_GNU_SOURCE -Iinclude -MMD -MP -c $< -o $@
$(BUILD)/bin/samara: $(CLI_OBJ)
	@mkdir -p $(@D)
	$(CC) -o $@ $^
$(BUILD)/bin/samara-cc: $(BUILD)/bin/samara
	ln -sf samara $@

include cli/cli.mk
include tests/tests.mk
include bench/bench.mk

clean:
	rm -rf $(BUILD)

help:
	@sed -n 's/^## //p' Makefile */*.mk

-include $(shell find $(OBJ) -name '*.d' 2>/dev/null)
