"""What a leader orders about a number, and how it is carried out: a case with progress, proof and approval."""
