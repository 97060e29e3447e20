"""Documents for citizens: one's own to take along and to sign, anybody's to check, and the papers one keeps here."""
