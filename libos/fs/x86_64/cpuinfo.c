/* SPDX-License-Identifier: ISC */
/*
 * /proc/cpuinfo, by CPUID (Intel SDM vol. 2A; AMD APM vol. 3, appendix E), which leaves a
 * VM for each leaf, so all CPUs are told to be alike. No lock.
 */
#include "fs/proc/proc.h"
#include "time/clock.h"
#include <cpuid.h>

enum { EAX, EBX, ECX, EDX };

struct leaf {
	uint32_t word[4];
};

/* A leaf's word and the names of its bits, from 0 on, as Linux has them; "-": none. */
static const struct flags {
	uint32_t leaf;
	uint8_t word;
	const char *names;
} flags[] = {
        {1, EDX,
         "fpu vme de pse tsc msr pae mce cx8 apic - sep mtrr pge mca cmov pat pse36 pn "
         "clflush - dts acpi mmx fxsr sse sse2 ss ht tm ia64 pbe"},
        {0x80000001, EDX,
         "- - - - - - - - - - - syscall - - - - - - - mp nx - mmxext - - fxsr_opt "
         "pdpe1gb rdtscp - lm 3dnowext 3dnow"},
        {1, ECX,
         "pni pclmulqdq dtes64 monitor ds_cpl vmx smx est tm2 ssse3 cid sdbg fma cx16 "
         "xtpr pdcm - pcid dca sse4_1 sse4_2 x2apic movbe popcnt tsc_deadline_timer aes "
         "xsave - avx f16c rdrand hypervisor"},
        {0x80000001, ECX,
         "lahf_lm cmp_legacy svm extapic cr8_legacy abm sse4a misalignsse 3dnowprefetch "
         "osvw ibs xop skinit wdt - lwp fma4 tce - nodeid_msr - tbm topoext "
         "perfctr_core perfctr_nb - bpext ptsc perfctr_llc mwaitx"},
        {7, EBX,
         "fsgsbase tsc_adjust sgx bmi1 hle avx2 - smep bmi2 erms invpcid rtm cqm - mpx "
         "rdt_a avx512f avx512dq rdseed adx smap avx512ifma - clflushopt clwb intel_pt "
         "avx512pf avx512er avx512cd sha_ni avx512bw avx512vl"},
        {7, ECX,
         "- avx512vbmi umip pku ospke waitpkg avx512_vbmi2 - gfni vaes vpclmulqdq "
         "avx512_vnni avx512_bitalg tme avx512_vpopcntdq - la57 - - - - - rdpid - "
         "bus_lock_detect cldemote - movdiri movdir64b enqcmd"},
        {7, EDX,
         "- - avx512_4vnniw avx512_4fmaps fsrm - - - avx512_vp2intersect - md_clear - - "
         "- serialize - tsxldtrk - pconfig arch_lbr ibt - amx_bf16 avx512_fp16 amx_tile "
         "amx_int8 - - flush_l1d arch_capabilities"},
};

static struct leaf ask(uint32_t number)
{
	struct leaf leaf = {0};

	if (number <= (uint32_t)__get_cpuid_max(number & 0x80000000, NULL))
		__cpuid_count(number, 0, leaf.word[EAX], leaf.word[EBX], leaf.word[ECX],
		              leaf.word[EDX]);
	return leaf;
}

static void put_flags(struct text *to, const struct flags *of)
{
	const char *name = of->names;
	uint32_t bits = ask(of->leaf).word[of->word];

	for (; *name; bits >>= 1) {
		size_t length = 0;
		while (name[length] && name[length] != ' ')
			length++;
		if ((bits & 1) && *name != '-') {
			text_add(to, " ", 1);
			text_add(to, name, length);
		}
		name += length + (name[length] == ' ');
	}
}

/* Twelve bytes in each of three leaves, with spaces around. */
static void put_model(struct text *to)
{
	char name[49] = "";
	const char *start = name;
	size_t length;

	for (uint32_t n = 0; n < 3; n++) {
		struct leaf leaf = ask(0x80000002 + n);
		memcpy(name + n * sizeof leaf, &leaf, sizeof leaf);
	}
	while (*start == ' ')
		start++;
	for (length = strlen(start); length && start[length - 1] == ' ';)
		length--;
	text_put(to, "model name\t: ");
	text_add(to, start, length);
	text_put(to, "\n");
}

