/* SPDX-License-Identifier: ISC */
/*
 * Instructions of a seccomp filter (seccomp(2)), for the parts that sandbox.c joins.
 */
#ifndef PLATFORM_PROCESS_FILTER_H
#define PLATFORM_PROCESS_FILTER_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>

/* An instruction at `at`. LOAD() takes the lower half of 64 bits, which is all of the
 * arguments that these calls look at. */
#define LOAD(at, field) \
	[at] = BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define LOAD_HIGH(at, field)                      \
	[at] = BPF_STMT(BPF_LD | BPF_W | BPF_ABS, \
	                offsetof(struct seccomp_data, field) + 4)
#define JUMP_IF(at, condition, value, then, otherwise)                       \
	[at] = BPF_JUMP(BPF_JMP | condition | BPF_K, value, (then) - (at)-1, \
	                (otherwise) - (at)-1)
#define JUMP_EQUAL(at, value, then, otherwise) \
	JUMP_IF(at, BPF_JEQ, value, then, otherwise)
#define RETURN(at, what) [at] = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_##what)

#endif
