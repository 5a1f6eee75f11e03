"""The desk's words for codes."""
