/* SPDX-License-Identifier: ISC */
/*
 * The vector registers' state in memory (vector.h).
 */
#include "vector.h"
#include "frame.h"

#define LEGACY_FEATURES 3 /* x87, SSE: what FXSAVE saves */
#define MXCSR_DEFAULT_MASK \
	0xffbfu /* of processors that don't tell (SDM vol. 1, 11.6.6) */

struct legacy {
	uint16_t control, status;
	uint8_t tags, unused;
	uint16_t opcode;
	uint64_t instruction, operand;
	uint32_t mxcsr, mxcsr_mask;
	uint8_t registers[432];
	struct _fpx_sw_bytes software;
};
struct header {
	uint64_t present, zero[2], ignored[5]; /* in the standard form */
};
_Static_assert(sizeof(struct legacy) == VECTOR_LEGACY &&
                       sizeof(struct header) == VECTOR_HEADER,
               "sizes");

static struct header *header_of(void *vector)
{
	return (struct header *)((char *)vector + VECTOR_LEGACY);
}

void vector_reset(void *vector, size_t size)
{
	struct legacy *legacy = vector;

	if (size > VECTOR_LEGACY)
		memset(header_of(vector), 0, VECTOR_HEADER);
	else
		memset(legacy, 0, sizeof *legacy);
	legacy->control = CONTROL_INITIAL;
	legacy->mxcsr = MXCSR_INITIAL;
}

/* Does the long form stand at `from`? Its first part is in `legacy` already. */
static bool is_long(const struct legacy *legacy, size_t size, uintptr_t from)
{
	const struct _fpx_sw_bytes *software = &legacy->software;
	uint32_t magic;

	return software->magic1 == FP_XSTATE_MAGIC1 &&
	       software->xstate_size >= VECTOR_LEGACY + VECTOR_HEADER &&
	       software->xstate_size <= size &&
	       software->xstate_size <= software->extended_size &&
	       !copy_in(&magic, (const void *)(from + software->xstate_size),
	                sizeof magic) &&
	       magic == FP_XSTATE_MAGIC2;
}

static int long_in(void *vector, uintptr_t from)
{
	const struct _fpx_sw_bytes *software = &((struct legacy *)vector)->software;
	struct header *header = header_of(vector);

	if (copy_in(header, (const void *)(from + VECTOR_LEGACY),
	            software->xstate_size - VECTOR_LEGACY))
		return -EFAULT;
	if (header->present & ~vector_features() || header->zero[0] || header->zero[1])
		return -EINVAL;
	header->present &= software->xfeatures;
	return 0;
}

static bool mxcsr_valid(uint32_t mxcsr, uint32_t mask)
{
	return !(mxcsr & ~(mask ? mask : MXCSR_DEFAULT_MASK));
}

int vector_in(void *vector, size_t size, uintptr_t from)
{
	struct legacy *legacy = vector;
	uint32_t mask =
	        legacy->mxcsr_mask; /* the processor's: it has written this before */
	int result = 0;

	if (copy_in(legacy, (const void *)from, sizeof *legacy))
		return -EFAULT;
	if (size > VECTOR_LEGACY && is_long(legacy, size, from)) {
		result = long_in(vector, from);
	} else if (size > VECTOR_LEGACY) {
		memset(header_of(vector), 0, VECTOR_HEADER);
		header_of(vector)->present = LEGACY_FEATURES;
	}
	return result ? result : mxcsr_valid(legacy->mxcsr, mask) ? 0 : -EINVAL;
}
