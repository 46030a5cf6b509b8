# SPDX-License-Identifier: ISC
# Fault injection: BUILD/inject is a second installation, whose libos has the same objects with other
# names for what can fail; inject.c defines them. Nothing of it is in the ordinary build.
INJECT       = $(BUILD)/inject
INJECT_OBJ   = $(patsubst %,$(OBJ)/inject/%,$(patsubst $(OBJ)/%,%,$(LIBOS_OBJ)))
INJECT_CALLS = $(foreach c,map protect unmap discard move,platform_memory_$c) platform_exit memory_map slab_reserve
INJECT_NAMES = $(foreach c,$(INJECT_CALLS),--redefine-sym samara.$c=inject_$c)

# Those that define one of them; what is needed before a program could be told of a failure.
$(OBJ)/inject/libos/mem/memory.o: INJECT_CALLS := $(filter-out memory_map,$(INJECT_CALLS))
$(OBJ)/inject/libos/mem/slab.o: INJECT_CALLS := $(filter-out slab_reserve,$(INJECT_CALLS))
$(OBJ)/inject/libos/exec/start.o $(OBJ)/inject/libos/exec/tls_memory.o: INJECT_CALLS := platform_exit

$(OBJ)/inject/%.o: $(OBJ)/linked/%.o
	@mkdir -p $(@D)
	$(OBJCOPY) $(INJECT_NAMES) $< $@

$(OBJ)/inject/inject.o: tests/inject/inject.c $(OBJ)/private
	@mkdir -p $(@D)
	$(CC) $(LIBOS_CFLAGS) -c $< -o $@
	$(OBJCOPY) $(PRIVATE) $@
	$(OBJCOPY) --redefine-syms=$(OBJ)/private $@

$(INJECT)/lib/samara/libsamara.a: $(INJECT_OBJ) $(OBJ)/inject/inject.o
	@mkdir -p $(@D)
	rm -f $@
	$(AR) qcs $@ $^

inject: all $(INJECT)/lib/samara/libsamara.a
	@mkdir -p $(INJECT)/bin
	@for file in $(abspath $(LIB))/*; do \
		case $$file in */libsamara.a | */compiler) ;; *) ln -sfn $$file $(INJECT)/lib/samara/ ;; esac; done
	@cp -RP $(LIB)/compiler $(INJECT)/lib/samara/
	@cp $(BUILD)/bin/samara $(INJECT)/bin/ && ln -sf samara $(INJECT)/bin/samara-cc
unit-tests: inject
