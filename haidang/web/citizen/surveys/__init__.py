"""Self-assessments that anybody may answer, without a name; the result at once."""
