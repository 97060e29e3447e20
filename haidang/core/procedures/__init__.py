"""The province's own hand on procedures: drafts and new versions, who gets what, words for answers."""
