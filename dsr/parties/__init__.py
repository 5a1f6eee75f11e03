"""Who is who in a case: opening what is sealed, and who acts for whom."""
