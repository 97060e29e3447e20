"""My things: cases, messages, warnings, wishes, who looked, one's own data, acting for others."""
