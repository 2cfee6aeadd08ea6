# make run     the terminal with simulated devices and a hub, in a window
# make demo    a scripted visit through the real window; leaves its pictures in build/demo
# make test    everything that is tested
# make bench   the table of figures, in build/bench.md; make accessibility: the table of accessibility
# make monkey  a million touches, keys and answers of devices by chance

SHELL := /bin/bash
.DEFAULT_GOAL := help
export CGO_ENABLED := 1
# The Opus binding's reader of Ogg files is not needed, nor is its library. Programs, tests and vet have the same flags, so that a
# machine that keeps nothing compiles every package once.
export GOFLAGS := -tags=nolibopusfile -trimpath

BIN := build/bin
PROGRAMS := buergerterminal clerkhub devicectl flowctl demo
PACKAGES := gcc libc6-dev pkg-config libvpx-dev libopus-dev libx11-6 libgl1 libgl1-mesa-dri xvfb espeak-ng

# The tests' database and browser, and the peers that they are held against: without one of them its tests skip and say so.
TESTPACKAGES := postgresql chromium
PEERS := firefox-esr pcscd libccid sane-utils lrzsz poppler-utils openssl coturn

.PHONY: help packages testpackages peers build run demo test fuzz bench accessibility monkey clean

help:
	@sed -n 's/^# //p' Makefile | head -n 5

# Installs what is missing, and asks for nothing where nothing is.
define install
	@missing=; for p in $(1); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then \
		echo "installing$$missing"; root=; [ "$$(id -u)" = 0 ] || root=sudo; \
		$$root apt-get update -qq && $$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi
endef

packages:
	$(call install,$(PACKAGES))

testpackages: packages
	-$(call install,$(TESTPACKAGES))

peers: testpackages
	$(call install,$(PEERS))

build:
	@mkdir -p $(BIN)
	@go build -o $(BIN)/ $(addprefix ./cmd/,$(PROGRAMS))

run: packages build
	@exec $(BIN)/demo run

demo: packages build
	@exec $(BIN)/demo visit

test: testpackages build
	go vet ./...
	@unformatted=$$(gofmt -l cmd kiosk devices flows locales); [ -z "$$unformatted" ] || { echo "gofmt: $$unformatted"; exit 1; }
	GOGC=200 go test -vet=off -timeout 20m ./...

# FUZZTIME for each target; the seeds and the committed corpus run in make test.
FUZZTIME ?= 10s
fuzz: packages
	@grep -rl --include='*_test.go' '^func Fuzz' cmd kiosk devices flows | xargs -n1 dirname | sort -u | while read -r dir; do \
		grep -ho '^func Fuzz[A-Za-z0-9_]*' $$dir/*_test.go | cut -c6- | while read -r target; do \
			echo "$$dir $$target"; go test ./$$dir -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) || exit 1; done || exit 1; done

# node and chromium are peers where they are installed. BENCHFLAGS: --strict makes a broken limit an error, --only flows,line measures some.
bench: packages build
	@go build -o $(BIN)/ ./cmd/bench ./cmd/bench/testdata/emptywindow
	@$(BIN)/bench $(BENCHFLAGS)

accessibility:
	@set -o pipefail; BOTS=all go test ./kiosk -timeout 30m -run '^TestAccessibility$$' -count=1 -v | sed -n -e 's/^ *|/|/p' -e '/FAIL:\|_test.go:.*: /p'

# Somebody without sense at the terminal: a million touches, keys, answers of devices and hours, from 200 seeds.
monkey:
	@MONKEY=1000000 go test ./kiosk -timeout 60m -run '^TestMonkey$$' -count=1 -v

clean:
	rm -rf build
