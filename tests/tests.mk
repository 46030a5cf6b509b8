# SPDX-License-Identifier: ISC
# Testing and formatting. tests/run finds the tests and counts them; tests/README.md explains.

TESTS ?=

## make test            set up the machine, build, run every test; TESTS=guest/hello: those
##                      whose name contains it
test: setup
	@mkdir -p $(BUILD)
	@$(MAKE) --no-print-directory -j2 all unit-tests >$(BUILD)/build.log 2>&1 || { tail -n 40 $(BUILD)/build.log; \
		echo "0 passed, 1 failed, 0 skipped"; exit 1; }
	@tests/run -b $(BUILD) $(TESTS)

# Unit tests: each folder's unit.mk adds programs that print TAP to UNIT_TESTS.
UNIT_TESTS =
-include $(wildcard tests/unit/unit.mk tests/unit-vm/unit.mk tests/unit-sched/unit.mk)

unit-tests: $(UNIT_TESTS)
	@mkdir -p $(BUILD)/tests
	@for t in $(abspath $(UNIT_TESTS)); do echo $$t; done >$(BUILD)/tests/unit.list

## make unit            build the unit tests and run them alone
unit: setup
	@$(MAKE) --no-print-directory unit-tests
	@tests/run -b $(BUILD) unit
.PHONY: unit unit-tests

## make fuzz            fuzz targets under libFuzzer, FUZZ_SECONDS=60 each; SEED=N repeats
## make soak            guest programs again and again, then the targets: SOAK_SECONDS=600 in all;
##                      stress at random for as long again, a million threads, other long forms
-include tests/fuzz/fuzz.mk

## make inject          BUILD/inject: a library whose Nth allocation fails (tests/inject/run)
-include tests/inject/inject.mk
.PHONY: inject

FORMATTED = $(shell find core platform libos libc cli image include tests bench examples \
	-name '*.[ch]' 2>/dev/null)
CLANG_FORMAT = clang-format-14

## make format          lay out the C sources by .clang-format
format:
	$(CLANG_FORMAT) -i $(FORMATTED)

check-format:
	$(CLANG_FORMAT) --dry-run --Werror $(FORMATTED)

## make doc             write doc/platform.md from include/samara/platform.h, and doc/syscalls.md
##                      from the system calls' table and sources
doc:
	doc/platform.sh >doc/platform.md
	doc/syscalls.sh >doc/syscalls.md.new && mv doc/syscalls.md.new doc/syscalls.md
.PHONY: doc

## make examples        images of examples/*.c in BUILD/examples
EXAMPLES = $(patsubst examples/%.c,$(BUILD)/examples/%,$(wildcard examples/*.c))
examples: $(EXAMPLES)
$(BUILD)/examples/%: examples/%.c all
	@mkdir -p $(@D)
	$(BUILD)/bin/samara cc -O2 -g $< -o $@

## make demo            set up the machine, build, and show what Samara does
demo: setup
	@mkdir -p $(BUILD)
	@$(MAKE) --no-print-directory -j2 all examples $(BUILD)/bench/start >$(BUILD)/build.log 2>&1 || \
		{ tail -n 40 $(BUILD)/build.log; exit 1; }
	@examples/demo -b $(BUILD)
