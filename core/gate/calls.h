/* SPDX-License-Identifier: ISC */
/*
 * The functions behind the gate: call_NAME for GATE_NAME of gate.h, which tells arguments
 * and results. Arguments are in the caller's registers: rdi, rsi, rdx, r10, r8. What is
 * returned goes to its rax.
 */
#ifndef CORE_GATE_CALLS_H
#define CORE_GATE_CALLS_H

#include "core.h"
#include "trap.h"

long call_exit(struct trap_frame *frame);
long call_map(struct trap_frame *frame);
long call_protect(struct trap_frame *frame);
long call_unmap(struct trap_frame *frame);
long call_seal(struct trap_frame *frame);
long call_discard(struct trap_frame *frame);
long call_move(struct trap_frame *frame);
long call_memory_free(struct trap_frame *frame);
long call_wait(struct trap_frame *frame);
long call_resume(struct trap_frame *frame);
long call_upcall(struct trap_frame *frame);
long call_clock(struct trap_frame *frame);
long call_clock_wall(struct trap_frame *frame);
long call_serial_write(struct trap_frame *frame);
long call_serial_read(struct trap_frame *frame);
long call_thread_pointer(struct trap_frame *frame);
long call_dma(struct trap_frame *frame);
long call_device_open(struct trap_frame *frame);
long call_queue_post(struct trap_frame *frame);
long call_queue_reap(struct trap_frame *frame);
long call_timer(struct trap_frame *frame);
long call_signals_want(struct trap_frame *frame);
long call_signals_take(struct trap_frame *frame);
long call_resident(struct trap_frame *frame);
long call_map_file(struct trap_frame *frame);
long call_share(struct trap_frame *frame);
long call_device_config(struct trap_frame *frame);
long call_queue_chain(struct trap_frame *frame);
long call_module(struct trap_frame *frame);

#endif
