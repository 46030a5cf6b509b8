# SPDX-License-Identifier: ISC
# Measuring: bench/run makes the table, bench/where says where the instructions before main go,
# bench/linux compares with a Linux kernel.

$(BUILD)/bench/%: bench/%.c
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -O2 -g $(WARN) $< -o $@

$(BUILD)/bench/count.so: bench/count.c bench/qemu-plugin.h
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -O2 -g $(WARN) -fPIC -shared -fvisibility=hidden $< -o $@

## make bench           measure: a table, and BUILD/bench.jsonl
bench: setup
	@mkdir -p $(BUILD)
	@$(MAKE) --no-print-directory -j2 all $(BUILD)/bench/start $(BUILD)/bench/count.so \
		>$(BUILD)/build.log 2>&1 || { tail -n 40 $(BUILD)/build.log; exit 1; }
	@bench/run -b $(BUILD)

## make bench-linux     the same of Linux as PID 1, with Debian's kernel for virtual machines
bench-linux: setup
	@mkdir -p $(BUILD)
	@$(MAKE) --no-print-directory -j2 all $(BUILD)/bench/count.so $(BUILD)/bench/initramfs \
		>$(BUILD)/build.log 2>&1 || { tail -n 40 $(BUILD)/build.log; exit 1; }
	@bench/linux -b $(BUILD)
.PHONY: bench-linux
