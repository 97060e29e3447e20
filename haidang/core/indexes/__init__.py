"""Composite indexes: facts with versions, self-assessment with evidence, what was verified, gap and rank."""
