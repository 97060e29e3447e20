"""How people sign in: passwords, second factors, the word of another body; sessions, and what the journal keeps of it."""
