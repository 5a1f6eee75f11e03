"""The audit log: its one writer, reading it, and checking its chain."""
