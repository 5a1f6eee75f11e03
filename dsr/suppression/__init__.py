"""The list of who must not be mailed or shared, and all that reads and writes it."""
