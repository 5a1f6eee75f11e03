"""Who is who in a case."""
