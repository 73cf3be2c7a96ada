.DEFAULT_GOAL := help

.PHONY: help
help: ## Say what can be made
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "%-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: ## Compile everything, without cgo
	CGO_ENABLED=0 go build ./...

.PHONY: test
test: ## Run the tests
	go test ./...

.PHONY: race
race: ## Run the tests with the race detector, in random order
	go test -race -shuffle=on ./...

.PHONY: cluster
cluster: ## Run the tests on PostgreSQL, with a private server that ends with them
	.ci/postgres go -C cluster test -count=1 ./...

.PHONY: golden
golden: ## Rewrite the golden files; look at the diff before committing
	go test ./einkpdf ./einkpdf/legacy -update
	go -C einkpdf/internal/golden test -run '^TestGolden$$' -update

.PHONY: fmt
fmt: ## Format the source
	gofmt -w .

.PHONY: lint
lint: ## Run go vet and the pinned golangci-lint
	go vet ./...
	go -C cluster vet ./...
	.ci/lint

.PHONY: bench
bench: ## Measure against gopdf, ReportLab, x/image and image/png
	go run ./bench

.PHONY: ci
ci: ## Run everything that continuous integration runs
	.ci/run

.PHONY: pictures
pictures: ## Draw the README's picture again (needs poppler-utils and imagemagick)
	docs/images/make
