# SPDX-License-Identifier: ISC
# Fuzzing: each NAME.c is a target with libFuzzer's entry, tests/fuzz/seeds/NAME its first inputs. For
# `make test` gcc builds them with driver.c; `make fuzz` builds them with clang and libFuzzer.
FUZZ_SECONDS ?= 60
SOAK_SECONDS ?= 600

INJECT_WHOLE = $(filter-out %/inject.c,$(wildcard tests/inject/*.c))
FUZZ_TARGETS = $(filter-out driver,$(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c)))
FUZZ_TEST    = $(FUZZ_TARGETS:%=$(BUILD)/tests/fuzz/%)
FUZZ_LONG    = $(FUZZ_TARGETS:%=$(BUILD)/fuzz/%)
FUZZ_CFLAGS  = -std=gnu11 -O1 -g -fno-strict-aliasing -fno-sanitize-recover=all $(WARN) -Wno-address \
               -Wno-missing-prototypes -D_GNU_SOURCE -I. -Iinclude -MMD -MP
$(foreach t,acpi boot discover pci,$(BUILD)/tests/fuzz/$t $(BUILD)/fuzz/$t): FUZZ_CFLAGS += -Icore
$(BUILD)/tests/fuzz/block $(BUILD)/fuzz/block: FUZZ_CFLAGS += -iquote libos
$(BUILD)/tests/fuzz/block: FUZZ_CFLAGS += -Wno-maybe-uninitialized
$(foreach t,erofs terminal,$(BUILD)/tests/fuzz/$t $(BUILD)/fuzz/$t): FUZZ_CFLAGS += -Ilibos -U_GNU_SOURCE

unit-tests: $(FUZZ_TEST)

# The dependencies that are kept are those of the last source.
$(FUZZ_TEST): $(BUILD)/tests/fuzz/%: tests/fuzz/driver.c tests/fuzz/%.c
	@mkdir -p $(@D)
	$(CC) -fsanitize=address,undefined $(FUZZ_CFLAGS) $(filter tests/fuzz/%.c,$^) -o $@

$(FUZZ_LONG): $(BUILD)/fuzz/%: tests/fuzz/%.c
	@mkdir -p $(@D)
	clang -fsanitize=fuzzer,address,undefined $(FUZZ_CFLAGS) $< -o $@

-include $(FUZZ_TEST:=.d) $(FUZZ_LONG:=.d)

fuzz: setup
	@mkdir -p $(BUILD)
	@$(MAKE) --no-print-directory -j2 all $(FUZZ_LONG) >$(BUILD)/build.log 2>&1 || \
		{ tail -n 40 $(BUILD)/build.log; exit 1; }
	@tests/fuzz/long -b $(BUILD) -s $(FUZZ_SECONDS) $(FUZZ_TARGETS)

# Two halves of the time: guest programs again and again, then the fuzz targets; stress has the whole
# once more. Between them each allocation of the programs in tests/inject fails, and of all others some.
soak: setup
	@mkdir -p $(BUILD)
	@$(MAKE) --no-print-directory -j2 all inject $(FUZZ_LONG) $(UNIT_SCHED) >$(BUILD)/build.log 2>&1 || \
		{ tail -n 40 $(BUILD)/build.log; exit 1; }
	@tests/fuzz/soak -b $(BUILD) -s $$(($(SOAK_SECONDS) / 2))
	@tests/stress/long -b $(BUILD) -s $(SOAK_SECONDS)
	@SEED=random STRESS_CPUS=4 STRESS_SECONDS=$$(($(SOAK_SECONDS) / 8)) $(BUILD)/tests/unit-sched/stress
	@tests/inject/run -b $(BUILD) $(INJECT_WHOLE)
	@tests/inject/run -b $(BUILD) -w process2 $(INJECT_WHOLE)
	@tests/inject/run -b $(BUILD) -s $$(($(SOAK_SECONDS) / 8))
	@tests/inject/run -b $(BUILD) -w process2 -s $$(($(SOAK_SECONDS) / 8))
	@tests/fuzz/long -b $(BUILD) -s $$(($(SOAK_SECONDS) / 2 / $(words $(FUZZ_TARGETS)))) $(FUZZ_TARGETS)
	@DRIFT_SECONDS=$(SOAK_SECONDS) tests/run -b $(BUILD) system/drift
	@SEED=random tests/run -b $(BUILD) programs/printf
	@SEED=random ROUNDS=20 STEPS=5000 tests/run -b $(BUILD) compare/compare
	@SEED=random CASES=2000 VM_CASES=200 tests/run -b $(BUILD) programs/posix
