"""The disclosure ledger: what it holds, and the report that is compiled from one version of it."""
