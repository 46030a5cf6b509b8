/* SPDX-License-Identifier: ISC */
/* The serial port, for panic.c and gate.c. */
#ifndef CORE_SERIAL_H
#define CORE_SERIAL_H

#include <stdbool.h>
#include <stddef.h>

bool serial_present(void);
size_t serial_write(const char *bytes,
                    size_t size);           /* takes up to 16 bytes; returns how many */
long serial_read(char *bytes, size_t size); /* count, -EAGAIN, -ENODEV */

#endif
