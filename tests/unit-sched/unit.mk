# SPDX-License-Identifier: ISC
# The libos's scheduler on CPUs that are host threads (machine/machine.h), under ThreadSanitizer. It
# isn't told of calls and returns, because not every call returns (the idle loop).
UNIT_SCHED = $(patsubst tests/unit-sched/%.c,$(BUILD)/tests/unit-sched/%,$(wildcard tests/unit-sched/*.c))
UNIT_TESTS += $(UNIT_SCHED)

UNIT_SCHED_CFLAGS = -std=gnu11 -O1 -g -fno-strict-aliasing -fno-omit-frame-pointer $(WARN) \
                    -Wno-missing-prototypes -I. -Iinclude -Ilibos -Itests/unit-sched/machine -MMD -MP
UNIT_SCHED_TSAN   = -fsanitize=thread --param=tsan-instrument-func-entry-exit=0 -Wno-tsan
UNIT_SCHED_REAL   = -Dstack_switch=real_stack_switch -Dstack_idle=real_stack_idle \
                    -Dstack_start=real_stack_start

UNIT_SCHED_LIBOS   = libos/exec/exit.c libos/identity/getpid.c libos/exec/x86_64/upcall.c libos/lib/format.c \
                     $(wildcard $(foreach f,event mem sched signal time,libos/$f/*.c) \
                     libos/sched/x86_64/*.[cS] libos/signal/x86_64/*.c)
UNIT_SCHED_OBJ     = $(patsubst %,$(OBJ)/unit-sched/%.o,$(basename $(UNIT_SCHED_LIBOS)))
UNIT_SCHED_MACHINE = $(patsubst %,$(OBJ)/unit-sched/tests/unit-sched/machine/%.o,machine fiber registers)

$(OBJ)/unit-sched/tests/unit-sched/machine/fiber.o: UNIT_SCHED_TSAN =
$(OBJ)/unit-sched/libos/sched/x86_64/switch.o: UNIT_SCHED_CFLAGS += $(UNIT_SCHED_REAL)

$(OBJ)/unit-sched/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(UNIT_SCHED_CFLAGS) $(UNIT_SCHED_TSAN) -c $< -o $@

$(OBJ)/unit-sched/%.o: %.S
	@mkdir -p $(@D)
	$(CC) $(UNIT_SCHED_CFLAGS) -c $< -o $@

$(OBJ)/unit-sched/libos.a: $(UNIT_SCHED_OBJ)
	rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/tests/unit-sched/%: tests/unit-sched/%.c $(UNIT_SCHED_MACHINE) $(OBJ)/unit-sched/libos.a
	@mkdir -p $(@D)
	$(CC) $(UNIT_SCHED_CFLAGS) $(UNIT_SCHED_TSAN) $< $(UNIT_SCHED_MACHINE) $(OBJ)/unit-sched/libos.a -o $@

-include $(UNIT_SCHED:=.d)
