/* SPDX-License-Identifier: ISC */
/*
 * Which word of struct sigcontext a word of struct platform_frame is, from r15 to rsp.
 */
#ifndef LIBOS_SIGNAL_X86_64_REGISTERS_H
#define LIBOS_SIGNAL_X86_64_REGISTERS_H

#include <asm/sigcontext.h>
#include <samara/frame.h>
#include <stddef.h>

#define REGISTERS 18
_Static_assert(offsetof(struct platform_frame, cause) == 8 * REGISTERS, "all of them");

#define WORD(name) offsetof(struct sigcontext, name) / 8
static const uint8_t register_place[REGISTERS] = {
        WORD(r15), WORD(r14), WORD(r13), WORD(r12), WORD(r11),    WORD(r10),
        WORD(r9),  WORD(r8),  WORD(rdi), WORD(rsi), WORD(rbp),    WORD(rbx),
        WORD(rdx), WORD(rcx), WORD(rax), WORD(rip), WORD(eflags), WORD(rsp),
};
#undef WORD

#endif
