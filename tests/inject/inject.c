/* SPDX-License-Identifier: ISC */
/*
 * Fault injection: a libos in which the Nth allocation fails. inject.mk makes the libos's
 * objects call these functions in place of the real ones; the variable SAMARA_INJECT says
 * which call fails: N the Nth, N+ each from the Nth on, 0 none. At the end a line in the
 * log tells how many there were, and how much memory the libos keeps.
 */
#include "mem/memory.h"

#define VARIABLE "SAMARA_INJECT="

int inject_platform_memory_map(unsigned space, void *at, size_t length, unsigned bits);
int inject_platform_memory_protect(unsigned space, void *at, size_t length,
                                   unsigned bits);
int inject_platform_memory_unmap(unsigned space, void *at, size_t length);
int inject_platform_memory_discard(unsigned space, void *at, size_t length);
int inject_platform_memory_move(unsigned space, void *from, void *to, size_t length);
void *inject_memory_map(size_t size);
int inject_slab_reserve(struct slab *slab, unsigned count);
_Noreturn void inject_platform_exit(int status);

static unsigned long calls;

/* The value of SAMARA_INJECT; NULL: it isn't set. */
static const char *setting(void)
{
	for (char **variable = platform_information.environment; *variable; variable++)
		if (!memcmp(*variable, VARIABLE, sizeof VARIABLE - 1))
			return *variable + sizeof VARIABLE - 1;
	return NULL;
}

static bool fails(void)
{
	unsigned long call = __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED), wanted = 0;
	const char *text = setting();

	while (text && *text >= '0' && *text <= '9')
		wanted = 10 * wanted + (unsigned long)(*text++ - '0');
	return call == wanted || (wanted && text && *text == '+' && call > wanted);
}

int inject_platform_memory_map(unsigned space, void *at, size_t length, unsigned bits)
{
	return fails() ? -ENOMEM : platform_memory_map(space, at, length, bits);
}

int inject_platform_memory_protect(unsigned space, void *at, size_t length, unsigned bits)
{
	return fails() ? -ENOMEM : platform_memory_protect(space, at, length, bits);
}

int inject_platform_memory_unmap(unsigned space, void *at, size_t length)
{
	return fails() ? -ENOMEM : platform_memory_unmap(space, at, length);
}

int inject_platform_memory_discard(unsigned space, void *at, size_t length)
{
	return fails() ? -ENOMEM : platform_memory_discard(space, at, length);
}

int inject_platform_memory_move(unsigned space, void *from, void *to, size_t length)
{
	return fails() ? -ENOMEM : platform_memory_move(space, from, to, length);
}

void *inject_memory_map(size_t size)
{
	return fails() ? NULL : memory_map(size);
}

int inject_slab_reserve(struct slab *slab, unsigned count)
{
	return fails() ? -ENOMEM : slab_reserve(slab, count);
}

_Noreturn void inject_platform_exit(int status)
{
	if (setting())
		log_line("inject: %lu allocations, %lu bytes kept", calls,
		         memory_mapped());
	platform_exit(status);
}
