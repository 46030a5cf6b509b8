/* SPDX-License-Identifier: ISC */
/*
 * Offsets in struct platform_frame, for assembly; frame.c checks them.
 */
#define FRAME_R15    0
#define FRAME_R14    8
#define FRAME_R13    16
#define FRAME_R12    24
#define FRAME_RBP    80
#define FRAME_RBX    88
#define FRAME_RAX    112
#define FRAME_RIP    120
#define FRAME_RFLAGS 128
#define FRAME_RSP    136
#define FRAME_CAUSE  144
#define FRAME_ERROR  152
#define FRAME_SIZE   176 /* with padding: a multiple of 16 */

#define CAUSE_CALL 255
