/* SPDX-License-Identifier: ISC */
/*
 * A machine for parts of the core that touch ports: include it before them, in place of
 * core/x86_64/processor.h. The target says what a port reads as.
 */
#ifndef TESTS_FUZZ_MACHINE_H
#define TESTS_FUZZ_MACHINE_H

#define CORE_PROCESSOR_H
#include <stdint.h>

static uint32_t port_read(uint16_t port);
static void port_write(uint16_t port, uint32_t value);

static inline uint8_t in8(uint16_t port)
{
	return (uint8_t)port_read(port);
}

static inline uint16_t in16(uint16_t port)
{
	return (uint16_t)port_read(port);
}

static inline uint32_t in32(uint16_t port)
{
	return port_read(port);
}

static inline void out8(uint16_t port, uint8_t value)
{
	port_write(port, value);
}

static inline void out16(uint16_t port, uint16_t value)
{
	port_write(port, value);
}

static inline void out32(uint16_t port, uint32_t value)
{
	port_write(port, value);
}

#endif
