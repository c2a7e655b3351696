# Confab: `make run` opens the window, `make test` tests everything. Each works
# as the only command typed on a fresh Debian 12 with Go.

# The tree may belong to someone else than the one who builds, and the version
# is given by name: the go command need not ask git.
export GOFLAGS := -buildvcs=false $(filter-out -buildvcs=%,$(GOFLAGS))

# The pinned Gio with some of its faults mended: see ui/internal/giopatch.
gio := builds/gio/go.work
export GOWORK := $(CURDIR)/$(gio)

version     = $(shell .ci/version)
staticcheck = builds/staticcheck-0.8.2
# Files behind these tags are tests that need more than Go: a display, wine, an hour.
tags        = e2e,exe,wine,browser,soak,apk,fakedroid,java,chaos,attack,speed

# What is compiled to look at the Windows program is what it is built of later:
# hence -trimpath, as .ci/windows/build has it.
on_windows  = GOOS=windows GOARCH=amd64 CGO_ENABLED=0 GOFLAGS="$(GOFLAGS) -trimpath"

# How long `make fuzz` gives each target, and what it may take from elsewhere.
FUZZTIME ?= 1m
BENCH    ?= .
BENCHTIME ?= 1s
ATTACK    ?= .
BEFORE    ?= HEAD
ROUNDS    ?= 5
COMPARE   ?= .

.PHONY: help run build test check stress quick bench bench-long compare bench-nats windows apk release apk-check android-java fakedroid icons golden fuzz soak chaos attack mutants lint outdated clean \
	packages-build packages-test packages-browser packages-android format house vet staticcheck darwin race windows-checked wine browser e2e unit

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## install what is missing, build, and open the window
	builds/confab

build: packages-build $(gio) ## build the program for this machine: builds/confab
	@mkdir -p builds
	go build -trimpath -ldflags "-X main.version=$(version)" -o builds/confab .

# Stages of `test`, in this order; the first that fails ends it. In a test run a
# test that cannot run here is a failure and no skip (CI=true).
test: export CI = true
test: packages-test packages-browser $(gio) ## every test: rules, races, Windows under wine, the page in Chromium, windows under Xvfb
	@start=$$(date +%s); \
	.ci/stage 'gofmt -s' .ci/format && \
	.ci/stage 'rules of the house' .ci/house && \
	.ci/stage 'go vet' $(MAKE) -s vet && \
	.ci/stage 'staticcheck' $(MAKE) -s staticcheck && \
	.ci/stage 'macOS, what needs no Cocoa' .ci/darwin && \
	.ci/stage 'go test -race' $(MAKE) -s race && \
	.ci/stage 'Windows program' $(MAKE) -s windows-checked && \
	.ci/stage 'Windows program under wine' $(MAKE) -s wine && \
	.ci/stage 'the page in Chromium' $(MAKE) -s browser && \
	.ci/stage 'end to end under Xvfb' $(MAKE) -s e2e && \
	.ci/stage 'go test without -race: allocations and frame cost' $(MAKE) -s unit && \
	echo "== everything passed in $$(($$(date +%s) - start)) s"

# No race detector, no foreign peers, no windows: what takes seconds once it is
# compiled. Of packages that did not change the go command has the result.
check: packages-build $(gio) ## the daily round: rules, vet, staticcheck, unit tests; in 3 minutes, once compiled
	@start=$$(date +%s); \
	.ci/stage 'gofmt -s' .ci/format && \
	.ci/stage 'rules of the house' .ci/house && \
	.ci/stage 'go vet' $(MAKE) -s vet && \
	.ci/stage 'staticcheck' $(MAKE) -s staticcheck && \
	.ci/stage 'go test' $(MAKE) -s quick && \
	echo "== checked in $$(($$(date +%s) - start)) s"

# Hours. It may be interrupted, and goes on from there: see .ci/stress.
stress: export CI = true
stress: packages-test $(gio) ## what could fail by chance, 20 times with one core less (STRESS_RUNS, STRESS_RACE, STRESS_ONLY=regexp)
	@$(MAKE) -s windows
	@mkdir -p builds/stress
	@go build -o builds/stress/stress ./.ci/stress
	@builds/stress/stress

