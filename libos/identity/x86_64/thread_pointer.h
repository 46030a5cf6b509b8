/* SPDX-License-Identifier: ISC */
/*
 * The thread pointer (thread_pointer.c).
 */
#ifndef LIBOS_IDENTITY_X86_64_THREAD_POINTER_H
#define LIBOS_IDENTITY_X86_64_THREAD_POINTER_H

#include <stdint.h>

/* 0, or -EPERM for an address that no program can have. */
long thread_pointer_set(uintptr_t address) __attribute__((visibility("hidden")));

#endif
