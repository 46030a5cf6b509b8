/* SPDX-License-Identifier: ISC */
/* platform_signals_take. */
#include "process.h"

uint64_t process_signals_take(void)
{
	return __atomic_exchange_n(&process_came, 0, __ATOMIC_SEQ_CST);
}
