/* SPDX-License-Identifier: ISC */
/*
 * The start as a Linux process: relocate the image to where the kernel has put it, take
 * the initial stack apart, choose the space for the libos's mappings, close off what need
 * not be written any more, shut the sandbox, and enter the libos. Runs once, from
 * start.S, on the host's stack; nothing may be taken from a relocated word before
 * relocate() has run. Each host system call here, and each page touched for the first
 * time, costs every program some of its start.
 */
#include "limits.h"
#include "platform/relocate.h"
#include "process.h"
#include <asm/ioctls.h>
#include <linux/mman.h>
#include <samara/image.h>

extern const Elf64_Ehdr __ehdr_start __attribute__((visibility("hidden")));
extern char image_relro[] __attribute__((visibility("hidden")));
extern char image_relro_end[] __attribute__((visibility("hidden")));
extern char image_constants[] __attribute__((visibility("hidden")));
extern char image_end[] __attribute__((visibility("hidden")));

/* events.c, where it is linked: without it no second CPU can be started */
extern __typeof__(process_events_begin) process_events_begin __attribute__((weak));
/* files.c, root.c, volume_begin.c, block_begin.c, where they are linked */
extern __typeof__(process_files_begin) process_files_begin __attribute__((weak));
extern __typeof__(process_root_begin) process_root_begin __attribute__((weak));
extern __typeof__(process_volumes_clear) process_volumes_clear __attribute__((weak));
extern __typeof__(process_volumes_begin) process_volumes_begin __attribute__((weak));
extern __typeof__(process_disks_begin) process_disks_begin __attribute__((weak));

_Noreturn void process_begin(long *stack);

struct process_host process_host __attribute__((section(".data.rel.ro.process_host")));

static uintptr_t page_down(const void *address)
{
	return (uintptr_t)address & -(uintptr_t)PLATFORM_PAGE;
}

static uintptr_t page_up(const void *address)
{
	return page_down((const char *)address + PLATFORM_PAGE - 1);
}

static _Noreturn void refuse(const char *line)
{
	process_say(line);
	process_exit(1);
}

/* The value of NAME=value in the environment, or NULL. It is meant for us: the program,
 * which wouldn't have it in a VM either, doesn't see it. */
static char *take_setting(const char *name)
{
	for (char **variable = platform_information.environment; *variable; variable++) {
		char *a = *variable;
		const char *b = name;
		while (*b && *a == *b)
			a++, b++;
		if (*b || *a != '=')
			continue;
		do
			variable[0] = variable[1];
		while (*variable++);
		return a + 1;
	}
	return NULL;
}

/* Decimal bytes, perhaps with K, M or G; 0: it isn't that. */
static size_t parse_size(const char *text)
{
	size_t value = 0;
	for (; *text >= '0' && *text <= '9' && value < SIZE_MAX >> 34; text++)
		value = 10 * value + (size_t)(*text - '0');
	switch (*text) {
	case 'G':
		value <<= 10;
		__attribute__((fallthrough));
	case 'M':
		value <<= 10;
		__attribute__((fallthrough));
	case 'K':
		value <<= 10;
		text++;
	}
	return *text ? 0 : value;
}

/* Without a limit of its own, the program has what the host gives. */
static size_t memory_limit(void)
{
	const char *text = take_setting("SAMARA_MEMORY");
	if (!text)
		return SIZE_MAX;
	size_t size = parse_size(text);
	if (!size)
		refuse("samara: SAMARA_MEMORY must be a size such as 16M\n");
	return size;
}

#define DIGITS(number)  DIGITS_(number)
#define DIGITS_(number) #number

/* As many as the host gives, or fewer or more by a setting. */
static unsigned cpu_count(void)
{
	const char *text = take_setting("SAMARA_CPUS");
	unsigned host = process_events_begin ? process_events_begin() : 1;
	size_t count = text ? parse_size(text) : host;
	if (!count || count > CPUS_MAX)
		refuse("samara: SAMARA_CPUS must be a number from 1 to " DIGITS(
		        CPUS_MAX) "\n");
	return (unsigned)count;
}

/* A range of addresses at random below those where Linux puts anything by itself (the
 * lowest are a third of the way up, mappings with an unlimited stack). Nothing is
 * reserved: who maps in a process is the libos alone. */
