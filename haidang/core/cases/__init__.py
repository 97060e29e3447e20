"""Cases: what a citizen, a business or an officer asks for, from its first word to its outcome, under a legal clock."""
