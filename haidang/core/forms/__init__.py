"""Online forms from the facts of a procedure: drafts that wait, answers that are checked, the dossier they become."""