static void choose_space(struct platform_information *i, uint64_t random)
{
	i->space_low = PROCESS_SPACE +
	               random % PROCESS_SPACE_RANGE / PLATFORM_PAGE * PLATFORM_PAGE;
	i->space_high = i->space_low + PROCESS_SPACE;
}

/* Random bytes from the host: the libos's seed, and the return value. What came with
 * the start goes in too. */
static uint64_t fill_seed(struct platform_information *i, const uint8_t *at_random)
{
	uint8_t bytes[sizeof i->seed + sizeof(uint64_t)] = {0};
	uint64_t random;
	process_entropy(bytes, sizeof bytes);
	for (unsigned n = 0; at_random && n < sizeof bytes; n++)
		bytes[n] ^= at_random[n % 16];
	__builtin_memcpy(i->seed, bytes, sizeof i->seed);
	__builtin_memcpy(&random, bytes + sizeof i->seed, sizeof random);
	return random;
}

/* Returns the 16 bytes at AT_RANDOM, or NULL. */
static const uint8_t *read_auxiliary(struct platform_information *i,
                                     const Elf64_auxv_t *entry)
{
	const uint8_t *random = NULL;
	for (; entry->a_type != AT_NULL; entry++) {
		uint64_t value = entry->a_un.a_val;
		if (entry->a_type == AT_PHDR)
			i->program_headers = (const void *)value;
		else if (entry->a_type == AT_PHNUM)
			i->program_header_count = (unsigned)value;
		else if (entry->a_type == AT_RANDOM)
			random = (const uint8_t *)value;
		else if (entry->a_type == AT_SYSINFO_EHDR)
			process_host.vdso = value;
		else if (entry->a_type == AT_HWCAP2)
			process_host.hwcap2 = value;
		else if (entry->a_type == AT_SECURE)
			process_host.secure = value;
	}
	return random;
}

static void fill(long *stack, uintptr_t base)
{
	struct platform_information *i = &platform_information;
	i->argument_count = (int)*stack;
	i->arguments = (char **)(stack + 1);
	i->environment = i->arguments + i->argument_count + 1;
	char **end = i->environment;
	while (*end)
		end++;
	const uint8_t *random = read_auxiliary(i, (const Elf64_auxv_t *)(end + 1));
	i->image_base = base;
	i->image_end = page_up(image_end);
	i->memory = memory_limit();
	i->cpus = cpu_count();
	for (int stream = 0; stream < 3; stream++) {
		char termios[64]; /* the kernel's has 36 bytes */
		if (!process_console_control(stream, TCGETS, termios))
			i->stream[stream] = PLATFORM_STREAM_TERMINAL;
	}
	choose_space(i, fill_seed(i, random));
}

/* Everything up to the end of RELRO is read-only from now on; for good, where the host
 * has mseal(2). */
static void seal(void)
{
	uintptr_t first = (uintptr_t)&__ehdr_start, relro = page_down(image_relro),
	          end = page_up(image_relro_end), constants = page_down(image_constants),
	          last = platform_information.image_end;
	if (linux_call3(__NR_mprotect, (long)relro, (long)(end - relro), PROT_READ))
		refuse("samara: the host doesn't protect the image's pages\n");
	linux_call3(__NR_mseal, (long)first, (long)(end - first), 0);
	linux_call3(__NR_mseal, (long)constants, (long)(last - constants), 0);
}

void process_begin(long *stack)
{
	uintptr_t base = (uintptr_t)&__ehdr_start - IMAGE_BASE;
	relocate(base);
	fill(stack, base);
	char *sealed = take_setting("SAMARA_SEALED"),
	     *volumes = take_setting("SAMARA_VOLUMES"),
	     *setting = take_setting("SAMARA_SANDBOX");
	bool sandbox = process_host.secure || !setting || setting[0] != '0' || setting[1];
	if (process_root_begin && !process_root_begin())
		refuse("samara: the image's root can't be read from its own file\n");
	if (process_host.secure)
		sealed = volumes = NULL;
	if (process_volumes_clear)
		process_volumes_clear(sealed, volumes);
	if (process_disks_begin) {
		const char *disks = take_setting("SAMARA_DISKS");
		process_disks_begin(process_host.secure ? NULL : disks);
	}
	if (process_volumes_begin)
		process_volumes_begin(volumes, sandbox);
	if (process_files_begin)
		process_files_begin();
	seal();
	process_signals_begin((uintptr_t)stack - PROCESS_STACK_END);
	if (sandbox)
		process_sandbox();
	libos_start();
}
