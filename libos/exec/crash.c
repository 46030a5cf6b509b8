/* SPDX-License-Identifier: ISC */
/*
 * Crash reports. Called once, on the upcall stack, when the program can't go on; every
 *address that it follows is read with a fault fix-up, and a second crash ends it.
 *
 * The format, which `samara symbolize` reads, is stable. Each line begins with "samara:
 *":
 *
 *	REASON [ADDRESS] at PLACE
 *	image BUILD-ID signal N
 *	rax 0x... rbx 0x... (several lines of names and values)
 *	  #N PLACE		innermost first
 *	last log lines:		only when there are some
 *	  | LINE
 *
 * PLACE is "image+0xOFFSET NAME+0xOFFSET": the first offset counts from the image's first
 *byte in memory, the second from the function; NAME is missing where the image was
 *stripped. An address outside of the image stands as it is.
 */
#include "libos.h"
#include <elf.h>

extern const Elf64_Ehdr __ehdr_start;

struct crash_request crash_request;
static unsigned crashes;

_Noreturn void crash(const char *reason, int signal)
{
	crash_request = (struct crash_request){reason, signal};
	crash_trap();
}

/* The build id's note (elf(5), NT_GNU_BUILD_ID) within a segment of notes; NULL. */
static const Elf64_Nhdr *find_build_id(const char *at, size_t size)
{
	for (const char *end = at + size; at + sizeof(Elf64_Nhdr) < end;) {
		const Elf64_Nhdr *note = (const void *)at;
		if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 &&
		    at[12] == 'G')
			return note;
		at += sizeof *note + ((note->n_namesz + 3) & -4u) +
		      ((note->n_descsz + 3) & -4u);
	}
	return NULL;
}

static void format_bytes(char *to, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		*to++ = "0123456789abcdef"[bytes[i] >> 4];
		*to++ = "0123456789abcdef"[bytes[i] & 15];
	}
	*to = 0;
}

static void report_image(int signal)
{
	const Elf64_Phdr *segment =
	        (const void *)((const char *)&__ehdr_start + __ehdr_start.e_phoff);
	const Elf64_Nhdr *note = NULL;
	char id[2 * 20 + 1] = "without build id";

	for (unsigned i = 0; i < __ehdr_start.e_phnum && !note; i++)
		if (segment[i].p_type == PT_NOTE)
			note = find_build_id((char *)platform_information.image_base +
			                             segment[i].p_vaddr,
			                     segment[i].p_memsz);
	if (note)
		format_bytes(id, (const uint8_t *)(note + 1) + 4,
		             note->n_descsz < 20 ? note->n_descsz : 20);
	emit_line("image %s signal %d", id, signal);
}

static void report_frame(unsigned number, uintptr_t address)
{
	char place[TEXT_LINE / 2];

	symbol_format(place, sizeof place, address);
	emit_line("  #%u %s", number, place);
}

/* By frame pointers, each above the last. A jump to nowhere has left its caller on the
 * stack. */
static void report_backtrace(const struct crash *crash)
{
	uintptr_t frame[2] = {crash->frame, crash->pc};
	unsigned number = 0;
	uintptr_t image = (uintptr_t)&__ehdr_start, last = 0;

	report_frame(number++, crash->pc);
	if (crash->pc - image >= platform_information.image_end - image &&
	    !copy_in(&frame[1], (void *)crash->stack, sizeof frame[1]))
		report_frame(number++, frame[1]);
	while (number < BACKTRACE_FRAMES && frame[0] > last && frame[0] % 8 == 0) {
		last = frame[0];
		if (copy_in(frame, (void *)last, sizeof frame) || !frame[1])
			break;
		report_frame(number++, frame[1]);
	}
}

_Noreturn void crash_report(const struct crash *crash)
{
	char place[TEXT_LINE / 2], address[24] = "";

	if (crashes++) {
		if (crashes == 2)
			emit_line("crash in the crash report: %s", crash->reason);
		platform_exit(128 + crash->signal);
	}
	symbol_format(place, sizeof place, crash->pc);
	if (crash->has_address)
		format(address, sizeof address, " %lx", crash->address);
	emit_line("%s%s at %s", crash->reason, address, place);
	report_image(crash->signal);
	registers_report(crash->registers);
	report_backtrace(crash);
	log_repeat();
	platform_exit(128 + crash->signal);
}
