"""The places that are databases: a mapping, and what is found, erased and proved by it."""