bench: $(gio) ## benchmarks (BENCH=regexp, BENCHTIME=1s)
	@.ci/packages build test
	go test -run '^$$' -bench '$(BENCH)' -benchmem -benchtime $(BENCHTIME) -timeout 60m -p 1 ./...
	go test -tags e2e -run '^$$' -bench '$(BENCH)' -benchtime 1x -timeout 10m ./ui/e2e

# What `bench` measures small: whole, it takes a quarter of an hour.
bench-long: $(gio) ## a talk of a million messages, ten minutes of stalled readers, an outage of a minute
	@.ci/packages build test
	go test -run '^$$' -bench LongTalk -benchtime 1x -timeout 30m -p 1 ./transport/internal/core ./ui -args -confab.talk 1000000
	go test -run '^$$' -bench 'ReconnectStorm|StalledReaders' -benchtime 1x -timeout 40m ./transport/internal/hub -args -confab.outage 1m -confab.stalled 10m

# Benchmarks of the tree and of another revision, in turn: half an hour. COMPARE
# is a regular expression for the figures of the table.
compare: $(gio) ## compare this tree with a revision: a table of medians and ratios (BEFORE=revision, ROUNDS=5, COMPARE=regexp)
	@.ci/packages build test
	@mkdir -p builds/compare
	@go build -o builds/compare/compare ./.ci/compare
	@builds/compare/compare -rounds $(ROUNDS) -only '$(COMPARE)' '$(BEFORE)'

bench-nats: ## acknowledged messages against NATS JetStream with every message synced, in turn: four minutes
	@.ci/packages build
	cd transport/jetstream && GOWORK=off go vet . && GOWORK=off go test -run '^$$' -bench '$(BENCH)' -benchtime 1x -timeout 30m -v .

windows: $(gio) ## cross-build builds/windows/confab.exe
	.ci/windows/build

apk: packages-android $(gio) ## the phone's program, one APK for all and one for each ABI: builds/android
	go run ./android/packager

# What a host hands over to browsers lies beside the program: see ui/internal/handout.
release: build windows apk ## the program with all builds to hand over to others, phones without internet too: builds/release
	.ci/release

