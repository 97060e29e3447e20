"""The big screens: which there are, what each plays, what is put on them and by whom."""
