# `make demo` : la démonstration dans out/demo.  `make test` : toutes les vérifications.
.PHONY: help setup page build demo test bench qgis-plugin
CARGO ?= cargo

help: ## Ce que fait chaque cible / what each target does
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

setup: ## Installe ce qui manque (GDAL) / installs what is missing
	@.ci/setup

page: ## La page interactive (web/) ; installe Node.js / the interactive page; installs Node.js
	@.ci/page

build: setup page ## Construit target/release/lakana
	@echo "==> cargo build --release (quelques minutes la première fois / some minutes the first time)"
	@$(CARGO) build --release

demo: build ## La démonstration complète dans out/demo
	@echo "==> lakana demo --out out/demo"
	@target/release/lakana demo --out out/demo

qgis-plugin: ## L'extension QGIS dans target/qgis/lakana.zip / the QGIS plugin
	@python3 qgis-plugin/package.py target/qgis/lakana.zip

test: setup page ## Format, clippy, tests, la page dans un navigateur / the page in a browser
	@echo "==> cargo fmt --check"
	@$(CARGO) fmt --all --check
	@echo "==> cargo clippy -D warnings"
	@$(CARGO) clippy --all-targets --quiet -- -D warnings
	@echo "==> cargo test"
	@$(CARGO) test --quiet
	@echo "==> page"
	@CARGO=$(CARGO) .ci/page-test

bench: setup ## Mesures face aux outils usuels / measures against usual tools
	@benches/against_peers.sh
	@benches/rasters.sh
	@benches/plain_against_peers.sh
	@benches/maps_against_peers.sh
	@$(CARGO) bench --bench locate
	@$(CARGO) bench --bench survey
	@$(CARGO) bench --bench spatial
	@$(CARGO) bench --bench travel_time
