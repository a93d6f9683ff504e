# GNU make; "make" alone lists the targets.

TOP := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
LIB := $(TOP)/t/lib

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory --no-builtin-rules

# variables of the command line and the environment reach the scripts, which
# hold the defaults
BUILD ?= release
PREFIX ?= /usr

export BUILD PREFIX DESTDIR
export PORT RUNDIR LIMITS WORKERS COMPAT LOCAL_DOMAIN DATA DATABASE
export TESTS JOBS NGX_SRC FUZZ_SECONDS


.PHONY: help
help: ## this list
	@echo 'Targets:'
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## \(.*\)/  \1|\2/p' \
		$(TOP)/Makefile | awk -F'|' '{ printf "%-16s%s\n", $$1, $$2 }'
	@echo
	@echo 'Variables of run and start: PORT=8080 RUNDIR=.run LIMITS=on|off'
	@echo '  WORKERS=1 COMPAT=docs|4.5|4.6|4.7 LOCAL_DOMAIN=social.example'
	@echo '  DATA=file.sql[.xz]   that data in place of the demo'
	@echo '  DATABASE=URI         an existing database, none of its own'
	@echo 'Others: BUILD=debug|release|sanitize, TESTS="t/30-show.t ..."'


.PHONY: deps
deps: ## install the Debian packages for building, running and testing
	@sh $(LIB)/deps.sh all

.PHONY: deps-extra
deps-extra: ## install what the further checks need (Redis, clients, ...)
	@sh $(LIB)/deps.sh extra

.PHONY: build
build: ## build the module: .build/ngx_http_statuses_module.so
	@sh $(LIB)/deps.sh $(if $(filter sanitize,$(BUILD)),sanitize,build)
	@sh $(LIB)/build.sh module $(BUILD)


.PHONY: run
run: build ## nginx and PostgreSQL with the demo, in the foreground
	@sh $(LIB)/deps.sh run
	@bash $(LIB)/server.sh run

.PHONY: start
start: build ## the same in the background; see RUNDIR/env
	@sh $(LIB)/deps.sh run
	@bash $(LIB)/server.sh start

.PHONY: stop
stop: ## end what start began
	@bash $(LIB)/server.sh stop


.PHONY: install-gateway
install-gateway: ## statuses_gateway into DATABASE, for what writes
	@sh $(TOP)/sql/gateway/install.sh "$(DATABASE)"


.PHONY: test
test: ## all tests, or those of TESTS
	@sh $(LIB)/deps.sh test
	@sh $(LIB)/build.sh module release
	@bash $(LIB)/test.sh all

.PHONY: test-unit
test-unit: ## the C unit tests, under ASan and UBSan
	@sh $(LIB)/deps.sh test
	@bash $(LIB)/test.sh unit

.PHONY: test-sql
test-sql: ## the checks of the SQL
	@sh $(LIB)/deps.sh test
	@bash $(LIB)/test.sh sql

.PHONY: test-asan
test-asan: ## the suites on an nginx built with ASan and UBSan
	@sh $(LIB)/deps.sh test
	@sh $(LIB)/deps.sh sanitize
	@sh $(LIB)/build.sh module sanitize
	@bash $(LIB)/test.sh asan

.PHONY: test-valgrind
test-valgrind: ## the suites under valgrind
	@sh $(LIB)/deps.sh valgrind
	@sh $(LIB)/build.sh module debug
	@bash $(LIB)/test.sh valgrind

.PHONY: fuzz
fuzz: ## run the libFuzzer targets, FUZZ_SECONDS=60 each
	@sh $(LIB)/deps.sh fuzz
	@bash $(LIB)/test.sh fuzz

.PHONY: lint
lint: ## style, directions of #include, compiler warnings
	@sh $(LIB)/deps.sh lint
	@bash $(LIB)/lint.sh


ifneq ($(wildcard $(TOP)/t/bench/run.sh),)
.PHONY: bench
bench: build ## the benchmark, see t/bench/run.sh for its variables
	@sh $(LIB)/deps.sh run
	@command -v wrk >/dev/null || sh $(LIB)/deps.sh extra
	@bash $(TOP)/t/bench/run.sh

.PHONY: bench-explain
bench-explain: ## the plans of all reads on the benchmark's data
	@sh $(LIB)/deps.sh run
	@bash $(TOP)/t/bench/explain.sh

.PHONY: bench-limits
bench-limits: build ## what rate limits cost, without a database
	@bash $(TOP)/t/bench/limits.sh
endif


.PHONY: bench-text
bench-text: ## what it costs to render, count and sanitize texts
	@sh $(LIB)/deps.sh build
	@bash $(LIB)/programs.sh bench | while read -r program; do \
		"$$program" || exit 1; \
	done


.PHONY: install
install: ## the module into nginx's folder, sql/ into PREFIX/share
	@sh $(LIB)/deps.sh build
	@sh $(LIB)/build.sh module release
	@sh $(LIB)/build.sh install

.PHONY: clean
clean: ## remove what was built
	@rm -rf $(TOP)/.build
