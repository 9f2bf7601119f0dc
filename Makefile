# What keepers of Adal do. `make test` is what CI runs, then `make lint`.
.PHONY: all build test lint bench script fuzz

# Pictures are encoded by WebAssembly in the program; without this tag a library
# of the machine would be loaded instead, if there is one.
export GOFLAGS := -tags=nodynamic

all: test lint

build: ## the binary
	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o bin/adal ./cmd/adal

test: ## everything: both databases, race, shuffle, browser
	@build/need.sh
	build/with-postgres.sh go test -race -shuffle=on -timeout 20m ./...

lint: ## vet, staticcheck, the script's types, and that the bundles are what the sources make
	@build/need.sh
	go vet ./...
	test -z "$$(gofmt -l cmd internal script/*.go)"
	go tool staticcheck ./...
	script/node_modules/.bin/tsc --noEmit -p script
	go run ./script --check

bench: ## figures and ratios; never a test
	@build/need.sh
	build/with-postgres.sh go run ./internal/bench

script: ## bundle the pages' script
	@build/need.sh
	go run ./script

fuzz: ## every fuzz target for ten seconds
	for p in $$(go list ./...); do for f in $$(go test -list '^Fuzz' $$p | grep ^Fuzz); do \
		go test -run '^$$' -fuzz "^$$f$$" -fuzztime 10s $$p || exit 1; done; done