apk-check: packages-android $(gio) ## check the APKs, and that the checks refuse broken ones
	go run ./android/apkcheck builds/android/*.apk
	go test -tags apk -count 1 ./android/...

# A first time fetches some 400 MB: Android's classes, of four versions.
android-java: packages-android $(gio) ## run the APK's Java on Android's classes of four versions: service, notifications, intents
	go test -tags java -run 'TestJava|TestTold' -count 1 -timeout 20m -v ./android

fakedroid: packages-build packages-android $(gio) ## run the APK's arm64 library under qemu, through a conversation
	go run ./android/packager -abis arm64-v8a
	go test -tags fakedroid -count 1 -timeout 40m -v ./android/fakedroid

icons: ## draw the sizes of the icons from their sources
	.ci/packages icons
	icons/generate.sh

golden: packages-test $(gio) ## rewrite the golden pictures; look at the difference before keeping it
	.ci/golden

fuzz: packages-build $(gio) ## fuzz every target for FUZZTIME=1m each
	.ci/fuzz $(FUZZTIME)

soak: packages-build $(gio) ## the long tests: hours of strangers, disasters and load
	go test -race -tags soak -run Soak -timeout 8h -v ./...

chaos: packages-test $(gio) ## kill programs and cut cables at full length: nothing may be lost
	CI=true go test -tags chaos -count 1 -timeout 90m -skip TestMutants -v ./transport/chaos

# As root, or with sudo without a password: it has a network of its own.
attack: packages-test $(gio) ## have strangers, members, hosts and broken disks attack the program: a table in 15 minutes (ATTACK=regexp)
	CI=true go test -tags attack -count 1 -timeout 30m -run '$(ATTACK)' -v ./transport/attack
	CI=true go test -count 1 -timeout 10m -run 'TestBitFlips$$' -v ./transport/internal/store -args -confab.flips 500

mutants: packages-test $(gio) ## break one promise of nothing being lost at a time, and see that a test notices
	CI=true go test -tags chaos -count 1 -timeout 90m -run TestMutants -v ./transport/chaos

outdated: ## list the modules and Go tools of which there is a newer release
	@.ci/outdated

lint: packages-build $(gio) format house vet staticcheck ## gofmt -s, rules of the house, go vet, staticcheck

clean: ## remove what was built
	rm -rf build builds confab confab.exe

# What follows is called by the targets above.

packages-build:
	@.ci/packages build

packages-test:
	@.ci/packages build test qt wine

# Where Chrome is, it does: Ubuntu's package chromium is a snap, which has no way to a profile below /tmp.
packages-browser:
	@command -v google-chrome >/dev/null || .ci/packages browser

# The official SDK and NDK bring their own.
packages-android:
	@if [ -z "$$ANDROID_HOME" ]; then .ci/packages android; fi

format:
	.ci/format

house:
	.ci/house

vet: $(gio)
	go vet -tags $(tags) ./... ./.ci/stress ./.ci/compare
	$(on_windows) go vet ./...

$(gio): go.mod $(wildcard ui/internal/giopatch/*.go)
	@GOWORK=off go run ./ui/internal/giopatch -out $(@D)
	@touch $@

# Installed for this machine first: run by `go run` under GOOS=windows it would
# itself be built for Windows.
$(staticcheck):
	GOBIN=$(CURDIR)/builds go install honnef.co/go/tools/cmd/staticcheck@v0.8.2
	mv builds/staticcheck $@

staticcheck: $(staticcheck) $(gio)
	$(staticcheck) -tags $(tags) ./... ./.ci/stress ./.ci/compare
	# What is unused there is used on another system.
	$(on_windows) $(staticcheck) -checks inherit,-U1000 ./...

darwin: $(gio)
	.ci/darwin

# The stage before has vetted all, these too: `go test` would begin with less of it,
# for every package anew that the race detector is built into. Tests that are parallel
# mostly wait, for limits of the protocol and for processes: four of a package go on at
# once, whatever the machine. A program with the race detector sleeps for a second before
# it ends; of some hundred, which are the tests' and what they start, that is minutes.
race: export GORACE = atexit_sleep_ms=100
race: $(gio)
	go test -race -vet=off -parallel 4 -timeout 15m ./...

windows-checked: windows
	go test -tags exe -run WindowsProgram -count 1 ./ui/e2e/windows

wine: builds/windows/confab.exe $(gio)
	go test -tags wine -run Wine -count 1 -timeout 22m -v ./ui/e2e/windows

browser: packages-browser $(gio)
	go test -vet=off -tags browser -run Browser -count 1 -timeout 10m ./transport/internal/web

# Its windows are on X servers of its own.
e2e: $(gio)
	go test -vet=off -tags e2e -count 1 -timeout 25m ./ui/e2e/...

# What the race detector would distort: allocations, frame cost, floods; and what it
# would only make slow, long walks and pictures in one goroutine. All else has run with
# it. One package after the other: the measurements want the machine for themselves.
unraced = ./transport ./transport/internal/core ./transport/internal/detect ./transport/internal/loop ./transport/internal/store \
	./transport/internal/wire ./ui ./ui/internal/fonts ./ui/internal/visible ./ui/model ./ui/widget
unit: $(gio)
	go test -vet=off ./.ci/compare
	tests=$$(.ci/unraced $(unraced)) && go test -vet=off -timeout 15m -p 1 -run "$$tests" $(unraced)

# transport/chaos kills programs and cuts cables, for minutes.
quick: $(gio)
	go test -timeout 10m $$(go list ./... | grep -v /transport/chaos)

builds/windows/confab.exe: | $(gio)
	.ci/windows/build
