"""The morning brief: on a phone and on the desk, as PDF, by mail for those who wish it."""
