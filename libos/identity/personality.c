/* SPDX-License-Identifier: ISC */
/*
 * personality(2): the word is kept and told again. It would act on mappings and on the
 * next program, of which there is none.
 */
#include "libos.h"
#include "syscalls.h"

#define ONLY_TELL 0xffffffffu

/* partial: any persona is accepted, without effect */
long sys_personality(unsigned persona)
{
	static unsigned now;

	if (persona == ONLY_TELL)
		return __atomic_load_n(&now, __ATOMIC_RELAXED);
	return __atomic_exchange_n(&now, persona, __ATOMIC_RELAXED);
}
