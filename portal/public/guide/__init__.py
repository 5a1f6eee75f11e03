"""At most three plain questions that lead to the right form."""
