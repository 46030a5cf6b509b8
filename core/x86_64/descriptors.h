/* SPDX-License-Identifier: ISC */
/* Descriptor tables and the control registers that protect; and what the processor can
 * do. */
#ifndef CORE_DESCRIPTORS_H
#define CORE_DESCRIPTORS_H

#define RFLAGS_ONE       (1ul << 1)
#define RFLAGS_TRAP      (1ul << 8)
#define RFLAGS_INTERRUPT (1ul << 9)
#define RFLAGS_DIRECTION (1ul << 10)
#define RFLAGS_NESTED    (1ul << 14)
#define RFLAGS_ALIGNMENT (1ul << 18)
#define RFLAGS_USER      0x200dd5ul /* what ring 3 may choose: status, TF, DF, OF, ID */

void processor_identify(
        void); /* fills `processor`; CPUID is slow in a VM: once, few leaves */
void descriptors_set(void); /* GDT, IDT, TSS, system call entry, CR4, XCR0 */

#endif
