# One form of build everywhere, so that nothing is built twice.
BUILD = swift build --build-tests --explicit-target-dependency-import-check error
PATHS = Package.swift Sources Adapters Tests

# A crash must end with its own words at once, not with minutes of symbols.
export SWIFT_BACKTRACE = enable=no

.PHONY: setup build test bench fuzz demo lint check

setup: ## installs the system libraries and servers that are missing (Debian; asks sudo when it is not root)
	@.ci/setup

build: setup ## builds the program and the tests, once
	$(BUILD)

test: build ## runs every test
	swift test --skip-build --disable-xctest

demo: setup ## builds the program and watches money go from approved lists to reconciled bank results
	swift build --product onecard
	.build/debug/onecard demo

.PHONY: judges
judges: setup ## compares our readers and writers with independent implementations (a virtual environment in .build-judges)
	swift build --product onecard
	Tests/Judges/run

.PHONY: regulation-mutants
regulation-mutants: build ## takes away each rule, parameter and transition that a duty names; its tests must notice
	Tests/Regulation/mutants.py

lint: ## checks the form of every Swift file
	swift format lint --strict --parallel --configuration .swift-format --recursive $(PATHS)

check: lint test ## lint and tests, as they run before each change lands

SIZE = small
bench: setup ## measures the workloads beside hand-written C and the fastest peers (SIZE=full for figures to quote)
	@Tests/Bench/run $(SIZE)

FUZZ_SECONDS = 60
fuzz: setup ## attacks every reader with libFuzzer, FUZZ_SECONDS each; what is found lands in Fixtures/fuzz, for make test
	@FUZZ_SECONDS=$(FUZZ_SECONDS) Tests/Fuzz/run

SEEDS = 2000
SIMULATION = --days 60 --beneficiaries 60 --faults all
.PHONY: simulate
simulate: setup ## lets SEEDS drawn countries live through two months of faults, on all cores (SEEDS=2000)
	swift build -c release --product onecard
	@Tests/Simulate/run "$(SEEDS)" $(SIMULATION)

.PHONY: histories
histories: build ## lets 20 drawn countries live through two months of faults, each in two processes: one seed, one history
	@Tests/Simulate/twice 20 --days 60 --beneficiaries 12 --faults all

.PHONY: planted
planted: setup ## plants bugs one by one in a copy of the sources; the simulation must see each within 200 seeds
	Tests/Planted/run
