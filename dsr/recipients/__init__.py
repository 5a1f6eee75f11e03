"""Which third parties received what, and which of them are told of a case."""
