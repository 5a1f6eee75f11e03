"""Commands of the portal, one module each."""
