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
 * lines only when there are some. PLACE is "image+0xOFFSET NAME+0xOFFSET": the first
 * offset counts from the image's first byte in memory, the second from the function's.
 * NAME is missing where the image was stripped, and an address outside of the image
 * stands alone. A call's place is the last byte of the call instruction. BUILD-ID is
 * "?" without one.
 */
#include "libos.h"
#include <elf.h>
#include <samara/image.h>

#define BUILD_ID 20  /* bytes: a SHA-1, as linkers make it */
#define PLACE    160 /* characters: longer names of functions are cut */

/* The words of a note (elf(5)): name's and descriptor's length, type, then both. */
enum { NAME_SIZE, SIZE, TYPE, NAME, BYTES };

extern const uint32_t image_build_id[]; /* a note; what stands there without one isn't */

static void report_image(int signal)
{
	const uint8_t *byte = (const uint8_t *)&image_build_id[BYTES];
	char id[2 * BUILD_ID + 1] = "?", *to = id;

	if (image_build_id[TYPE] == NT_GNU_BUILD_ID && image_build_id[SIZE] == BUILD_ID)
		for (unsigned i = 0; i < 2 * BUILD_ID; i++)
			*to++ = "0123456789abcdef"[byte[i / 2] >> (i % 2 ? 0 : 4) & 15];
	log_line("image %s signal %ld", id, (long)signal);
}

/* By frame pointers, each above the last. A jump to nowhere has left its caller on the
 * stack. */
static void report_backtrace(const struct crash *crash)
{
	const struct platform_information *information = &platform_information;
	uintptr_t frame[2] = {crash->frame, crash->pc}, last = 0;
	bool lost = crash->pc - information->image_base >=
	            information->image_end - information->image_base;
	char place[PLACE];

	for (unsigned long number = 0; number < BACKTRACE_FRAMES; number++) {
		symbol_format(place, sizeof place, frame[1] - (number > 0));
		log_line("  #%lu %s", number, place);
		if (number == 0 && lost) {
			if (copy_in(&frame[1], (void *)crash->stack, sizeof frame[1]))
				return;
			continue;
		}
		if (frame[0] <= last)
			return;
		last = frame[0];
		if (copy_in(frame, (void *)last, sizeof frame) || !frame[1])
			return;
	}
}

_Noreturn void crash_report(const struct crash *crash)
{
	static unsigned crashes;
	char place[PLACE];

	log_is_report = true;
	if (++crashes == 1) {
		symbol_format(place, sizeof place, crash->pc);
		log_line("%s at %s", crash->reason, place);
		report_image(crash->signal);
		registers_report(crash->registers);
		report_backtrace(crash);
		log_repeat();
	} else if (crashes == 2) {
		log_line("crash in the crash report: %s", crash->reason);
	}
	platform_exit(128 + crash->signal);
}
