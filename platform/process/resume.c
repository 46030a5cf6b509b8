/* SPDX-License-Identifier: ISC */
/* platform_resume: within an upcall through the host's signal frame, which has the vector
 * registers; outside of one they are where they belong. */
#include "process.h"

void process_resume(const struct platform_frame *frame)
{
	struct process_cpu *cpu = process_cpu();
	struct process_upcall *upcall = cpu->upcall;

	if (!upcall)
		process_frame_load(frame);
	cpu->upcall = upcall->outer;
	process_context_fill(upcall->context, frame);
	process_context_load(upcall->context);
}
