"""One step of a case in a system: whose it is, and how it is settled."""
