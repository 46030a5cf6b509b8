/* SPDX-License-Identifier: ISC */
/*
 * What the gate answers in an image without devices. Weak: core/device/ has the real
 * ones, which come in only where platform/vm has a member that uses them.
 */
#include "core.h"

#define ABSENT(function, ...)                            \
	__attribute__((weak)) long function(__VA_ARGS__) \
	{                                                \
		return -ENODEV;                          \
	}

ABSENT(device_dma, uint64_t length)
ABSENT(device_open, unsigned type, unsigned index, uint64_t features, unsigned queues,
       uint64_t gate_device_address)
ABSENT(device_config, unsigned device, unsigned offset, uint64_t buffer, unsigned length)
ABSENT(queue_post, unsigned device, unsigned queue, uint64_t buffers, unsigned count)
ABSENT(queue_reap, unsigned device, unsigned queue, uint64_t completions, unsigned count)
