"""House rules as tests. Each rule is a function from sources to faults, and is seen to find a planted fault."""
