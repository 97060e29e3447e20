"""The morning brief: what needs a decision first, what is abnormal, what happened; composed once, kept as composed."""
