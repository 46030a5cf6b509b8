/* SPDX-License-Identifier: ISC */
/*
 * The start in ring 3: relocate the image to where the core has put it, take the command
 * line apart, close off what need not be written any more, and enter the libos. Runs
 * once, from start.S, on the stack that later serves for upcalls; nothing may be
 * preloaded from a relocated word before relocate() has run.
 */
#include "command_line.h"
#include "platform/relocate.h"
#include "vm.h"
#include <samara/image.h>
#include <string.h>

#define RELRO(name) __attribute__((section(".data.rel.ro." #name)))

_Static_assert(offsetof(struct vm_boot, gate_int3) == VM_GATE_INT3, "known to gate.S");

const struct vm_boot *vm_boot_page RELRO(vm_boot_page);

extern char vm_stack[VM_STACK];
extern char image_relro[], image_relro_end[], image_constants[];

_Noreturn void vm_begin(const struct vm_boot *boot);

static char words[VM_COMMAND_LINE + 8];
static char *slots[VM_WORDS];

static void fill(const struct vm_boot *boot)
{
	struct platform_information *i = &platform_information;
	struct vm_command_line line;
	if (vm_command_line_parse(&line, (const char *)boot->command_line, words,
	                          sizeof words, slots, VM_WORDS)) {
		static const char why[] = "samara: the command line has too many words\n";
		vm_console_write(2, why, sizeof why - 1);
		vm_exit(1);
	}
	i->argument_count = line.argument_count;
	i->arguments = line.arguments;
	i->environment = line.environment;
	i->image_base = boot->image_base;
	i->image_end = boot->image_end;
	i->space_low = boot->space_low;
	i->space_high = boot->space_high;
	i->memory = boot->memory;
	i->cpus = 1;
	memcpy(i->stream, line.stream, sizeof i->stream);
	i->program_headers = (const void *)boot->program_headers;
	i->program_header_count = (unsigned)boot->program_header_count;
	i->vm = true;
	memcpy(i->seed, boot->seed, sizeof i->seed);
}

/* Everything up to the end of RELRO, and the constants, are read-only from now on, for
 * good. */
static void seal(uintptr_t base)
{
	uintptr_t first = base + IMAGE_BASE;
	uintptr_t relro = (uintptr_t)image_relro & -(uintptr_t)PLATFORM_PAGE;
	uintptr_t end = ((uintptr_t)image_relro_end + PLATFORM_PAGE - 1) &
	                -(uintptr_t)PLATFORM_PAGE;
	vm_gate3(GATE_PROTECT, relro, end - relro, PLATFORM_READ);
	vm_gate2(GATE_SEAL, first, end - first);
	first = (uintptr_t)image_constants & -(uintptr_t)PLATFORM_PAGE;
	vm_gate2(GATE_SEAL, first, vm_boot_page->image_end - first);
}

void vm_begin(const struct vm_boot *boot)
{
	VM_USES(protect);
	VM_USES(seal);
	VM_USES(upcall);
	VM_USES(resume);
	relocate(boot->image_base);
	vm_boot_page = boot;
	fill(boot);
	seal(boot->image_base);
	vm_gate3(GATE_UPCALL, (uintptr_t)vm_upcall, (uintptr_t)vm_stack,
	         (uintptr_t)vm_stack + VM_STACK);
	libos_start();
}
