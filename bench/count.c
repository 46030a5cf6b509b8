/* SPDX-License-Identifier: ISC */
/*
 * A QEMU plugin that counts guest instructions: from the first one inside the image as
 *the monitor has loaded it (so without the firmware) to the first at a given address.
 *
 *	-plugin count.so,low=ADDRESS,high=ADDRESS,end=ADDRESS,out=FILE
 *
 * [low, high) is where the image lies at boot, `end` a virtual address, main's say; with
 *0 the count goes to the end of the run. FILE gets one line: instructions N iterations N
 *core N cpuid N A string instruction with a `rep` prefix counts once; QEMU runs it once
 *for each iteration, and the further ones are `iterations`. `core` counts those of
 *`instructions` that ran before the first address in the lower half above 4 GiB or in the
 *upper half, which is where the core lives: the rest is ring 3's. One virtual processor.
 */
#include "qemu-plugin.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

PLUGIN_EXPORT int qemu_plugin_version = 1;

struct instruction {
	uint64_t address, count;
	bool repeats, cpuid;
};

/* One translated piece, for `each`. */
struct piece {
	struct piece *next;
	size_t count;
	struct instruction instruction[];
};

static uint64_t low, high, end;
static const char *out, *each;
static struct piece *pieces;
static bool started, ended;
static uint64_t last = UINT64_MAX; /* address of the instruction before */
static uint64_t instructions, iterations, core, cpuid;
static uint64_t upper; /* the first address in the upper half */

static void run(unsigned cpu, void *argument)
{
	struct instruction *i = argument;
	if (ended)
		return;
	if (!started) {
		if (i->address < low || i->address >= high)
			return;
		started = true;
	}
	if (end && i->address == end) {
		ended = true;
		return;
	}
	if (i->repeats && i->address == last) {
		iterations++;
		return;
	}
	last = i->address;
	instructions++;
	i->count++;
	cpuid += i->cpuid;
	if (i->address < 1ull << 32 || i->address >> 63)
		core++;
	if (!upper && i->address >> 63)
		upper = i->address;
}

/* A string instruction behind prefixes that include rep or repne (Intel SDM vol. 2, 2.1).
 */
static bool repeats(const unsigned char *code, size_t size)
{
	bool prefix = false;
	size_t at = 0;
	for (; at < size; at++) {
		if (code[at] == 0xf2 || code[at] == 0xf3)
			prefix = true;
		else if (code[at] != 0x66 && code[at] != 0x67 &&
		         (code[at] & 0xf0) != 0x40)
			break;
	}
	return prefix && at < size &&
	       ((code[at] >= 0x6c && code[at] <= 0x6f) ||
	        (code[at] >= 0xa4 && code[at] <= 0xa7) ||
	        (code[at] >= 0xaa && code[at] <= 0xaf));
}

/* QEMU keeps the argument as long as the translation, which may be as long as it runs. */
static void translate(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t count = qemu_plugin_tb_n_insns(tb);
	struct piece *piece =
	        ended ? NULL
	              : calloc(1, sizeof *piece + count * sizeof *piece->instruction);
	if (!piece)
		return;
	struct instruction *all = piece->instruction;
	piece->next = pieces;
	piece->count = count;
	pieces = piece;
	for (size_t n = 0; n < count; n++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, n);
		const unsigned char *code = qemu_plugin_insn_data(insn);
		size_t size = qemu_plugin_insn_size(insn);
		all[n].address = qemu_plugin_insn_vaddr(insn);
		all[n].repeats = repeats(code, size);
		all[n].cpuid = size == 2 && code[0] == 0x0f && code[1] == 0xa2;
		qemu_plugin_register_vcpu_insn_exec_cb(insn, run, QEMU_PLUGIN_CB_NO_REGS,
		                                       &all[n]);
	}
}

static void report_each(void)
{
	FILE *file = fopen(each, "w");
	if (!file)
		return;
	for (struct piece *piece = pieces; piece; piece = piece->next)
		for (size_t n = 0; n < piece->count; n++)
			if (piece->instruction[n].count)
				fprintf(file, "%#llx %llu\n",
				        (unsigned long long)piece->instruction[n].address,
				        (unsigned long long)piece->instruction[n].count);
	fclose(file);
}

static void report(qemu_plugin_id_t id, void *argument)
{
	if (each)
		report_each();
	FILE *file = out ? fopen(out, "w") : stderr;
	if (!file)
		return;
	fprintf(file,
	        "instructions %llu iterations %llu core %llu cpuid %llu upper %#llx%s\n",
	        (unsigned long long)instructions, (unsigned long long)iterations,
	        (unsigned long long)core, (unsigned long long)cpuid,
	        (unsigned long long)upper, end && !ended ? " end not reached" : "");
	fclose(file);
}

PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info,
                                      int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		if (strncmp(argv[i], "low=", 4) == 0)
			low = strtoull(argv[i] + 4, NULL, 0);
		else if (strncmp(argv[i], "high=", 5) == 0)
			high = strtoull(argv[i] + 5, NULL, 0);
		else if (strncmp(argv[i], "end=", 4) == 0)
			end = strtoull(argv[i] + 4, NULL, 0);
		else if (strncmp(argv[i], "out=", 4) == 0)
			out = strdup(argv[i] + 4);
		else if (strncmp(argv[i], "each=", 5) == 0)
			each = strdup(argv[i] + 5);
		else
			return -1;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
	qemu_plugin_register_atexit_cb(id, report, NULL);
	return 0;
}
