.PHONY: sure test serve bench lock

sure: ## what must pass before a change is shared
	./course check

test:
	./course test

serve:
	./course serve

bench:
	./course bench

lock:
	./course lock
