/* SPDX-License-Identifier: ISC */
/*
 * What the targets share. A target is one file with libFuzzer's entry, which feeds one
 * input to the code under test and ends the process (abort(), or a sanitizer) when
 * something that must hold doesn't.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

_Noreturn void abort(void);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc,
                         char ***argv); /* where a target has it: once, before */

#define MUST(condition) ((condition) ? (void)0 : abort())

/* The input, taken byte by byte; 0 behind its end. */
struct bytes {
	const uint8_t *at, *end;
};

static inline uint8_t take_byte(struct bytes *bytes)
{
	return bytes->at < bytes->end ? *bytes->at++ : 0;
}

static inline uint32_t take_word(struct bytes *bytes)
{
	uint32_t value = 0;
	for (int i = 0; i < 4; i++)
		value = value << 8 | take_byte(bytes);
	return value;
}

#endif
