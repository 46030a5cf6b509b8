/* SPDX-License-Identifier: ISC */
/*
 * Crash reports. Called once, on the upcall stack, when the program can't go on. Every
 * address that it follows is read with a fault fix-up, and a second crash ends it.
 *
 * The format, which `samara symbolize` reads, is stable. Behind "samara: " each line is:
 *
 *	REASON at PLACE
 *	image BUILD-ID signal N
 *	NAME 0xVALUE  NAME 0xVALUE  NAME 0xVALUE
 *	  #N PLACE
 *	last log lines:
 *	  | LINE
 *
 * with several lines of registers, one PLACE for each call, innermost first, and log
 *lines only when there are some. PLACE is "image+0xOFFSET NAME+0xOFFSET": the first
 *offset counts from the image's first byte in memory, the second from the function's.
 *NAME is missing where the image was stripped, and an address outside of the image stands
 *alone. A call's place is the last byte of the call instruction. BUILD-ID is "?" without
 *one.
 */
#include "libos.h"
#include <elf.h>
#include <samara/image.h>

#define BUILD_ID 20  /* bytes: a SHA-1, as linkers make it */
#define PLACE    160 /* characters: longer names of functions are cut */

struct crash_request crash_request;
static unsigned crashes;

_Noreturn void crash(const char *reason, int signal)
{
	crash_request = (struct crash_request){reason, signal};
	__builtin_trap(); /* libos_upcall() gets the registers */
}

/* The words of a note (elf(5)): name's and descriptor's length, type, then both. */
enum { NAME_SIZE, SIZE, TYPE, NAME, BYTES };

#define NAME_GNU 0x00554e47u

/* The build id within a segment of notes; NULL. */
static const uint32_t *find_build_id(const uint32_t *note, size_t size)
{
	const uint32_t *end = note + size / 4;

	while (note + BYTES < end) {
		if (note[TYPE] == NT_GNU_BUILD_ID && note[NAME] == NAME_GNU)
			return note;
		note += NAME + (note[NAME_SIZE] + 3) / 4 + (note[SIZE] + 3) / 4;
	}
	return NULL;
}

static void report_image(int signal)
{
	const Elf64_Phdr *segment = platform_information.program_headers;
	const uint32_t *note = NULL;
	char id[2 * BUILD_ID + 1] = "", *to = id;

	for (unsigned i = 0; i < platform_information.program_header_count && !note; i++)
		if (segment[i].p_type == PT_NOTE)
			note = find_build_id((void *)(platform_information.image_base +
			                              segment[i].p_vaddr),
			                     segment[i].p_memsz);
	for (unsigned i = 0; note && i < note[SIZE] && i < BUILD_ID; i++) {
		uint8_t byte = ((const uint8_t *)&note[BYTES])[i];
		*to++ = "0123456789abcdef"[byte >> 4];
		*to++ = "0123456789abcdef"[byte & 15];
	}
	emit_line("image %s signal %ld", note ? id : "?", (long)signal);
}

static void report_frame(unsigned long number, uintptr_t address)
{
	char place[PLACE];

	symbol_format(place, sizeof place, address);
	emit_line("  #%lu %s", number, place);
}

/* By frame pointers, each above the last. A jump to nowhere has left its caller on the
 * stack. */
static void report_backtrace(const struct crash *crash)
{
	uintptr_t frame[2] = {crash->frame, 0};
	uintptr_t image = platform_information.image_base + IMAGE_BASE, last = 0;
	unsigned long number = 0;

	report_frame(number++, crash->pc);
	if (crash->pc - image >= platform_information.image_end - image &&
	    !copy_in(&frame[1], (void *)crash->stack, sizeof frame[1]))
		report_frame(number++, frame[1] - 1);
	while (number < BACKTRACE_FRAMES && frame[0] > last) {
		last = frame[0];
		if (copy_in(frame, (void *)last, sizeof frame) || !frame[1])
			break;
		report_frame(number++, frame[1] - 1);
	}
}

_Noreturn void crash_report(const struct crash *crash)
{
	char place[PLACE];

	if (crashes++) {
		if (crashes == 2)
			emit_line("crash in the crash report: %s", crash->reason);
		platform_exit(128 + crash->signal);
	}
	symbol_format(place, sizeof place, crash->pc);
	emit_line("%s at %s", crash->reason, place);
	report_image(crash->signal);
	registers_report(crash->registers);
	report_backtrace(crash);
	log_repeat();
	platform_exit(128 + crash->signal);
}
