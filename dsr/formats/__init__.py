"""How things are spelled: JSON, references, addresses of pages, file types, PDF. They know nothing of a case."""
