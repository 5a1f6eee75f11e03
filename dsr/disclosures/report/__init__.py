"""The third-party disclosure report: facts of one ledger version, their gaps, and their pages."""