struct moment {
	uint64_t time, count; /* ns; of the time stamp counter */
};

/* Both read at once: nothing has come between. */
static struct moment moment_now(void)
{
	const uint64_t at_once = 100000; /* of the counter; less than 0.1 ms */
	struct moment now;
	unsigned tries = 100;

	do {
		now.count = __builtin_ia32_rdtsc();
		now.time = platform_clock_monotonic();
	} while (__builtin_ia32_rdtsc() - now.count > at_once && --tries);
	return now;
}

/* The counter's rate in kHz, measured since the first time that it was asked for, or over
 * a moment. */
static uint64_t counter_rate(void)
{
	static struct moment first;
	const uint64_t least = 1000000; /* ns */
	struct moment now;

	if (!first.time)
		first = moment_now();
	do
		now = moment_now();
	while (now.time - first.time < least);
	return (uint64_t)((unsigned __int128)(now.count - first.count) * 1000000 /
	                  (now.time - first.time));
}

/* "family", "model" and "stepping" with their extensions. */
static void put_identity(struct text *to)
{
	struct leaf vendor = ask(0);
	uint32_t version = ask(1).word[EAX], family = version >> 8 & 15,
	         model = version >> 4 & 15;
	char name[13] = "";

	if (family == 6 || family == 15)
		model |= version >> 12 & 0xf0;
	if (family == 15)
		family += version >> 20 & 0xff;
	memcpy(name, &vendor.word[EBX], 4);
	memcpy(name + 4, &vendor.word[EDX], 4);
	memcpy(name + 8, &vendor.word[ECX], 4);
	text_put(to, "vendor_id\t: %s\ncpu family\t: %lu\nmodel\t\t: %lu\n", name,
	         (unsigned long)family, (unsigned long)model);
	put_model(to);
	text_put(to, "stepping\t: %lu\n", (unsigned long)(version & 15));
	uint64_t rate = counter_rate();
	text_put(to, "cpu MHz\t\t: %lu.%03lu\ncache size\t: %lu KB\nphysical id\t: 0\n",
	         rate / 1000, rate % 1000,
	         (unsigned long)(ask(0x80000006).word[ECX] >> 16));
}

static void put_flags_and_rest(struct text *to)
{
	uint64_t rate = counter_rate();
	struct leaf sizes = ask(0x80000008);
	unsigned long line = (ask(1).word[EBX] >> 8 & 0xff) * 8;

	text_put(to,
	         "fpu\t\t: yes\nfpu_exception\t: yes\ncpuid level\t: %lu\nwp\t\t: yes\n"
	         "flags\t\t:",
	         (unsigned long)ask(0).word[EAX]);
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		put_flags(to, &flags[i]);
	text_put(to,
	         "\nbugs\t\t:\nbogomips\t: %lu.%02lu\nclflush size\t: %lu\n"
	         "cache_alignment\t: %lu\n",
	         rate / 500, rate / 5 % 100, line, line);
	text_put(to,
	         "address sizes\t: %lu bits physical, %lu bits virtual\n"
	         "power management:\n\n",
	         (unsigned long)(sizes.word[EAX] & 0xff),
	         (unsigned long)(sizes.word[EAX] >> 8 & 0xff));
}

int proc_cpus(struct text *to, const struct synthetic_node *of)
{
	struct text identity = {0}, rest = {0};
	unsigned long count = platform_information.cpus;

	put_identity(&identity);
	put_flags_and_rest(&rest);
	for (unsigned long cpu = 0; cpu < count; cpu++) {
		text_put(to, "processor\t: %lu\n", cpu);
		text_add(to, identity.bytes, identity.length);
		text_put(to,
		         "siblings\t: %lu\ncore id\t\t: %lu\ncpu cores\t: "
		         "%lu\napicid\t\t: %lu\n"
		         "initial apicid\t: %lu\n",
		         count, cpu, count, cpu, cpu);
		text_add(to, rest.bytes, rest.length);
	}
	to->failed |= identity.failed || rest.failed;
	text_free(&identity);
	text_free(&rest);
	return 0;
}
